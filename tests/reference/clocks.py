"""When a clock runs out, with the days that no published calendar covers left open.

Belongs here: counting working days and natural days. Not here: which clock a record has; see `supervision`.
The day of the start is never counted. A year without a published calendar (chinesecalendar has 2004-2026) gives
only the earliest day on which the clock can possibly end. A clock that would outlast the year 9999 ends with it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar

ONE_DAY = timedelta(days=1)


class UnpublishedYearDecides(Exception):
    """A deadline cannot be judged without the calendar of `year`."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年的放假安排未公布")
        self.year = year


@dataclass(frozen=True)
class Deadline:
    """The earliest day that can be the last day of a clock.

    `unpublished_year` is the first year without a calendar that had a say in it, None when the day is certain.
    """

    earliest: date
    unpublished_year: int | None


@cache
def is_working_day(day: date) -> bool | None:
    """True or False by the published calendar, make-up days included; None in a year that is not published."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def after_working_days(start: date, count: int) -> Deadline:
    """The `count`-th working day after `start`; days of unpublished years all count as working."""
    day, left, unpublished = start, count, None
    while left > 0 and day < date.max:
        day += ONE_DAY
        working = is_working_day(day)
        if working is None and unpublished is None:
            unpublished = day.year
        if working is not False:
            left -= 1
    return Deadline(day, unpublished)


def after_natural_days(start: date, count: int) -> Deadline:
    """`count` days after `start`, moved to the next working day; no move inside an unpublished year."""
    day = start + timedelta(days=min(count, (date.max - start).days))
    while is_working_day(day) is False:
        day += ONE_DAY
    return Deadline(day, day.year if is_working_day(day) is None else None)


def any_late(deadlines: list[Deadline], as_of: date) -> bool:
    """Whether one of the deadlines lies before `as_of`; on its last day nothing is late.

    Raises UnpublishedYearDecides when none is surely late and an unpublished calendar would decide about one.
    """
    passed = [deadline for deadline in deadlines if deadline.earliest < as_of]
    if any(deadline.unpublished_year is None for deadline in passed):
        return True
    if passed:
        raise UnpublishedYearDecides(min(deadline.unpublished_year or 0 for deadline in passed))
    return False
