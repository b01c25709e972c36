"""The Wilson score interval of a pass rate, exactly rounded."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

Z_95 = Decimal("1.959964")
_PLACES = Decimal("0.0001")
# Half of these digits would do: n up to 10^18 keeps more than 20 correct ones after the square root.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


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

    Bounds are (2k + z² ± z·√(z² + 4k(n−k)/n)) / 2(n + z²), clamped to [0, 1]. Without entries nothing is known.
    """
    if qualified < 0 or unqualified < 0:
        raise ValueError("counts cannot be negative")
    n = qualified + unqualified
    if n == 0:
        return PassRate(0, 0, None, None, None)
    c = _EXACT
    z_squared = c.multiply(z, z)
    spread = c.divide(Decimal(4 * qualified * unqualified), Decimal(n))
    half = c.multiply(z, c.sqrt(c.add(z_squared, spread)))
    middle = c.add(Decimal(2 * qualified), z_squared)
    width = c.multiply(Decimal(2), c.add(Decimal(n), z_squared))
    return PassRate(
        qualified,
        unqualified,
        _rounded(c.divide(Decimal(qualified), Decimal(n))),
        _rounded(c.divide(c.subtract(middle, half), width)),
        _rounded(c.divide(c.add(middle, half), width)),
    )


def _rounded(value: Decimal) -> Decimal:
    clamped = min(max(value, Decimal(0)), Decimal(1))
    return clamped.quantize(_PLACES, rounding=ROUND_HALF_UP, context=_EXACT)
