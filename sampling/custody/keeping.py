"""How long a spare sample is kept: it follows from the report by itself, and again from every corrected one."""

import msgspec

from domain.custody.content import SPARE, Custody
from domain.custody.kind import CUSTODY, MACHINE, custody_no
from domain.custody.rules import keep_until
from domain.sheets.kind import SHEET
from domain.testing.kind import TEST
from domain.work.record import Record
from sampling.calendar import installed_calendar
from sampling.store.view import view_of
from sampling.work.operation import Operation

SYSTEM = "系统"
_CLOCKS = {"合格": "keep-qualified", "不合格": "keep-unqualified"}


def keep_after_report(op: Operation, sheet_no: str) -> Record[Custody] | None:
    """Start the time of keeping of the sheet's spare sample from its newest report; None where there is nothing to do.

    Counted from the report's day. A report that judges neither way lets it be kept as long as an unqualified one.
    """
    record = op.find(CUSTODY, custody_no(sheet_no, SPARE))
    test = op.find(TEST, sheet_no)
    if record is None or test is None or not test.content.reports or MACHINE.is_closed(record.state):
        return None
    report = test.content.reports[-1]
    sheet = op.load(SHEET, sheet_no).content
    clock = _CLOCKS.get(report.verdict, "keep-unqualified")
    until = keep_until(
        clock,
        report.issued_on,
        sheet.produced_on,
        sheet.shelf_life_days,
        installed_calendar(view_of(op.connection)),
    )
    content = msgspec.structs.replace(record.content, keep_until=until)
    step = op.step(report.issued_on, None, actor=SYSTEM)
    return op.save(CUSTODY, MACHINE.advance(record, clock, step, content))
