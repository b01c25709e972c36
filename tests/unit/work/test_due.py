"""How clocks stand on a day, against a count day by day."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import WorkCalendar
from domain.catalogue.clocks import Clock, load_clocks
from domain.work.due import Due, Standing, age_label, ageing, due_on
from domain.work.kind import Bearings
from domain.work.running import Extension, Run
from sampling.calendar import shipped_calendar

CALENDAR = shipped_calendar()
CLOCKS = load_clocks()
IN_DAYS = [
    clock for clock in CLOCKS.values() if clock.unit in ("day", "workday") and clock.kind == "deadline"
]


def standing(run: Run, day: date, calendar: WorkCalendar = CALENDAR) -> Due:
    return due_on("case", "XS1", Bearings(organisation="A01"), run, CLOCKS[run.clock], calendar, day)


def last_day(unit: str, start: date, length: int) -> date:
    day = start
    if unit == "day":
        day += timedelta(days=length)
        while not CALENDAR.is_working(day):
            day += timedelta(days=1)
        return day
    while length:
        day += timedelta(days=1)
        length -= bool(CALENDAR.is_working(day))
    return day


@pytest.mark.parametrize(
    ("clock", "start", "due"),
    [
        ("report", "2026-02-10", "2026-03-16"),
        ("report", "2026-09-21", "2026-10-26"),
        ("reinspection-apply", "2026-09-24", "2026-10-12"),
        ("deliver", "2026-04-28", "2026-05-08"),
    ],
)
def test_the_golden_days(clock: str, start: str, due: str) -> None:
    found = standing(Run(clock, date.fromisoformat(start)), date.fromisoformat(due))
    assert (found.deadline.due, found.standing) == (date.fromisoformat(due), Standing.DUE_TODAY)


@given(
    st.sampled_from(IN_DAYS),
    st.dates(date(2019, 1, 1), date(2026, 4, 30)),
    st.integers(0, 20),
    st.integers(-3, 3),
)
def test_every_clock_stands_as_a_count_by_hand_says(
    clock: Clock, start: date, extended: int, away: int
) -> None:
    extensions = (Extension(extended, start, "审批", "合成数据"),) if extended else ()
    due = last_day(clock.unit, start, clock.n + extended)
    found = standing(Run(clock.code, start, None, extensions), due + timedelta(days=away))
    expected = Standing.OVERDUE if away > 0 else Standing.DUE_TODAY if away == 0 else Standing.RUNNING
    assert (found.deadline.due, found.standing, found.days_left) == (due, expected, -away)


@given(st.sampled_from(IN_DAYS), st.dates(date(2019, 1, 1), date(2026, 4, 30)), st.integers(-3, 3))
def test_what_was_done_on_the_last_day_was_done_in_time(clock: Clock, start: date, away: int) -> None:
    done = last_day(clock.unit, start, clock.n) + timedelta(days=away)
    found = standing(Run(clock.code, start, done), date(2026, 12, 31))
    assert found.standing is (Standing.DONE_LATE if away > 0 else Standing.DONE)


def test_a_report_within_24_hours_is_judged_to_the_minute() -> None:
    start = datetime.fromisoformat("2026-03-02T08:30")
    in_time, late = start + timedelta(hours=24), start + timedelta(hours=24, minutes=1)
    assert standing(Run("submit-urgent", start, in_time), date(2026, 3, 9)).standing is Standing.DONE
    assert standing(Run("submit-urgent", start, late), date(2026, 3, 9)).standing is Standing.DONE_LATE


def test_unknown_days_that_decide_are_said_and_settled_by_the_calendar() -> None:
    run = Run("report", date(2026, 12, 21))
    day = date(2027, 1, 15)
    undecided = standing(run, day)
    assert (undecided.standing, undecided.deadline.unknown_year) == (Standing.UNDECIDED, 2027)
    published = WorkCalendar(
        CALENDAR.years | {2027}, {**CALENDAR.exceptions, date(2027, 1, 1): False}, "合成数据"
    )
    settled = standing(run, day, published)
    assert (settled.deadline.provisional, settled.standing) == (False, Standing.RUNNING)


def test_what_must_be_kept_is_never_overdue() -> None:
    run = Run("keep-qualified", date(2026, 1, 31))
    assert standing(run, date(2026, 4, 29)).standing is Standing.KEEP
    assert standing(run, date(2026, 4, 30)).standing is Standing.MAY_DISPOSE


@given(st.lists(st.integers(0, 100), max_size=30))
def test_the_ages_of_what_is_overdue_add_up(days: list[int]) -> None:
    run = Run("deliver", date(2026, 3, 2))
    due = standing(run, date(2026, 3, 2)).deadline.due
    assert isinstance(due, date)
    dues = [standing(run, due + timedelta(days=late)) for late in days]
    table = ageing(dues)
    assert sum(table.values()) == sum(late > 0 for late in days)
    assert {age_label(bound) for _, _, bound in table} <= {
        age_label(bound) for bound in (5, 10, 20, 30, 60, None)
    }
