"""Working days and statutory deadlines.

Days are counted as 《食品安全抽样检验管理办法》 and the general rule on periods have it: the day of the start event is
not counted; a natural-day deadline that falls on a non-working day moves to the next working day; working days are
those of the published calendar, make-up working days included. Where a deadline reaches into a year whose
arrangement is not published it is provisional (暂算): its date is estimated by weekends alone, and it is judged only
as far as the unknown days cannot change the outcome.

Which years are published, and where they come from, is the caller's to say; nothing here knows a holiday.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from domain.errors import CalendarNotPublished

_DAY = timedelta(days=1)
# A clock longer than this (an approved extension of decades is a typing error) is not walked day by day.
_WALK_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a clock. `unknown_year` names the unpublished year it rests on, if any (暂算)."""

    due: date  # estimated by weekends alone when provisional
    earliest: date  # the earliest day it can turn out to be; equals `due` when it is certain
    unknown_year: int | None = None

    @property
    def provisional(self) -> bool:
        """Whether the date is 暂算."""
        return self.unknown_year is not None

    def passed_by(self, day: date) -> bool | None:
        """Whether the deadline lies before `day` (on its last day nothing is late); None if unknown days decide."""
        if self.unknown_year is None:
            return self.due < day
        return None if self.earliest < day else False

    def is_late(self, as_of: date) -> bool:
        """`passed_by`, insisting on an answer: raises `CalendarNotPublished` where unknown days would decide."""
        passed = self.passed_by(as_of)
        if passed is None:
            assert self.unknown_year is not None
            raise CalendarNotPublished(self.unknown_year)
        return passed


class WorkCalendar:
    """The published calendar: for each published year the days that differ from the plain week."""

    def __init__(self, years: Iterable[int], exceptions: Mapping[date, bool], source: str) -> None:
        """`exceptions` maps a day to whether it is worked; days not in it follow the week."""
        self.years = frozenset(years)
        self.source = source
        self.exceptions = dict(exceptions)

    def is_working(self, day: date) -> bool | None:
        """Whether the day is worked; None in a year that is not published."""
        if day.year not in self.years:
            return None
        return self.exceptions.get(day, day.weekday() < 5)

    def after_days(self, start: date, days: int) -> Deadline:
        """The deadline `days` natural days after `start`, moved to a working day."""
        raw = _plus(start, days)
        due = certain_until = raw
        unknown: int | None = None
        while due < date.max:
            working = self.is_working(due)
            if working is None:
                if unknown is None:
                    unknown, certain_until = due.year, due
                working = due.weekday() < 5
            if working:
                break
            due += _DAY
        return Deadline(due, due if unknown is None else certain_until, unknown)

    def after_workdays(self, start: date, workdays: int) -> Deadline:
        """The deadline `workdays` working days after `start`."""
        if workdays > _WALK_LIMIT:
            far = _plus(start, workdays)
            return Deadline(far, far, far.year)
        due, unknown = self._walk(start, workdays, weekends_rest=True)
        if unknown is None:
            return Deadline(due, due)
        earliest, _ = self._walk(start, workdays, weekends_rest=False)
        return Deadline(due, earliest, unknown)

    def _walk(self, start: date, workdays: int, *, weekends_rest: bool) -> tuple[date, int | None]:
        """Count working days; in unpublished years weekends rest or, for the earliest day, every day works."""
        day, left, unknown = start, workdays, None
        while left > 0 and day < date.max:
            day += _DAY
            working = self.is_working(day)
            if working is None:
                unknown = unknown or day.year
                working = not weekends_rest or day.weekday() < 5
            left -= working
        return day, unknown


def _plus(start: date, days: int) -> date:
    room = (date.max - start).days
    return start + timedelta(days=min(days, room))
