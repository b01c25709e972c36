"""The steps of a remedy."""

import msgspec

from domain.errors import AreaNotFound
from domain.remedies.content import NewRemedy, Progress, Remedy, RemedyChange, RemedyNote
from domain.remedies.kind import REMEDY
from domain.remedies.machine import MACHINE
from domain.work.fields import Form
from domain.work.record import Record
from sampling.organisations import open_organisation
from sampling.store.listing import area_exists
from sampling.store.work import take_serial
from sampling.work.operation import Operation

RemedyRecord = Record[Remedy]


def record_remedy(op: Operation, form: NewRemedy) -> RemedyRecord:
    """Record a remedy; numbered ZG + year + area + serial. Raises `AreaNotFound`, `MeasureNotFound`."""
    remedy = form.remedy
    if not area_exists(op.connection, remedy.area_code):
        raise AreaNotFound(remedy.area_code)
    op.catalogue.measure(remedy.measure)
    if remedy.organisation is not None:
        open_organisation(op.connection, remedy.organisation, op.today)
    series = f"ZG{remedy.year}{remedy.area_code[:6]}"
    number = f"{series}{take_serial(op.connection, series):04d}"
    return op.save(REMEDY, MACHINE.open("record", number, op.step(form.on, form.reason), remedy))


def note_remedy(op: Operation, number: str, form: RemedyNote) -> RemedyRecord:
    """Note what was done; earlier notes stay."""
    record = op.load(REMEDY, number)
    step = op.step(form.on, form.reason)
    noted = Progress(on=step.on, by=op.actor, words=form.words)
    content = msgspec.structs.replace(record.content, progress=(*record.content.progress, noted))
    return op.save(REMEDY, MACHINE.advance(record, "note", step, content))


def change_remedy(op: Operation, number: str, form: RemedyChange) -> RemedyRecord:
    """Change cause, action or day, with the reason; the earlier words stay in the earlier version."""
    record = op.load(REMEDY, number)
    given = {name: getattr(form, name) for name in ("cause", "action", "due_on")}
    changed = {name: value for name, value in given.items() if value is not None}
    content = msgspec.structs.replace(record.content, **changed)
    return op.save(REMEDY, MACHINE.advance(record, "change", op.step(form.on, form.reason), content))


def report_remedy(op: Operation, number: str, form: Form) -> RemedyRecord:
    """Report it as done. Raises `RemedyWithoutProgress`."""
    return _plain(op, number, "report", form)


def reopen_remedy(op: Operation, number: str, form: Form) -> RemedyRecord:
    """Send it back with comments."""
    return _plain(op, number, "reopen", form)


def confirm_remedy(op: Operation, number: str, form: Form) -> RemedyRecord:
    """Confirm that it is done."""
    return _plain(op, number, "confirm", form)


def drop_remedy(op: Operation, number: str, form: Form) -> RemedyRecord:
    """Take off the list what was recorded by mistake; it stays readable with its reason."""
    return _plain(op, number, "drop", form)


def _plain(op: Operation, number: str, command: str, form: Form) -> RemedyRecord:
    record = op.load(REMEDY, number)
    return op.save(REMEDY, MACHINE.advance(record, command, op.step(form.on, form.reason)))
