"""Statutory clocks of every unit, counted by hand."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue.clocks import load_clocks
from domain.deadlines import StartNotUsable, deadline_of
from sampling.calendar import shipped_calendar

CLOCKS = load_clocks()
CALENDAR = shipped_calendar()


def test_a_duty_to_keep_does_not_move_off_a_holiday() -> None:
    # 1 October is a holiday; a spare sample may be disposed of on the day the months are over.
    assert deadline_of(CLOCKS["keep-qualified"], date(2025, 7, 1), CALENDAR).due == date(2025, 10, 1)


def test_months_end_on_the_last_day_of_a_shorter_month() -> None:
    assert deadline_of(CLOCKS["keep-qualified"], date(2023, 11, 30), CALENDAR).due == date(2024, 2, 29)


def test_hours_run_through_the_night_and_need_a_moment() -> None:
    clock = CLOCKS["quick-test-objection"]
    assert deadline_of(clock, datetime(2026, 1, 1, 22, 0), CALENDAR).due == datetime(2026, 1, 2, 2, 0)  # noqa: DTZ001
    with pytest.raises(StartNotUsable):
        deadline_of(clock, date(2026, 1, 1), CALENDAR)


def test_an_extension_beyond_one_approval_is_shown_not_refused() -> None:
    clock = CLOCKS["case-decision"]
    assert not deadline_of(clock, date(2026, 1, 5), CALENDAR, 30).long_extension
    assert deadline_of(clock, date(2026, 1, 5), CALENDAR, 31).long_extension


@given(st.sampled_from(sorted(CLOCKS)), st.dates(date(2019, 1, 1), date(2026, 8, 1)), st.integers(0, 60))
def test_every_clock_counts_the_days_its_unit_says(code: str, start: date, extend: int) -> None:
    clock = CLOCKS[code]
    if clock.unit not in ("workday", "day") or clock.kind == "not-before":
        return
    found = deadline_of(clock, start, CALENDAR, extend)
    assert isinstance(found.due, date)
    if clock.unit == "workday":
        day, left = start, clock.n + extend
        while left:
            day += timedelta(days=1)
            left -= bool(CALENDAR.is_working(day))
        assert (found.due, len(found.counted)) == (day, clock.n + extend)
    else:
        day = start + timedelta(days=clock.n + extend)
        while CALENDAR.is_working(day) is False:
            day += timedelta(days=1)
        assert found.due == day
