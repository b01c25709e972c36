"""Recording visits that ended without a sample."""

from domain.errors import AreaNotFound
from domain.sheets.attempts import ATTEMPT, MACHINE
from domain.sheets.content import Attempt, NewAttempt
from domain.work.record import Record
from sampling.organisations import open_organisation
from sampling.store import work as store
from sampling.store.listing import area_exists
from sampling.work.operation import Operation


def record_attempt(op: Operation, form: NewAttempt) -> Record[Attempt]:
    """Record a refusal, or that there was nothing to sample; numbered WC + year + area + serial."""
    visit = form.attempt
    _check(op, visit)
    day = form.on or op.today
    series = f"WC{day.year % 100:02d}{visit.area_code[:6]}"
    number = f"{series}{store.take_serial(op.connection, series):04d}"
    return op.save(ATTEMPT, MACHINE.open("record", number, op.step(day, form.reason), visit))


def correct_attempt(op: Operation, attempt_no: str, form: NewAttempt) -> Record[Attempt]:
    """Replace what was recorded; the earlier version stays."""
    _check(op, form.attempt)
    record = op.load(ATTEMPT, attempt_no)
    return op.save(ATTEMPT, MACHINE.advance(record, "correct", op.step(None, form.reason), form.attempt))


def _check(op: Operation, visit: Attempt) -> None:
    if not area_exists(op.connection, visit.area_code):
        raise AreaNotFound(visit.area_code)
    open_organisation(op.connection, visit.organisation, op.today)
