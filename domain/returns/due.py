"""Until when a return is due, and whether it came in time: the day of submission counts."""

from collections.abc import Iterable
from datetime import date, timedelta

from domain.catalogue.measures import Measure
from domain.returns.checks import due_of, end_of
from domain.returns.content import Return
from domain.work.record import Record

WAITING = ("draft", "returned")

NOT_YET = "待报"
MISSING = "逾期未报"
IN_TIME = "按时提交"
LATE = "逾期提交"
UNDATED = "已报（提交日不详）"
STANDINGS = (NOT_YET, MISSING, IN_TIME, LATE, UNDATED)
OWED = (NOT_YET, MISSING)


def due_on(measure: Measure, quarter: str) -> date:
    """The due day of a measure's return, in natural days: those of the catalogue, else those of everybody."""
    return due_of(quarter) if measure.due_days is None else end_of(quarter) + timedelta(days=measure.due_days)


def submitted_on(versions: Iterable[Record[Return]], as_of: date) -> date | None:
    """The day of the earliest submission, by a day, that was not sent back; None where there is none.

    A correction is a later version: it does not make late what came in time.
    """
    days = []
    for record in versions:
        submitted = record.last("submit")
        if submitted is not None and record.state not in WAITING and submitted.on <= as_of:
            days.append(submitted.on)
    return min(days, default=None)


def standing_of(due: date, submitted: date | None, as_of: date, *, known_filed: bool = False) -> str:
    """One of `STANDINGS`. On the due day itself it is still in time.

    `known_filed`: a file brought figures, and nobody knows the day on which they were submitted.
    """
    if submitted is not None:
        return LATE if submitted > due else IN_TIME
    if known_filed:
        return UNDATED
    return MISSING if as_of > due else NOT_YET
