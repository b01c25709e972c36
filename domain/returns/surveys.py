"""Figures of surveys (满意度、知晓率) with their margin of error: 95 % Wilson bounds, and what they say of the target.

The bounds are those of a simple random sample of all respondents together; how the sample was drawn is not known here
and reports say so.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

from domain.catalogue.measures import Measure
from domain.indicators.values import plain
from domain.wilson import EXACT, wilson_bounds


@dataclass(frozen=True, slots=True)
class Margin:
    """The bounds in the unit of the measure: the lower rounded down, the upper rounded up, so that neither flatters."""

    respondents: Decimal
    lower: Decimal
    upper: Decimal
    surely_met: bool
    surely_unmet: bool


def margin_of(measure: Measure, numerator: Decimal | None, denominator: Decimal | None) -> Margin | None:
    """The margin of a survey's figure; None for other measures, without respondents, or where the sum cannot be."""
    if measure.full_score is None or numerator is None or denominator is None or denominator <= 0:
        return None
    full = Decimal(measure.full_score)
    hits = EXACT.divide(numerator, full)
    if not 0 <= hits <= denominator:
        return None
    scale = full * measure.scale
    lower, upper = (EXACT.multiply(bound, scale) for bound in wilson_bounds(hits, denominator))
    met = {measure.target.met_by(Fraction(bound)) for bound in (lower, upper)}
    return Margin(
        respondents=denominator,
        lower=lower.quantize(Decimal("0.01"), rounding=ROUND_FLOOR),
        upper=upper.quantize(Decimal("0.01"), rounding=ROUND_CEILING),
        surely_met=met == {True},
        surely_unmet=met == {False},
    )


def margin_words(measure: Measure, margin: Margin, met: bool | None) -> str:
    """What the bounds say of the target; a bound beyond the target is said in words."""
    told = (
        f"有效样本{plain(margin.respondents)}份，95%置信区间为{margin.lower}—{margin.upper}{measure.unit}"
        "（按简单随机抽样估计）"
    )
    target = f"目标{measure.target.text}{measure.unit}"
    if met is None:
        return f"{told}。"
    if met and not margin.surely_met:
        bound = margin.lower if measure.target.at_least else margin.upper
        side = "下限" if measure.target.at_least else "上限"
        return f"{told}。数值达标，但置信{side}{bound}{measure.unit}未达到{target}，抽样误差之内不能排除实际未达标。"
    if not met and not margin.surely_unmet:
        bound = margin.upper if measure.target.at_least else margin.lower
        side = "上限" if measure.target.at_least else "下限"
        return f"{told}。数值未达标，但置信{side}{bound}{measure.unit}达到{target}，抽样误差之内不能排除实际达标。"
    return f"{told}，整个区间{'达到' if met else '未达到'}{target}。"
