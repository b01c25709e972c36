"""The days on which samples are taken: working days of the year, more of them in busy months."""

from datetime import date, timedelta

from domain.calendar import WorkCalendar
from sampling.synthesis.dice import Dice

# How often a working day of each month is in the pool; January is slow, December stops on the 26th.
_BUSY = (2, 2, 4, 4, 5, 5, 4, 4, 5, 4, 5, 2)
_LAST = (12, 26)


class Season:
    """Picks sampling days."""

    def __init__(self, calendar: WorkCalendar, year: int) -> None:
        self._days: list[date] = []
        day, last = date(year, 1, 2), date(year, *_LAST)
        while day <= last:
            working = calendar.is_working(day)
            if working if working is not None else day.weekday() < 5:
                self._days += [day] * _BUSY[day.month - 1]
            day += timedelta(days=1)

    def pick(self, dice: Dice) -> date:
        """A sampling day."""
        return dice.pick(self._days)
