"""What a measure's figure is: counts that travel, and what is derived from them exactly.

A `MeasureValue` holds two numbers and a status. Ratio, displayed value, verdict and gap are computed from these
on demand with fractions, never stored and never rounded before they are judged.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from typing import TypedDict

from domain.catalogue.measures import Measure, Target


class Status(StrEnum):
    """How far a value can be relied on; only `OK` is ever judged against a target."""

    OK = "ok"
    INCOMPLETE = "incomplete"  # a filer lacks a quarter
    MISSING = "missing"  # nothing at all is known
    NOT_APPLICABLE = "not_applicable"  # denominator 0, or not filed at this level


STATUS_WORDS = {
    Status.OK: "正常",
    Status.INCOMPLETE: "填报不全",
    Status.MISSING: "缺数据",
    Status.NOT_APPLICABLE: "不适用",
}


class ValueRow(TypedDict):
    """One entry of `indicators --format json`."""

    measure: str
    area: str
    numerator: str | None
    denominator: str | None
    value: str | None
    met: bool | None
    status: str


def plain(number: Decimal | int | None) -> str | None:
    """Decimal string without exponent and without trailing zeros; None stays None."""
    if number is None:
        return None
    text = f"{Decimal(number):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def rounded(exact: Fraction, places: int) -> Decimal:
    """Round half up (away from zero) to `places` decimals, exactly."""
    scaled = abs(exact) * 10**places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    if rest * 2 >= scaled.denominator:
        whole += 1
    with localcontext() as context:
        context.prec = max(28, len(str(whole)) + 2)
        return (
            Decimal(-whole if exact < 0 else whole)
            .scaleb(-places)
            .quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        )


@dataclass(frozen=True, slots=True)
class MeasureValue:
    """The value of one measure for one area."""

    measure: Measure
    area: str
    numerator: Decimal | None
    denominator: Decimal | None
    status: Status

    @property
    def exact(self) -> Fraction | None:
        """numerator / denominator × scale; None when a number is missing or the denominator is 0."""
        if self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator) / Fraction(self.denominator) * self.measure.scale

    @property
    def value(self) -> Decimal | None:
        """The exact figure rounded half up to two decimals, for display only."""
        exact = self.exact
        return None if exact is None else rounded(exact, 2)

    @property
    def met(self) -> bool | None:
        """Whether the unrounded figure reaches the target; None unless the status is `OK`."""
        exact = self.exact
        if self.status is not Status.OK or exact is None:
            return None
        return self.measure.target.met_by(exact)

    @property
    def shown(self) -> str | None:
        """The figure as printed: two decimals, or as many more as keep it on its own side of the target."""
        exact = self.exact
        return None if exact is None else show_beside(exact, self.measure.target)

    @property
    def gap(self) -> Fraction | None:
        """Exact distance to the target, negative while it is not reached; None when nothing is known."""
        exact = self.exact
        if exact is None:
            return None
        distance = exact - Fraction(self.measure.target.bound)
        return distance if self.measure.target.at_least else -distance

    @property
    def gap_shown(self) -> str | None:
        """The gap with a sign, in as many decimals as keep a shortfall visible (`+0.35`, `-0.002`, `0.00`)."""
        gap = self.gap
        if gap is None:
            return None
        places = 2
        while gap != 0 and rounded(gap, places) == 0:
            places += 1
        figure = rounded(gap, places)
        return f"+{figure:f}" if gap > 0 else f"{figure:f}"

    def to_row(self) -> ValueRow:
        """The entry of the exchange JSON."""
        value = self.value
        return {
            "measure": self.measure.code,
            "area": self.area,
            "numerator": plain(self.numerator),
            "denominator": plain(self.denominator),
            "value": None if value is None else f"{value:f}",
            "met": self.met,
            "status": self.status.value,
        }


def show_beside(exact: Fraction, target: Target) -> str:
    """Two decimals, or more where two would put the figure on the wrong side of its target.

    97.998 beside a target of 98 is printed `97.998`, because `98.00` would read as met.
    """
    bound = Fraction(target.bound)
    places = 2
    while exact != bound and (Fraction(rounded(exact, places)) >= bound) != (exact >= bound):
        places += 1
    while exact != bound and Fraction(rounded(exact, places)) == bound:
        places += 1
    return f"{rounded(exact, places):f}"


def indicator_met(values: list[MeasureValue]) -> bool | None:
    """An indicator of several measures: met if all are, not met if any is not, else unknown."""
    verdicts = [value.met for value in values]
    if any(verdict is False for verdict in verdicts):
        return False
    return True if verdicts and all(verdict is True for verdict in verdicts) else None
