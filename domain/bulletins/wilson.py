"""The Wilson score interval of a pass rate, exactly rounded."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from domain.wilson import EXACT, Z_95, wilson_bounds

_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class PassRate:
    """Qualified and unqualified entries; the rate and its bounds are fractions of 1, None when there are none."""

    qualified: int
    unqualified: int
    rate: Decimal | None
    lower: Decimal | None
    upper: Decimal | None


def pass_rate(qualified: int, unqualified: int, *, z: Decimal = Z_95) -> PassRate:
    """qualified / all with its Wilson interval (95 % by default), four places, rounded half up.

    Without entries nothing is known. How the bounds come about is `domain.wilson`.
    """
    if qualified < 0 or unqualified < 0:
        raise ValueError("counts cannot be negative")
    n = qualified + unqualified
    if n == 0:
        return PassRate(0, 0, None, None, None)
    lower, upper = wilson_bounds(Decimal(qualified), Decimal(n), z)
    rate = EXACT.divide(Decimal(qualified), Decimal(n))
    return PassRate(qualified, unqualified, _rounded(rate), _rounded(lower), _rounded(upper))


def _rounded(value: Decimal) -> Decimal:
    clamped = min(max(value, Decimal(0)), Decimal(1))
    return clamped.quantize(_PLACES, rounding=ROUND_HALF_UP, context=EXACT)
