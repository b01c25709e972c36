"""The sample at the laboratory's door: received or rejected; and the days agreed for its report."""

import msgspec

from domain.catalogue.clocks import load_clocks
from domain.sheets.content import Sheet
from domain.sheets.kind import SHEET
from domain.sheets.machine import MACHINE as SHEETS
from domain.testing.content import Agreement, Receipt, Test
from domain.testing.kind import TEST
from domain.testing.machine import MACHINE
from domain.work.fields import Form
from domain.work.record import Record
from sampling.work.operation import Operation

REPORT = "report"


def receive_sample(op: Operation, sheet_no: str, form: Receipt) -> Record[Test]:
    """Receive the sample: the sheet is received, the test begins, the clock `report` runs.

    Other days than the usual 20 that were agreed with the organiser show as an extension or a shortening of it.
    """
    sheet = op.load(SHEET, sheet_no)
    op.save(SHEET, SHEETS.advance(sheet, "receive", op.step(form.on, form.reason)))
    step = op.step(form.on, form.reason)
    test = Test(
        laboratory=sheet.content.laboratory,
        laboratory_name=sheet.content.laboratory_name,
        area_code=sheet.content.area_code,
        task_kind=sheet.content.task_kind,
        received_on=step.on,
    )
    record = op.save(TEST, MACHINE.open("receive", sheet_no, step, test))
    if form.agreed_workdays in (None, _usual()):
        return record
    agreement = Agreement(
        on=form.on, reason=form.reason or "与组织者约定", agreed_workdays=form.agreed_workdays
    )
    return _agree(op, record, agreement)


def agree_workdays(op: Operation, sheet_no: str, form: Agreement) -> Record[Test]:
    """Agree on other days for the report (可与组织者另行约定), with the reason."""
    return _agree(op, op.load(TEST, sheet_no), form)


def reject_sample(op: Operation, sheet_no: str, form: Form) -> Record[Sheet]:
    """Refuse the sample, and say why; the sheet ends as 拒收."""
    sheet = op.load(SHEET, sheet_no)
    return op.save(SHEET, SHEETS.advance(sheet, "reject", op.step(form.on, form.reason)))


def _agree(op: Operation, record: Record[Test], form: Agreement) -> Record[Test]:
    runs_now = record.content.agreed_workdays or _usual()
    more = form.agreed_workdays - runs_now
    step = op.step(form.on, form.reason, extends=(REPORT, more) if more else None)
    content = msgspec.structs.replace(record.content, agreed_workdays=form.agreed_workdays)
    return op.save(TEST, MACHINE.advance(record, "agree", step, content))


def _usual() -> int:
    return load_clocks()[REPORT].n
