"""The Wilson score interval, exact to far more digits than anybody prints."""

from decimal import ROUND_HALF_UP, Context, Decimal

Z_95 = Decimal("1.959964")
# Half of these digits would do: n up to 10^18 keeps more than 20 correct ones after the square root.
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


def wilson_bounds(hits: Decimal, n: Decimal, z: Decimal = Z_95) -> tuple[Decimal, Decimal]:
    """Lower and upper bound of the share hits / n, fractions of 1, unrounded; n must be positive.

    Bounds are (2k + z² ± z·√(z² + 4k(n−k)/n)) / 2(n + z²), clamped to [0, 1].
    """
    c = EXACT
    z_squared = c.multiply(z, z)
    spread = c.divide(c.multiply(Decimal(4), c.multiply(hits, c.subtract(n, hits))), n)
    half = c.multiply(z, c.sqrt(c.add(z_squared, spread)))
    middle = c.add(c.multiply(Decimal(2), hits), z_squared)
    width = c.multiply(Decimal(2), c.add(n, z_squared))
    lower, upper = c.divide(c.subtract(middle, half), width), c.divide(c.add(middle, half), width)
    return max(lower, Decimal(0)), min(upper, Decimal(1))
