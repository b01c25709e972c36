"""Every clock on every start day of 2019 to 2026, against a count read from the files alone.

Nothing of the product's calendar or deadlines is used for the expectation: days off are the library's own constants,
clocks are read from their file.
"""

import tomllib
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from chinese_calendar import constants

from domain.catalogue.clocks import load_clocks
from domain.deadlines import deadline_of
from sampling.calendar import shipped_calendar

FILE = Path(__file__).parents[2] / "domain" / "catalogue" / "deadlines.toml"
FIRST, LAST, KNOWN_UNTIL = date(2019, 1, 1), date(2026, 12, 31), date(2026, 12, 31)
DAY = timedelta(days=1)


def is_worked(day: date) -> bool:
    """Off on holidays and on weekends that are not made up for."""
    return day in constants.workdays or (day not in constants.holidays and day.weekday() < 5)


def counted(clock: dict[str, Any], start: date, extend: int) -> date | datetime | None:
    """The end of a clock, one day after the other; None where it needs a year whose days off are not known."""
    left = clock["n"] + extend
    if clock["unit"] == "hour":
        return datetime.combine(start, time(8, 30)) + timedelta(hours=left)
    if clock["unit"] == "month":
        months = start.month - 1 + left
        year, month = start.year + months // 12, months % 12 + 1
        return date(year, month, min(start.day, monthrange(year, month)[1]))
    day = start
    while left:
        day += DAY
        left -= 1 if clock["unit"] == "day" else is_worked(day)
    while clock["unit"] == "day" and clock.get("kind") != "not-before" and not is_worked(day):
        day += DAY
    return day if day <= KNOWN_UNTIL or clock.get("kind") == "not-before" else None


def cases() -> Iterator[tuple[dict[str, Any], date, int]]:
    """Each clock, each start day, without and with its longest extension."""
    for clock in tomllib.loads(FILE.read_text(encoding="utf-8"))["clock"]:
        for extend in sorted({0, clock.get("extend", 0)}):
            day = FIRST
            while day <= LAST:
                yield clock, day, extend
                day += DAY


def test_every_clock_ends_where_a_count_day_by_day_ends() -> None:
    clocks, calendar = load_clocks(), shipped_calendar()
    seen = provisional = 0
    for clock, start, extend in cases():
        expected = counted(clock, start, extend)
        moment = datetime.combine(start, time(8, 30)) if clock["unit"] == "hour" else start
        found = deadline_of(clocks[clock["code"]], moment, calendar, extend)
        if expected is None:
            assert found.provisional, (clock["code"], start, extend)
            provisional += 1
        else:
            assert (found.due, found.provisional) == (expected, False), (clock["code"], start, extend)
            seen += 1
    print(f"{seen} deadlines equal the count, {provisional} reach into a year that is not published")
    assert seen > 80_000
