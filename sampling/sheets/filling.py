"""Filling in a sheet: draft, edit, submit, correct, void. One function per step."""

import msgspec

from domain.access.personal import kept_where_masked
from domain.errors import RuleViolation
from domain.sheets.blocks import BLOCK, OPEN
from domain.sheets.content import NewSheet, Sheet, SheetEdit, Submission
from domain.sheets.kind import SHEET
from domain.sheets.machine import MACHINE
from domain.sheets.numbers import number_of, series_of
from domain.sheets.rules import insist_on_rules
from domain.work.fields import Form
from domain.work.record import Record
from sampling.sheets.checks import check_references, settle_duplicates
from sampling.store import work as store
from sampling.work.operation import Operation
from sampling.work.reading import list_records

SheetRecord = Record[Sheet]
# Fields that the system fills in: a form cannot set them.
_SYSTEM = {"laboratory_name": None, "warnings": (), "duplicate_reason": None, "duplicate_approver": None}


class NumberNotReserved(RuleViolation):
    """The number given lies in no open block of this series."""

    code = "number-not-reserved"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"编号 {number} 不在任何未交回的预留号段中，请核对，或不填编号由系统编号", number=number
        )


def draft_sheet(op: Operation, form: NewSheet) -> SheetRecord:
    """Number a sheet and keep it as a draft.

    Without a number the next serial of its series is taken; with one it must lie in an open reserved block. Raises
    `NumberNotReserved`, and `RecordExists` for a number that is used already.
    """
    sheet = check_references(op, msgspec.structs.replace(form.sheet, **_SYSTEM))
    year = (sheet.sampled_on or op.today).year
    series = series_of(sheet.level, year, sheet.area_code, sheet.organisation)
    number = form.number or number_of(series, store.take_serial(op.connection, series))
    if form.number is not None and not _reserved(op, series, number):
        raise NumberNotReserved(number)
    return op.save(SHEET, MACHINE.open("draft", number, op.step(None, form.reason), sheet))


def edit_sheet(op: Operation, sheet_no: str, form: SheetEdit) -> SheetRecord:
    """Replace the content of a draft."""
    record = op.load(SHEET, sheet_no)
    written = kept_where_masked(record.content, form.sheet, SHEET.personal)
    sheet = check_references(op, msgspec.structs.replace(written, **_SYSTEM))
    return op.save(SHEET, MACHINE.advance(record, "edit", op.step(None, form.reason), sheet))


def submit_sheet(op: Operation, sheet_no: str, form: Submission) -> SheetRecord:
    """Sampling is done: the sheet counts from its sampling day on.

    Raises `SheetIncomplete` naming every broken rule, `DuplicateSampling` where approval is lacking.
    """
    record = op.load(SHEET, sheet_no)
    sheet = record.content
    if record.state == "draft":
        insist_on_rules(sheet_no, sheet)
        sheet = settle_duplicates(op, sheet_no, check_references(op, sheet), form)
    step = op.step(sheet.sampled_on, form.reason)
    return op.save(SHEET, MACHINE.advance(record, "submit", step, sheet))


def correct_sheet(op: Operation, sheet_no: str, form: SheetEdit) -> SheetRecord:
    """Replace the content of a submitted sheet; the earlier version stays, what submitting found stays too."""
    record = op.load(SHEET, sheet_no)
    kept = {name: getattr(record.content, name) for name in _SYSTEM}
    written = kept_where_masked(record.content, form.sheet, SHEET.personal)
    corrected = msgspec.structs.replace(written, **kept)
    sheet = check_references(op, corrected, named_before=record.content.plan_no)
    return op.save(SHEET, MACHINE.advance(record, "correct", op.step(None, form.reason), sheet))


def void_sheet(op: Operation, sheet_no: str, form: Form) -> SheetRecord:
    """Void a sheet; its number stays, with the reason."""
    record = op.load(SHEET, sheet_no)
    return op.save(SHEET, MACHINE.advance(record, "void", op.step(None, form.reason)))


def _reserved(op: Operation, series: str, number: str) -> bool:
    filters = {"state": OPEN}
    blocks, _ = list_records(op.connection, BLOCK, filters, after=None, limit=100_000)
    return any(
        block.content.series == series
        and number in {number_of(series, at) for at in range(block.content.first, block.content.last + 1)}
        for block in blocks
    )
