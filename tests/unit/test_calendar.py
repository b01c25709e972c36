"""Working days and deadlines, counted as the regulations count them."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import WorkCalendar
from domain.errors import CalendarNotPublished
from sampling.calendar import shipped_calendar

CALENDAR = shipped_calendar()


def test_the_day_of_the_start_event_is_not_counted() -> None:
    # Monday 5 June 2023; five working days are Tuesday to Friday and the Monday after.
    assert CALENDAR.after_workdays(date(2023, 6, 5), 5).due == date(2023, 6, 12)


def test_make_up_saturday_is_a_working_day() -> None:
    # 23 April 2023 was a Sunday worked in exchange for the May holiday.
    assert CALENDAR.is_working(date(2023, 4, 23)) is True
    assert CALENDAR.after_workdays(date(2023, 4, 21), 1).due == date(2023, 4, 23)


def test_public_holidays_are_left_out_of_working_days() -> None:
    # 29 September to 6 October 2023 were off, 7 and 8 October worked.
    assert CALENDAR.after_workdays(date(2023, 9, 28), 1).due == date(2023, 10, 7)


def test_natural_day_deadline_on_a_holiday_moves_to_the_next_working_day() -> None:
    assert CALENDAR.after_days(date(2023, 7, 2), 90).due == date(2023, 10, 7)


def test_natural_day_deadline_on_a_make_up_working_day_does_not_move() -> None:
    due = date(2023, 10, 8)
    assert CALENDAR.after_days(due - timedelta(days=90), 90).due == due


def test_nothing_is_late_on_the_last_day() -> None:
    deadline = CALENDAR.after_days(date(2023, 7, 2), 90)
    assert not deadline.is_late(date(2023, 10, 7))
    assert deadline.is_late(date(2023, 10, 8))


def test_deadline_in_an_unpublished_year_is_provisional_by_weekends_alone() -> None:
    deadline = CALENDAR.after_workdays(date(2026, 12, 28), 15)
    assert deadline.provisional
    assert deadline.unknown_year == 2027
    assert deadline.due == date(2027, 1, 18)
    assert deadline.earliest == date(2027, 1, 12)


def test_provisional_deadline_is_not_late_while_its_earliest_day_is_not_past() -> None:
    deadline = CALENDAR.after_workdays(date(2026, 12, 28), 15)
    assert not deadline.is_late(date(2027, 1, 12))


def test_unknown_days_that_would_decide_name_the_year_to_import() -> None:
    deadline = CALENDAR.after_workdays(date(2026, 12, 28), 15)
    with pytest.raises(CalendarNotPublished) as refusal:
        deadline.is_late(date(2027, 1, 13))
    assert refusal.value.details["year"] == 2027


def test_natural_day_in_an_unpublished_year_may_turn_out_unshifted() -> None:
    # 16 January 2027 is a Saturday: by weekends the deadline moves to Monday, but the Saturday may be worked.
    deadline = CALENDAR.after_days(date(2026, 10, 18), 90)
    assert (deadline.earliest, deadline.due) == (date(2027, 1, 16), date(2027, 1, 18))


def test_imported_year_settles_a_provisional_deadline() -> None:
    years = CALENDAR.years | {2027}
    imported = WorkCalendar(years, CALENDAR.exceptions | {date(2027, 1, 1): False}, "测试")
    assert not imported.after_workdays(date(2026, 12, 28), 15).provisional


def test_extension_of_centuries_saturates_instead_of_failing() -> None:
    assert CALENDAR.after_days(date(2023, 1, 1), 4_000_000).due == date.max
    assert CALENDAR.after_workdays(date(2023, 1, 1), 4_000_000).due == date.max


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_shipped_calendar_agrees_with_a_second_source(year: int) -> None:
    other = holidays.country_holidays("CN", years=year)
    make_up = {
        date.fromisoformat(f"{year}-{text}")
        for text in {
            2024: ("02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"),
            2025: ("01-26", "02-08", "04-27", "09-28", "10-11"),
            2026: ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
        }[year]
    }
    day = date(year, 1, 1)
    while day.year == year:
        expected = day in make_up or (day not in other and day.weekday() < 5)
        assert CALENDAR.is_working(day) == expected, day
        day += timedelta(days=1)


@given(st.dates(date(2005, 1, 1), date(2026, 6, 30)), st.integers(0, 120))
def test_working_day_deadline_is_the_nth_working_day(start: date, workdays: int) -> None:
    due = CALENDAR.after_workdays(start, workdays).due
    counted = sum(
        bool(CALENDAR.is_working(start + timedelta(days=offset)))
        for offset in range(1, (due - start).days + 1)
    )
    assert counted == workdays
    assert workdays == 0 or CALENDAR.is_working(due)


@given(st.dates(date(2005, 1, 1), date(2026, 3, 31)), st.integers(0, 200))
def test_natural_day_deadline_is_the_first_working_day_from_the_nth_day(start: date, days: int) -> None:
    due = CALENDAR.after_days(start, days).due
    raw = start + timedelta(days=days)
    assert CALENDAR.is_working(due)
    assert not any(CALENDAR.is_working(raw + timedelta(days=k)) for k in range((due - raw).days))


@given(
    st.dates(date(2026, 6, 1), date(2026, 12, 31)),
    st.integers(1, 60),
    st.dates(date(2026, 6, 1), date(2027, 6, 1)),
)
def test_whatever_the_unknown_year_brings_a_certain_answer_stays_true(
    start: date, workdays: int, as_of: date
) -> None:
    answer = CALENDAR.after_workdays(start, workdays).passed_by(as_of)
    all_working = {date(2027, 1, 1) + timedelta(days=k): True for k in range(365)}
    mostly_off = {day: False for day in all_working if day.month < 6}
    for guess in (all_working, mostly_off):
        settled = WorkCalendar(CALENDAR.years | {2027}, CALENDAR.exceptions | guess, "假设")
        if answer is not None:
            assert settled.after_workdays(start, workdays).passed_by(as_of) == answer
