"""Days on which rules turn: windows, terms, quarters, deadlines to the day, holidays and make-up working days.

Belongs here: strategies for single days. Not here: which column of which table takes which day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from tests.reference.clocks import Deadline, after_natural_days, after_working_days

MAKE_UP_AND_HOLIDAYS = [
    *[(1, 2), (1, 21), (1, 28), (1, 29), (2, 4), (2, 9), (2, 18), (4, 5), (4, 23), (4, 29), (5, 5), (5, 6)],
    *[(6, 22), (6, 25), (9, 29), (10, 1), (10, 6), (10, 7), (10, 8), (10, 9), (12, 30)],
]
TURNS = [
    *[(1, 1), (1, 31), (2, 1), (2, 2), (3, 31), (4, 1), (6, 30), (7, 1), (8, 31), (9, 1), (9, 2), (9, 30)],
    *[(12, 30), (12, 31)],
]
EXTENSIONS = (None, 0, 1, 2, 30, 33, 90)
WORKDAY_EXTENSIONS = (None, 0, 1, 3, 15)
Clock = tuple[date, int | None]
"""The day on which a clock starts, and its extension."""


def _days_of(year: int, month_days: list[tuple[int, int]]) -> list[date]:
    return [date(year, month, day) for month, day in month_days]


def years_and_as_of_dates() -> st.SearchStrategy[tuple[int, date]]:
    """A year with a published calendar and a day in it or after it, 2027 and later included."""
    years = st.sampled_from([2023, 2023, 2023, 2024, 2022, 2025, 2026, 2026])
    return years.flatmap(lambda year: st.tuples(st.just(year), _as_of_dates(year)))


def _as_of_dates(year: int) -> st.SearchStrategy[date]:
    turns = _days_of(year, TURNS + MAKE_UP_AND_HOLIDAYS)
    after = [date(year + 1, 1, 1), date(year + 1, 1, 2), date(year + 1, 3, 31), date(year + 2, 2, 1)]
    after += [date(year + 1, 1, 7), date(year + 1, 1, 13), date(year + 1, 2, 6)]
    anywhere = st.dates(date(year, 1, 1), date(year + 1, 12, 31))
    terms_and_quarters = _days_of(year, [(2, 1), (3, 31), (6, 30), (9, 1), (9, 30), (12, 31)])
    return st.one_of(*map(st.sampled_from, (after, turns, terms_and_quarters)), anywhere)


@dataclass(frozen=True)
class Days:
    """Strategies for days of one year as of one day."""

    near: st.SearchStrategy[date]  # around the window's edges, terms and quarters, or anywhere
    natural_clocks: st.SearchStrategy[
        Clock
    ]  # 90 days and an extension, over just before or on the as-of date
    working_clocks: st.SearchStrategy[Clock]  # 15 working days and an extension, likewise
    at_as_of: st.SearchStrategy[date]  # the as-of date, the days beside it and one day long before
    first: date  # the window's first day
    last: date  # and its last


def days(year: int, as_of: date) -> Days:
    """The strategies for `year` as of `as_of`; `near` reaches into the years beside it."""
    turns = _days_of(year, TURNS + MAKE_UP_AND_HOLIDAYS)
    edges = [date(year - 1, 12, 31), date(year + 1, 1, 1), date(year + 1, 1, 31), date(year - 1, 11, 20)]
    around = [as_of + timedelta(days=step) for step in (-2, -1, 0, 1)]
    end = min(as_of, date(year, 12, 31))
    inside = st.dates(date(year, 1, 1), end)
    near = st.one_of(inside, inside, st.sampled_from(turns + edges + around))
    return Days(
        near=near,
        natural_clocks=_clocks(year, as_of, near, 90, EXTENSIONS, after_natural_days),
        working_clocks=_clocks(year, as_of, near, 15, WORKDAY_EXTENSIONS, after_working_days),
        at_as_of=st.sampled_from([*around, as_of - timedelta(days=40)]),
        first=date(year, 1, 1),
        last=end,
    )


def _clocks(
    year: int,
    as_of: date,
    near: st.SearchStrategy[date],
    length: int,
    extensions: tuple[int | None, ...],
    ends: Callable[[date, int], Deadline],
) -> st.SearchStrategy[Clock]:
    """Clocks that start in the year and end on the as-of date or up to three days before, and clocks of any end."""
    tight = []
    for extension in extensions:
        for start in (as_of - timedelta(days=step) for step in range(12, 200)):
            end = ends(start, length + (extension or 0))
            over = (as_of - end.earliest).days
            # Where the calendar is not published one day over is an error already: mostly stay within the clock.
            if start.year == year and (0 <= over <= 3 if end.unpublished_year is None else -2 <= over <= 1):
                tight.append((start, extension))
    anyhow = st.tuples(near, st.sampled_from(extensions))
    return st.one_of(st.sampled_from(tight), st.sampled_from(tight), anyhow) if tight else anyhow


def not_before(earlier: date, day: date | None) -> date | None:
    """`day`, or `earlier` where the date order of the exchange format forbids it."""
    return None if day is None else max(earlier, day)
