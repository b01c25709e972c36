"""Courses and the one forecast: exact, bounded, and none where it would say nothing."""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from domain.catalogue.measures import Measure, load_catalogue
from domain.indicators.course import Course, Point, forecast, month_ends
from domain.indicators.values import MeasureValue, Status

CATALOGUE = load_catalogue()
PLAN, QUALIFIED, FILED = (CATALOGUE.measure(code) for code in ("06-1", "17", "01"))


def a_course(
    numbers: list[tuple[str, str] | None],
    measure: Measure = PLAN,
    status: Status = Status.OK,
    year: int = 2023,
) -> Course:
    """A point at every month's end from January on."""
    return tuple(
        Point(
            date(year, month, monthrange(year, month)[1]),
            None if pair is None else MeasureValue(measure, "990100", *map(Decimal, pair), status),
        )
        for month, pair in enumerate(numbers, start=1)
    )


STEADY = [(str(10 * month), "120") for month in range(1, 7)]


def test_the_pace_of_three_months_goes_on_to_the_years_end() -> None:
    ahead = forecast(PLAN, a_course(STEADY), date(2023, 6, 30))
    assert ahead is not None
    assert (ahead.numerator, ahead.denominator, ahead.exact) == (120, 120, 100)
    assert ahead.met


def test_a_part_never_grows_beyond_its_whole() -> None:
    fast = [(str(20 * month), "120") for month in range(1, 7)]
    ahead = forecast(PLAN, a_course(fast), date(2023, 6, 30))
    assert ahead is not None
    assert ahead.exact == 100


def test_a_forecast_is_exact_and_printed_on_its_own_side_of_the_target() -> None:
    # 24,499 of 25,000 with nothing to come: 97.996 against 98.
    still = [("24499", "25000")] * 6
    ahead = forecast(QUALIFIED, a_course(still, QUALIFIED), date(2023, 6, 30))
    assert ahead is not None
    assert (ahead.exact, ahead.shown, ahead.met) == (Fraction(97996, 1000), "97.996", False)


@pytest.mark.parametrize(
    "course, as_of",
    [
        (a_course(STEADY[:3]), date(2023, 3, 31)),  # three whole months are not four
        (a_course([*STEADY] * 2), date(2023, 12, 31)),  # the year is over
        (a_course([*STEADY] * 2), date(2024, 3, 31)),
        (a_course([None, None, None, *STEADY[3:]]), date(2023, 6, 30)),  # a needed figure is not known
        (a_course(STEADY, status=Status.INCOMPLETE), date(2023, 6, 30)),
        (a_course([("0", "0")] * 6), date(2023, 6, 30)),  # no denominator, no ratio
        ((), date(2023, 6, 30)),
    ],
)
def test_there_is_no_forecast_where_it_would_say_nothing(course: Course, as_of: date) -> None:
    assert forecast(PLAN, course, as_of) is None


def test_what_is_counted_by_term_is_not_forecast() -> None:
    """Six canteens in spring do not tell how many autumn will have."""
    campus = CATALOGUE.measure("04")
    spring = [("0", "0"), ("4", "7"), ("6", "7"), ("6", "7"), ("7", "7"), ("6", "6")]
    assert forecast(campus, a_course(spring, campus), date(2023, 6, 30)) is None


def test_what_departments_file_is_not_forecast() -> None:
    assert forecast(FILED, a_course(STEADY, FILED), date(2023, 6, 30)) is None


@pytest.mark.parametrize(
    "as_of, last, count",
    [
        (date(2023, 1, 1), date(2023, 1, 1), 1),
        (date(2023, 2, 28), date(2023, 2, 28), 2),
        (date(2023, 12, 30), date(2023, 12, 30), 12),
        (date(2024, 3, 31), date(2023, 12, 31), 12),
    ],
)
def test_months_end_at_the_as_of_day_and_never_beyond_the_year(as_of: date, last: date, count: int) -> None:
    ends = month_ends(2023, as_of)
    assert (ends[-1], len(ends)) == (last, count)
    assert ends == sorted(set(ends))
