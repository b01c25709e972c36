from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bulletins.wilson import Z_95, PassRate, pass_rate

HALF_UNIT = Fraction(1, 20000)


@pytest.mark.parametrize(
    "qualified, unqualified, rate, lower, upper",
    [
        # Newcombe 1998 (Stat. Med. 17: 857-872), table I, score method without continuity correction.
        (81, 182, "0.3080", "0.2553", "0.3662"),
        (15, 133, "0.1014", "0.0624", "0.1605"),
        (0, 20, "0.0000", "0.0000", "0.1611"),
        (1, 28, "0.0345", "0.0061", "0.1718"),
        (5, 5, "0.5000", "0.2366", "0.7634"),
        (1, 0, "1.0000", "0.2065", "1.0000"),
    ],
)
def test_known_intervals(qualified: int, unqualified: int, rate: str, lower: str, upper: str) -> None:
    found = pass_rate(qualified, unqualified)
    assert (str(found.rate), str(found.lower), str(found.upper)) == (rate, lower, upper)


def test_nothing_is_known_without_entries() -> None:
    assert pass_rate(0, 0) == PassRate(0, 0, None, None, None)


def test_rate_is_rounded_half_up() -> None:
    assert pass_rate(1, 19999).rate == Decimal("0.0001")
    assert pass_rate(3, 19997).rate == Decimal("0.0002")


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        pass_rate(-1, 1)


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_bounds_solve_the_score_equation(qualified: int, unqualified: int) -> None:
    """|k/n − p| = z·√(p(1−p)/n) holds at each bound: the deviation changes sign within half a unit of it."""
    found = pass_rate(qualified, unqualified)
    n = qualified + unqualified
    observed, z_squared = Fraction(qualified, n), Fraction(Z_95) ** 2

    def outside(p: Fraction) -> bool:
        return (observed - p) ** 2 > z_squared * p * (1 - p) / n

    assert found.lower is not None
    assert found.upper is not None
    lower, upper = Fraction(found.lower), Fraction(found.upper)
    assert lower <= observed + HALF_UNIT
    assert upper >= observed - HALF_UNIT
    assert outside(max(lower - HALF_UNIT, Fraction(0)))
    assert outside(min(upper + HALF_UNIT, Fraction(1)))
    if lower + HALF_UNIT < observed:
        assert not outside(lower + HALF_UNIT)
    if upper - HALF_UNIT > observed:
        assert not outside(upper - HALF_UNIT)


@given(st.integers(0, 10**18), st.integers(0, 10**18))
def test_interval_holds_the_rate_and_mirrors(qualified: int, unqualified: int) -> None:
    found, mirrored = pass_rate(qualified, unqualified), pass_rate(unqualified, qualified)
    if found.rate is None or found.lower is None or found.upper is None or mirrored.upper is None:
        assert qualified + unqualified == 0
        return
    assert 0 <= found.lower <= found.rate <= found.upper <= 1
    assert abs(found.lower + mirrored.upper - 1) <= Decimal("0.0001")
