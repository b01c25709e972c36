"""How far a plan is carried out: what is behind its share of the year, and what is needed a week to finish.

Shares are exact: of a row's batches, as many are due by a day as whole batches fit into the part of the year's days
that has passed, that day included. Nothing is rounded in the plan's favour: what is needed a week is rounded up.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Counts:
    """Batches of one plan row, area or month. `completed` never exceeds what a row planned."""

    planned: int = 0
    sampled: int = 0
    reported: int = 0
    completed: int = 0
    qualified: int = 0
    unqualified: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Counts)))


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts as of a day, with what follows from them.

    `due` and `behind` add up over rows: what one row has too many helps no other.
    """

    counts: Counts
    due: int
    behind: int
    days_left: int

    @property
    def remaining(self) -> int:
        """Planned batches that are not completed."""
        return self.counts.planned - self.counts.completed

    @property
    def weekly_need(self) -> int | None:
        """Batches a week that finish the plan in its year, rounded up; None where no day is left and some remain.

        A week that is not whole counts as its part: 10 batches in 10 days are 7 a week.
        """
        if self.remaining == 0:
            return 0
        if self.days_left == 0:
            return None
        return -(-self.remaining * 7 // self.days_left)


def days_of(year: int) -> int:
    """365 or 366."""
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def due_by(planned: int, year: int, day: date) -> int:
    """How many of a row's batches are due by a day: whole ones of its linear share; all from 31 December on."""
    passed = min(max((day - date(year, 1, 1)).days + 1, 0), days_of(year))
    return planned * passed // days_of(year)


def days_left(year: int, day: date) -> int:
    """Days of the year after this one."""
    return max(0, (date(year, 12, 31) - max(day, date(year, 1, 1) - timedelta(days=1))).days)


def progress_of_row(counts: Counts, year: int, day: date) -> Progress:
    """The progress of one row."""
    due = due_by(counts.planned, year, day)
    return Progress(counts, due, max(0, due - counts.completed), days_left(year, day))


def progress_together(rows: Iterable[Progress]) -> Progress:
    """The progress of rows together: what one row has too many helps no other."""
    rows = list(rows)
    counts = Counts()
    for row in rows:
        counts += row.counts
    return Progress(
        counts,
        due=sum(row.due for row in rows),
        behind=sum(row.behind for row in rows),
        days_left=max((row.days_left for row in rows), default=0),
    )
