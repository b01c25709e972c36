"""Until when a return is due, and whether it came in time: the day of submission counts."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

from domain.returns.checks import due_of, end_of
from domain.returns.content import Return
from domain.work.record import Record

SHIPPED = Path(__file__).with_name("due.toml")
WAITING = ("draft", "returned")

NOT_YET = "待报"
MISSING = "逾期未报"
IN_TIME = "按时提交"
LATE = "逾期提交"
UNDATED = "已报（提交日不详）"
STANDINGS = (NOT_YET, MISSING, IN_TIME, LATE, UNDATED)
OWED = (NOT_YET, MISSING)


@cache
def shipped_days() -> Mapping[str, int]:
    """Days of measures that have their own, by measure code."""
    days: dict[str, int] = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["days"]
    return MappingProxyType(days)


def due_on(measure: str, quarter: str, days: Mapping[str, int] | None = None) -> date:
    """The due day of a measure's return, in natural days; `days` overrides what is shipped."""
    own = (shipped_days() if days is None else days).get(measure)
    return due_of(quarter) if own is None else end_of(quarter) + timedelta(days=own)


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
