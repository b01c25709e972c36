"""What is known about a true value: a span on the number line, and how it lies to a bound.

A measured number is a span of one point, `<0.01` everything below it, a range what lies between its ends.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from enum import Enum

from domain.judgement.exact import EXACT, rounded


class Standing(Enum):
    """How a finding stands to one requirement, best first."""

    MEETS = 0
    UNCLEAR = 1
    BREAKS = 2


@dataclass(frozen=True, slots=True)
class Span:
    """All values between `low` and `high`; None is no end. An open end does not belong to the span."""

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False

    def times(self, factor: Decimal) -> "Span":
        """The span in another unit. `factor` is positive; the result is exact."""
        low = None if self.low is None else EXACT.multiply(self.low, factor)
        high = None if self.high is None else EXACT.multiply(self.high, factor)
        return Span(low, high, self.low_open, self.high_open)

    def rounded(self, place: int) -> "Span":
        """Where the values lie after each was rounded once to 10^place, half to even (GB/T 8170).

        Rounded values are attained, so the ends are closed; an open end that lies halfway between two rounded
        values is approached from inside the span and rounds to that side.
        """
        low = None if self.low is None else _rounded_end(self.low, place, self.low_open, ROUND_CEILING)
        high = None if self.high is None else _rounded_end(self.high, place, self.high_open, ROUND_FLOOR)
        return Span(low, high)


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of what is allowed. `inclusive`: the bound itself qualifies."""

    value: Decimal
    inclusive: bool
    is_upper: bool


def standing(span: Span, bound: Bound) -> Standing:
    """MEETS when every value of the span is allowed, BREAKS when none is, otherwise UNCLEAR."""
    worst, worst_open = (span.high, span.high_open) if bound.is_upper else (span.low, span.low_open)
    best, best_open = (span.low, span.low_open) if bound.is_upper else (span.high, span.high_open)
    if worst is not None and (
        _within(worst, bound) or (worst == bound.value and (bound.inclusive or worst_open))
    ):
        return Standing.MEETS
    if best is not None and (
        _beyond(best, bound) or (best == bound.value and (not bound.inclusive or best_open))
    ):
        return Standing.BREAKS
    return Standing.UNCLEAR


def _within(value: Decimal, bound: Bound) -> bool:
    return value < bound.value if bound.is_upper else value > bound.value


def _beyond(value: Decimal, bound: Bound) -> bool:
    return value > bound.value if bound.is_upper else value < bound.value


def _rounded_end(value: Decimal, place: int, is_open: bool, inward: str) -> Decimal:
    """`inward` is the direction that leads into the span."""
    down, up = rounded(value, place, ROUND_FLOOR), rounded(value, place, ROUND_CEILING)
    if is_open and EXACT.subtract(value, down) == EXACT.subtract(up, value):
        return up if inward == ROUND_CEILING else down
    return rounded(value, place, ROUND_HALF_EVEN)
