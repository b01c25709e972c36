"""The sample at the laboratory's door: received or rejected."""

from domain.sheets.content import Sheet
from domain.sheets.kind import SHEET
from domain.sheets.machine import MACHINE as SHEETS
from domain.testing.content import Receipt, Test
from domain.testing.kind import TEST
from domain.testing.machine import MACHINE
from domain.work.fields import Form
from domain.work.record import Record
from sampling.work.operation import Operation

USUAL_WORKDAYS = 20


def receive_sample(op: Operation, sheet_no: str, form: Receipt) -> Record[Test]:
    """Receive the sample: the sheet is received, the test begins, the clock `report` runs.

    Days that were agreed with the organiser beyond the usual 20 show as an extension of the clock.
    """
    sheet = op.load(SHEET, sheet_no)
    received = SHEETS.advance(sheet, "receive", op.step(form.on, form.reason))
    op.save(SHEET, received)
    agreed = form.agreed_workdays
    more = agreed - USUAL_WORKDAYS if agreed is not None else 0
    step = op.step(form.on, form.reason)
    test = Test(
        laboratory=sheet.content.laboratory,
        laboratory_name=sheet.content.laboratory_name,
        area_code=sheet.content.area_code,
        task_kind=sheet.content.task_kind,
        received_on=step.on,
        agreed_workdays=agreed,
    )
    record = op.save(TEST, MACHINE.open("receive", sheet_no, step, test))
    if not more:
        return record
    extension = op.step(form.on, form.reason or "与组织者约定", extends=("report", more))
    return op.save(TEST, MACHINE.advance(record, "agree", extension))


def reject_sample(op: Operation, sheet_no: str, form: Form) -> Record[Sheet]:
    """Refuse the sample, and say why; the sheet ends as 拒收."""
    sheet = op.load(SHEET, sheet_no)
    return op.save(SHEET, SHEETS.advance(sheet, "reject", op.step(form.on, form.reason)))
