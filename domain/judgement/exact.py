"""Decimal arithmetic that never rounds by itself: a step that would lose a digit fails instead.

Figures have at most 30 digits on each side of the point and powers of ten up to 10^30; a conversion adds a few
dozen digits at the most, so that nothing a cell can hold comes near the precision.
"""

from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow

EXACT = Context(prec=400, Emin=-9999, Emax=9999, traps=[Inexact, DivisionByZero, InvalidOperation, Overflow])
_ROUNDING = Context(prec=400, Emin=-9999, Emax=9999, traps=[DivisionByZero, InvalidOperation, Overflow])


def last_place(limit: Decimal) -> int:
    """The power of ten of the last digit that a limit is written with: -2 for 0.20, 3 for 2.5×10⁴.

    A bare power of ten (`10²`) says nothing about its last digit and counts as written out, in whole numbers.
    """
    _, digits, exponent = limit.as_tuple()
    assert isinstance(exponent, int)
    return 0 if digits == (1,) and exponent > 0 else exponent


def rounded(value: Decimal, place: int, rounding: str) -> Decimal:
    """`value` rounded once to the multiple of 10^place, in the named mode of `decimal`."""
    return value.quantize(Decimal(1).scaleb(place), rounding=rounding, context=_ROUNDING)
