"""What a figure says of itself: exact judgement, honest display."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue.measures import Target, load_catalogue
from domain.indicators.values import MeasureValue, Status, indicator_met, plain, rounded, show_beside

CATALOGUE = load_catalogue()
PASS_RATE = CATALOGUE.measure("17")


def a_value(
    numerator: str | None, denominator: str | None, status: Status = Status.OK, code: str = "17"
) -> MeasureValue:
    """A value of a measure for a test."""
    return MeasureValue(
        CATALOGUE.measure(code),
        "320400",
        None if numerator is None else Decimal(numerator),
        None if denominator is None else Decimal(denominator),
        status,
    )


def test_a_rate_just_below_its_target_is_not_met_and_does_not_read_as_met() -> None:
    value = a_value("97998", "100000")
    assert value.to_row()["value"] == "98.00"
    assert value.met is False
    assert value.shown == "97.998"
    assert value.gap_shown == "-0.002"


def test_a_rate_exactly_on_its_target_is_met() -> None:
    value = a_value("98", "100")
    assert (value.met, value.shown, value.gap_shown) == (True, "98.00", "0.00")


def test_halves_are_rounded_up() -> None:
    assert rounded(Fraction(1, 200), 2) == Decimal("0.01")
    assert rounded(Fraction(12345, 1000), 2) == Decimal("12.35")
    assert rounded(Fraction(-1, 200), 2) == Decimal("-0.01")


@pytest.mark.parametrize("status", [Status.INCOMPLETE, Status.MISSING, Status.NOT_APPLICABLE])
def test_only_a_complete_figure_is_judged(status: Status) -> None:
    assert a_value("100", "100", status).met is None


def test_denominator_zero_has_no_value() -> None:
    value = a_value("0", "0", Status.NOT_APPLICABLE)
    assert (value.value, value.met, value.to_row()["numerator"]) == (None, None, "0")


def test_numbers_are_written_without_exponent_or_trailing_zeros() -> None:
    assert plain(Decimal("165342.800")) == "165342.8"
    assert plain(Decimal("1E+3")) == "1000"
    assert plain(Decimal("0.000")) == "0"
    assert plain(Decimal("100")) == "100"
    assert plain(None) is None


def test_an_indicator_of_two_measures_is_met_only_if_both_are() -> None:
    met, missed, unknown = a_value("99", "100"), a_value("1", "100"), a_value(None, None, Status.MISSING)
    assert indicator_met([met, met]) is True
    assert indicator_met([met, missed]) is False
    assert indicator_met([unknown, missed]) is False
    assert indicator_met([met, unknown]) is None


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 200))
def test_the_printed_figure_never_stands_on_the_wrong_side_of_its_target(
    part: int, whole: int, bound: int
) -> None:
    exact = Fraction(part, whole) * 100
    for operator in (">=", "<="):
        target = Target.parse(f"{operator}{bound}")
        printed = Fraction(Decimal(show_beside(exact, target)))
        assert target.met_by(printed) == target.met_by(exact)
        assert (printed == bound) == (exact == bound)


@given(st.fractions(min_value=-1000, max_value=1000), st.integers(0, 8))
def test_rounding_is_never_off_by_more_than_half_a_unit(exact: Fraction, places: int) -> None:
    assert abs(Fraction(rounded(exact, places)) - exact) <= Fraction(1, 2 * 10**places)
