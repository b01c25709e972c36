"""A statutory deadline: a pure function of the clock's data, the moment it starts, an extension, and the calendar.

The day of the start event is not counted and the clock ends at the end of its last day. Working days leave out
public holidays and count make-up working days; a natural-day deadline on a non-working day moves to the next working
day, once, after the extension; hours run through; months end on the same day of the month, or its last.
A `not-before` clock ends a duty to keep: nothing is ever overdue and it does not shift.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.calendar import Deadline, WorkCalendar
from domain.catalogue.clocks import Clock
from domain.errors import UnusableInput


class StartNotUsable(UnusableInput):
    """The start does not fit the clock."""

    code = "start-not-usable"

    def __init__(self, clock: str, reason: str) -> None:
        super().__init__(f"期限“{clock}”的起算时间不可用：{reason}", clock=clock, reason=reason)


@dataclass(frozen=True, slots=True)
class ClockDeadline:
    """When a clock ends. `due` is a moment for clocks in hours, else a day; `counted` are the working days it counted."""

    clock: Clock
    start: date | datetime
    extended: int
    due: date | datetime
    unknown_year: int | None
    counted: tuple[date, ...] = ()
    # The earliest day it can turn out to be; None where it is certain.
    earliest: date | None = None

    @property
    def provisional(self) -> bool:
        """Whether it rests on a year whose calendar is not published (暂算)."""
        return self.unknown_year is not None

    @property
    def long_extension(self) -> bool:
        """Whether the extension goes beyond what one approval may grant; lawful in cases, so shown, never refused."""
        return self.extended > self.clock.extend


def deadline_of(
    clock: Clock, start: date | datetime, calendar: WorkCalendar, extend: int = 0
) -> ClockDeadline:
    """The end of `clock` when it starts at `start` and is extended by `extend` of its own units.

    A clock in hours needs a moment and is counted to the minute it names; all others count from the day. Raises
    `StartNotUsable`.
    """
    length = clock.n + extend
    if clock.unit == "hour":
        if not isinstance(start, datetime):
            raise StartNotUsable(clock.name, "按小时计算，须写明时刻，如 2026-02-10T08:30")
        try:
            return ClockDeadline(clock, start, extend, start + timedelta(hours=length), None)
        except OverflowError:
            raise StartNotUsable(clock.name, "延长后的时间超出日历") from None
    day = start.date() if isinstance(start, datetime) else start
    if clock.unit == "month":
        return ClockDeadline(clock, day, extend, _after_months(clock, day, length), None)
    found = _end(clock, day, length, calendar)
    counted = _working_days(day, found.due, calendar) if clock.unit == "workday" else ()
    earliest = found.earliest if found.provisional else None
    return ClockDeadline(clock, day, extend, found.due, found.unknown_year, counted, earliest)


def _end(clock: Clock, day: date, length: int, calendar: WorkCalendar) -> Deadline:
    if clock.unit == "workday":
        return calendar.after_workdays(day, length)
    if clock.kind == "not-before":
        room = (date.max - day).days
        due = day + timedelta(days=min(length, room))
        return Deadline(due, due)
    return calendar.after_days(day, length)


def _after_months(clock: Clock, day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        raise StartNotUsable(clock.name, "延长后的日期超出日历")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _working_days(start: date, due: date, calendar: WorkCalendar) -> tuple[date, ...]:
    """The days that were counted; in an unpublished year those of the plain week."""
    if (due - start).days > 4_000:
        return ()
    days = (start + timedelta(days=offset) for offset in range(1, (due - start).days + 1))
    return tuple(day for day in days if _counts(day, calendar))


def _counts(day: date, calendar: WorkCalendar) -> bool:
    working = calendar.is_working(day)
    return day.weekday() < 5 if working is None else working
