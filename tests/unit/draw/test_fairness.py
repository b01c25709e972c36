"""Ten thousand draws: every stratum falls as published, recusals and caps hold, and a crooked draw would show."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from math import exp

import pytest

from domain.draw.drawing import Drawn, Plan, draw, prepare
from domain.draw.record import export
from domain.draw.seal import commitment_of, seed_of
from domain.draw.stream import Stream
from tests.factories.draws import NONCE, VALUE, parameters, three_strata

DRAWS = 10_000
PLAN = prepare(parameters(three_strata()))
LEVEL = 0.001


@pytest.fixture(scope="module")
def drawn() -> list[Drawn]:
    """Ten thousand commitments to the same parameters, each with a nonce of its own, under one public value."""
    found = []
    commitment = commitment_of(PLAN.parameters, NONCE)
    for number in range(DRAWS):
        found.append(draw(PLAN, seed_of(commitment, number.to_bytes(32, "big"), VALUE)))
    return found


def chance_of_more(statistic: float, freedom: int) -> float:
    """The upper tail of chi-square for an even number of degrees of freedom, which has a closed form."""
    assert freedom % 2 == 0
    term = total = 1.0
    for step in range(1, freedom // 2):
        term *= statistic / 2 / step
        total += term
    return exp(-statistic / 2) * total


def statistic_of(counts: list[int], draws: int, probability: Fraction) -> float:
    """Chi-square of inclusion counts with N - 1 degrees of freedom.

    Members of one sample exclude each other, which makes counts vary less than independent ones would: the sum of
    squares over the variance of one count is scaled by (N - 1)/N.
    """
    size = len(counts)
    variance = draws * probability * (1 - probability)
    squares = sum((count - draws * probability) ** 2 for count in counts)
    return float(squares / variance * Fraction(size - 1, size))


def test_the_tail_of_chi_square_is_that_of_the_tables() -> None:
    assert chance_of_more(5.991, 2) == pytest.approx(0.05, abs=1e-4)
    assert chance_of_more(26.124, 8) == pytest.approx(0.001, abs=1e-5)


def test_ten_thousand_draws_fall_as_published_in_each_stratum(drawn: list[Drawn]) -> None:
    published = export(PLAN, NONCE, VALUE)["result"]["enterprises"]["chances"]
    counts = Counter(one for each in drawn for one in each.enterprises)
    for stratum, eligible in enumerate(PLAN.pools.eligible):
        (probability,) = {Fraction(published[one]["probability"]) for one in eligible}
        statistic = statistic_of([counts[one] for one in eligible], DRAWS, probability)
        chance = chance_of_more(statistic, len(eligible) - 1)
        print(
            f"stratum {stratum + 1}: p = {probability}, chi-square {statistic:.2f} on {len(eligible) - 1}, tail {chance:.3f}"
        )
        assert chance > LEVEL
    never = [at for at, entry in enumerate(published) if entry["probability"] == "0/1"]
    assert len(never) == 3
    assert not any(counts[one] for one in never)


def test_strata_are_drawn_independently_of_each_other(drawn: list[Drawn]) -> None:
    first, second = PLAN.pools.eligible[0][0], PLAN.pools.eligible[1][0]
    both = sum(first in each.enterprises and second in each.enterprises for each in drawn)
    assert abs(both - DRAWS * 4 * 2 / (9 * 7)) < 4 * (DRAWS * 0.127 * 0.873) ** 0.5


def test_no_draw_breaks_a_recusal_or_the_cap(drawn: list[Drawn]) -> None:
    for each in drawn:
        for enterprise, staff in zip(each.enterprises, each.staff, strict=True):
            assert len(set(staff)) == 2
            assert not PLAN.recusals[enterprise] & set(staff)
        assert (
            max(Counter(one for staff in each.staff for one in staff).values()) <= PLAN.parameters.max_tasks
        )


def test_inspectors_without_recusals_fare_alike_and_as_simulated(drawn: list[Drawn]) -> None:
    tasks = Counter(one for each in drawn for staff in each.staff for one in staff)
    assert abs(tasks[0] - tasks[1]) < 4 * (2 * DRAWS) ** 0.5
    result = export(PLAN, NONCE, VALUE)["result"]["inspectors"]
    assert (result["method"], result["runs"], result["runs_not_staffed"]) == ("simulation", 100, 0)
    for at, entry in enumerate(result["chances"]):
        mean, error = (Decimal(entry["mean_tasks"][name]) for name in ("estimate", "standard_error"))
        assert abs(mean - Decimal(tasks[at]) / DRAWS) < 4 * error
    assert sum(Decimal(entry["mean_tasks"]["estimate"]) for entry in result["chances"]) == 18


def test_a_draw_that_favours_somebody_would_fail_this_test(drawn: list[Drawn]) -> None:
    """One draw in thirty quietly swaps a drawn shop for the first of its stratum's others."""
    eligible = PLAN.pools.eligible[0]
    counts = Counter(one for each in drawn for one in each.enterprises)
    stream = Stream(b"crooked")
    for each in drawn:
        if eligible[0] in each.enterprises and stream.below(13) == 0:
            counts[eligible[0]] -= 1
            counts[next(one for one in eligible if one not in each.enterprises)] += 1
    statistic = statistic_of([counts[one] for one in eligible], DRAWS, Fraction(4, 9))
    assert chance_of_more(statistic, len(eligible) - 1) < LEVEL


def test_the_plan_of_these_draws_was_known_to_work_beforehand() -> None:
    assert isinstance(PLAN, Plan)
    assert PLAN.assurance.value == "guaranteed"
