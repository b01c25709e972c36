"""The steps of a follow-up: recorded, reported, returned, closed."""

import msgspec

from domain.follow_ups.content import FollowUp, Note, Noting, Reporting
from domain.follow_ups.kind import FOLLOW_UP
from domain.follow_ups.machine import MACHINE
from domain.work.fields import Form
from domain.work.record import Record
from sampling.work.operation import Operation

FollowUpRecord = Record[FollowUp]


def note_follow_up(op: Operation, follow_up_no: str, form: Noting) -> FollowUpRecord:
    """Record what was done or found out; earlier notes stay."""
    record = op.load(FOLLOW_UP, follow_up_no)
    step = op.step(form.on, form.reason)
    note = Note(on=step.on, by=op.actor, words=form.words)
    content = msgspec.structs.replace(record.content, notes=(*record.content.notes, note))
    return op.save(FOLLOW_UP, MACHINE.advance(record, "record", step, content))


def report_follow_up(op: Operation, follow_up_no: str, form: Reporting) -> FollowUpRecord:
    """Say what came of it and ask for closing. Raises `NothingFollowedUp`."""
    record = op.load(FOLLOW_UP, follow_up_no)
    content = msgspec.structs.replace(record.content, outcome=form.outcome)
    return op.save(FOLLOW_UP, MACHINE.advance(record, "report", op.step(form.on, form.reason), content))


def return_follow_up(op: Operation, follow_up_no: str, form: Form) -> FollowUpRecord:
    """Send it back with comments."""
    record = op.load(FOLLOW_UP, follow_up_no)
    return op.save(FOLLOW_UP, MACHINE.advance(record, "return", op.step(form.on, form.reason)))


def close_follow_up(op: Operation, follow_up_no: str, form: Form) -> FollowUpRecord:
    """Confirm that it is dealt with, by another person than who asked for it."""
    record = op.load(FOLLOW_UP, follow_up_no)
    return op.save(FOLLOW_UP, MACHINE.advance(record, "close", op.step(form.on, form.reason)))
