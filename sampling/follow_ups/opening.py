"""Follow-ups that open, change and are withdrawn by themselves with the report that they rest on."""

from domain.follow_ups.content import FollowUp
from domain.follow_ups.kind import FOLLOW_UP
from domain.follow_ups.machine import MACHINE
from domain.sheets.kind import SHEET
from domain.testing.content import Report
from domain.work.record import Record
from sampling.disposals.opening import SYSTEM
from sampling.organisations import supervisor_of
from sampling.store.disposals import records_of_sheet
from sampling.store.work import take_serial
from sampling.work.operation import Operation

PROBLEM = "问题项"


def settle_follow_up(op: Operation, sheet_no: str, report: Report) -> Record[FollowUp] | None:
    """Open the follow-up of a report with 问题项; withdraw it where a correction leaves none.

    Where a correction names other items than before, the open one is withdrawn and another begins; one that names
    the same items goes on. Returns the one that was opened.
    """
    items = tuple(one.item_name for one in report.findings if one.verdict == PROBLEM)
    goes_on = False
    for no in records_of_sheet(op.connection, FOLLOW_UP.code, sheet_no):
        record = op.load(FOLLOW_UP, no)
        same = record.content.items == items
        if MACHINE.states[record.state].closed:
            goes_on = goes_on or (record.state == "closed" and same)
        elif same:
            goes_on = True
        else:
            words = f"检验报告更正为第 {report.version} 版，问题项已变更"
            step = op.step(report.issued_on, words, actor=SYSTEM)
            op.save(FOLLOW_UP, MACHINE.advance(record, "withdraw", step))
    if not items or goes_on:
        return None
    sheet = op.load(SHEET, sheet_no).content
    content = FollowUp(
        sheet_no=sheet_no,
        area_code=sheet.area_code,
        organisation=supervisor_of(op.connection, sheet.area_code),
        task_kind=sheet.task_kind,
        party_name=sheet.unit_name,
        producer_name=sheet.producer_name,
        report_no=report.report_no,
        items=items,
    )
    series = f"GZ{report.issued_on.year % 100:02d}{sheet.area_code[:6]}"
    number = f"{series}{take_serial(op.connection, series):04d}"
    step = op.step(report.issued_on, "检验报告有问题项", actor=SYSTEM)
    return op.save(FOLLOW_UP, MACHINE.open("open", number, step, content))
