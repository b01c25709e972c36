"""The events of a sample's way: sealed, handed over, received, moved, opened, disposed of."""

from typing import Any

import msgspec

from domain.custody.content import (
    SPARE,
    Custody,
    CustodyEntry,
    CustodyForm,
    Disposing,
    HandingOver,
    Sealing,
    Taking,
)
from domain.custody.errors import NothingToSeal, OtherReceiver, SameHolder, SealBroken, SealTaken, SpareKept
from domain.custody.kind import CUSTODY, MACHINE, custody_no, insist_on_witnesses
from domain.custody.rules import insist_on_temperature, temperature_warning
from domain.sheets.kind import SHEET
from domain.sheets.machine import MACHINE as SHEETS
from domain.work.record import Record
from sampling.custody.keeping import keep_after_report
from sampling.store import custody as store
from sampling.work.operation import Operation

CustodyRecord = Record[Custody]
# A sample that was refused or whose sheet is void is nobody's spare sample any more.
_UNKEPT = ("rejected", "voided")


def seal_sample(op: Operation, form: Sealing) -> CustodyRecord:
    """Seal the sample or the spare sample, each under a seal of its own. Raises `NothingToSeal`, `SealTaken`."""
    sheet = op.load(SHEET, form.sheet_no)
    if sheet.state in ("draft", *_UNKEPT):
        raise NothingToSeal(form.sheet_no, SHEETS.states[sheet.state].name)
    number = custody_no(form.sheet_no, form.portion)
    owner = store.take_seal(op.connection, form.seal_no, number)
    if owner != number:
        raise SealTaken(form.seal_no, owner)
    content = Custody(
        sheet_no=form.sheet_no,
        portion=form.portion,
        area_code=sheet.content.area_code,
        organisation=sheet.content.organisation,
        seal_no=form.seal_no,
        quantity=form.quantity,
        quantity_unit=form.quantity_unit,
        storage=sheet.content.storage,
    )
    content = _noted(content, "seal", form, holder=form.holder, remark=None)
    record = op.save(CUSTODY, MACHINE.open("seal", number, _step(op, form), content))
    return keep_after_report(op, form.sheet_no) or record


def give_sample(op: Operation, number: str, form: HandingOver) -> CustodyRecord:
    """Give the sample to somebody else. Raises `SameHolder`."""
    record = op.load(CUSTODY, number)
    if form.receiver == record.content.last.holder:
        raise SameHolder(form.receiver)
    return _advance(op, record, "hand-over", form, holder=form.receiver)


def take_sample(op: Operation, number: str, form: Taking) -> CustodyRecord:
    """Take what was handed over. Raises `OtherReceiver`, `SealBroken` where they are not explained."""
    record = op.load(CUSTODY, number)
    named = record.content.last.holder
    if record.state == "in-transit" and not form.reason:
        if form.receiver != named:
            raise OtherReceiver(named, form.receiver)
        if not form.seal_intact:
            raise SealBroken(record.content.seal_no)
    remark = None if form.seal_intact else f"封条不完好：{form.reason}"
    return _advance(op, record, "receive", form, holder=form.receiver, remark=remark)


def move_sample(op: Operation, number: str, form: CustodyForm) -> CustodyRecord:
    """Put the sample somewhere else; who has it stays."""
    record = op.load(CUSTODY, number)
    return _advance(op, record, "move", form, holder=record.content.last.holder)


def open_sample(op: Operation, number: str, form: CustodyForm) -> CustodyRecord:
    """Open the seal."""
    record = op.load(CUSTODY, number)
    return _advance(op, record, "open", form, holder=record.content.last.holder)


def dispose_of_sample(op: Operation, number: str, form: Disposing) -> CustodyRecord:
    """Dispose of the sample before two witnesses.

    A spare sample is kept until its time is over and no re-inspection of its sheet is under way; before the report
    nobody knows how long. Raises `SpareKept`, `TooFewSamplers`.
    """
    record = op.load(CUSTODY, number)
    insist_on_witnesses(form.witnesses)
    if record.content.portion == SPARE and not MACHINE.is_closed(record.state):
        _insist_on_freedom(op, record)
    remark = f"{form.method}；在场：{'、'.join(form.witnesses)}"
    return _advance(op, record, "destroy", form, holder=record.content.last.holder, remark=remark)


def _insist_on_freedom(op: Operation, record: CustodyRecord) -> None:
    sheet = op.load(SHEET, record.content.sheet_no)
    if sheet.state in _UNKEPT:
        return
    if record.content.keep_until is None:
        raise SpareKept(record.no, None, "检验结论尚未作出，保存期限未起算")
    if store.has_open_review(op.connection, record.content.sheet_no):
        raise SpareKept(record.no, None, "复检或异议正在办理，办结后再处置")


def _advance(
    op: Operation,
    record: CustodyRecord,
    command: str,
    form: CustodyForm,
    *,
    holder: str,
    remark: str | None = None,
) -> CustodyRecord:
    content = _noted(record.content, command, form, holder=holder, remark=remark or form.reason)
    return op.save(CUSTODY, MACHINE.advance(record, command, _step(op, form), content))


def _noted(content: Custody, command: str, form: CustodyForm, *, holder: str, remark: str | None) -> Custody:
    insist_on_temperature(form.temperature)
    entry = CustodyEntry(
        event=MACHINE.named(command),
        moment=form.moment,
        holder=holder,
        place=form.place,
        temperature=form.temperature,
        remark=remark,
    )
    warning = temperature_warning(content.storage, form.temperature)
    warnings = (*content.warnings, warning) if warning else content.warnings
    return msgspec.structs.replace(content, log=(*content.log, entry), warnings=warnings)


def _step(op: Operation, form: CustodyForm) -> Any:
    return op.step(form.moment.date(), form.reason, moment=form.moment)
