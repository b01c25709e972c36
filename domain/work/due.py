"""How a clock stands on a day: still running, due today, overdue, done in time or late.

On its last day nothing is late. A deadline that rests on an unpublished year (暂算) is not late while its earliest
possible day has not passed; where the unknown days would decide, that is what it says, naming the year to import. A
clock that ends a duty to keep is never overdue: it says from which day the thing may be disposed of.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from domain.calendar import WorkCalendar
from domain.catalogue.clocks import Clock
from domain.deadlines import ClockDeadline, deadline_of
from domain.work.appointments import Appointment
from domain.work.kind import Bearings
from domain.work.running import Run


class Standing(Enum):
    """How a clock stands."""

    RUNNING = "未到期"
    DUE_TODAY = "今日到期"
    OVERDUE = "逾期"
    UNDECIDED = "暂算待定"
    DONE = "按期完成"
    DONE_LATE = "逾期完成"
    KEEP = "须保存"
    MAY_DISPOSE = "可处置"


@dataclass(frozen=True, slots=True)
class Due:
    """One clock of one record on a day. `days_left` are natural days, negative once it has passed."""

    kind: str
    record_no: str
    bearings: Bearings
    run: Run
    deadline: ClockDeadline
    standing: Standing
    days_left: int

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.standing in (Standing.RUNNING, Standing.DUE_TODAY, Standing.OVERDUE, Standing.UNDECIDED)


def due_on(
    kind: str, record_no: str, bearings: Bearings, run: Run, clock: Clock, calendar: WorkCalendar, day: date
) -> Due:
    """How a run of a clock stands on a day."""
    end = deadline_of(clock, run.started, calendar, run.extended)
    return Due(kind, record_no, bearings, run, end, _standing(run, end, day), (_day(end.due) - day).days)


def appointed_on(kind: str, record_no: str, bearings: Bearings, one: Appointment, day: date) -> Due:
    """How an appointed day stands on a day."""
    run, end = one.run, one.deadline
    return Due(kind, record_no, bearings, run, end, _standing(run, end, day), (one.due - day).days)


def _standing(run: Run, end: ClockDeadline, day: date) -> Standing:
    due = _day(end.due)
    if end.clock.kind == "not-before":
        return Standing.KEEP if run.stopped is None and day < due else Standing.MAY_DISPOSE
    if run.stopped is not None and _day(run.stopped) <= day:
        late = run.stopped > end.due if _same_kind(run.stopped, end.due) else _passed(end, _day(run.stopped))
        return Standing.DONE_LATE if late else Standing.DONE
    passed = _passed(end, day)
    if passed is None:
        return Standing.UNDECIDED
    if passed:
        return Standing.OVERDUE
    return Standing.DUE_TODAY if due == day and not end.provisional else Standing.RUNNING


def _passed(end: ClockDeadline, day: date) -> bool | None:
    """Whether the deadline lies before a day; None where days of an unpublished year decide."""
    if end.provisional:
        assert end.earliest is not None
        return None if end.earliest < day else False
    return _day(end.due) < day


def _same_kind(one: date, other: date) -> bool:
    """Whether both are moments; a day and a moment cannot be compared."""
    return isinstance(one, datetime) and isinstance(other, datetime)


def _day(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when


# Upper bounds of the ages that an ageing table tells apart, in natural days overdue; None is anything beyond.
AGES: tuple[int | None, ...] = (5, 10, 20, 30, 60, None)


def age_label(bound: int | None) -> str:
    """What a column of the ageing table is called."""
    at = AGES.index(bound)
    lower = 1 if at == 0 else (AGES[at - 1] or 0) + 1
    return f"逾期{lower}日以上" if bound is None else f"逾期{lower}至{bound}日"


def ageing(dues: Iterable[Due]) -> Mapping[tuple[str | None, str, int | None], int]:
    """How many clocks are overdue by (organisation, clock, age bound); counts add up over all three."""
    counted: Counter[tuple[str | None, str, int | None]] = Counter()
    for due in dues:
        if due.standing is Standing.OVERDUE:
            bound = next(bound for bound in AGES if bound is None or -due.days_left <= bound)
            counted[due.bearings.organisation, due.run.clock, bound] += 1
    return counted
