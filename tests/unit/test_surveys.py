"""Surveys: bounds that never flatter, and words that say what a bound says of the target."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue.measures import load_catalogue
from domain.returns.surveys import margin_of, margin_words
from domain.wilson import wilson_bounds

AWARE, SATISFIED = load_catalogue().measure("31"), load_catalogue().measure("30")


def test_only_measures_of_questionnaires_have_a_margin() -> None:
    assert [one.code for one in load_catalogue().measures if one.full_score] == ["30", "31"]
    assert margin_of(load_catalogue().measure("01"), Decimal(9), Decimal(10)) is None


def test_what_gives_a_margin_is_what_the_catalogue_says_of_a_measure_and_not_its_code() -> None:
    assert margin_of(replace(AWARE, full_score=None), Decimal(870), Decimal(1000)) is None
    asked = replace(load_catalogue().measure("01"), full_score=1)
    assert margin_of(asked, Decimal(870), Decimal(1000)) is not None


@pytest.mark.parametrize(
    ("numerator", "denominator"), [(None, "10"), ("9", None), ("0", "0"), ("11", "10"), ("-1", "10")]
)
def test_what_no_survey_can_give_has_no_margin(numerator: str | None, denominator: str | None) -> None:
    given_numbers = [None if one is None else Decimal(one) for one in (numerator, denominator)]
    assert margin_of(AWARE, *given_numbers) is None


def test_bounds_are_those_of_the_published_formula() -> None:
    margin = margin_of(AWARE, Decimal(870), Decimal(1000))
    assert margin is not None
    # (2·870 + z² ± z·√(z² + 4·870·130/1000)) / 2(1000 + z²), outward to two places.
    assert (margin.lower, margin.upper) == (Decimal("84.77"), Decimal("88.95"))


def test_a_figure_that_is_met_with_a_bound_below_the_target_says_so() -> None:
    margin = margin_of(AWARE, Decimal(870), Decimal(1000))
    assert margin is not None
    assert not margin.surely_met
    words = margin_words(AWARE, margin, met=True)
    assert "数值达标，但置信下限84.77%未达到目标≥85%" in words
    sure = margin_of(AWARE, Decimal(900), Decimal(1000))
    assert sure is not None
    assert "整个区间达到目标≥85%" in margin_words(AWARE, sure, met=True)


def test_a_figure_that_is_not_met_with_a_bound_above_the_target_says_so() -> None:
    margin = margin_of(AWARE, Decimal(840), Decimal(1000))
    assert margin is not None
    assert "数值未达标，但置信上限" in margin_words(AWARE, margin, met=False)


def test_respondents_are_a_plain_number_however_many_places_the_records_keep() -> None:
    margin = margin_of(AWARE, Decimal("870.000000000000"), Decimal("1000.000000000000"))
    assert margin is not None
    assert "有效样本1000份" in margin_words(AWARE, margin, met=True)


def test_scores_are_taken_of_a_hundred_points() -> None:
    margin = margin_of(SATISFIED, Decimal(83_000), Decimal(1000))
    assert margin is not None
    assert margin.lower < Decimal("83.00") < margin.upper
    assert margin.upper - margin.lower < Decimal(5)


@given(st.integers(0, 5_000), st.integers(1, 5_000))
def test_the_figure_lies_within_its_bounds_and_more_respondents_narrow_them(hits: int, n: int) -> None:
    hits = min(hits, n)
    lower, upper = wilson_bounds(Decimal(hits), Decimal(n))
    assert 0 <= lower <= Decimal(hits) / Decimal(n) <= upper <= 1
    more = wilson_bounds(Decimal(hits * 10), Decimal(n * 10))
    assert more[1] - more[0] < upper - lower
    margin = margin_of(AWARE, Decimal(hits), Decimal(n))
    assert margin is not None
    assert margin.lower <= lower * 100
    assert margin.upper >= upper * 100
