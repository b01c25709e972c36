"""One sample against one bound or ban: how it stands, and the sentence that says so."""

from dataclasses import dataclass
from decimal import Decimal

from domain.findings.figures import canonical
from domain.judgement.exact import last_place
from domain.judgement.requirements import Absence, NumberLimit
from domain.judgement.samples import Sample
from domain.judgement.spans import Span, Standing, standing
from domain.judgement.units import Unit, factor

# How a number lies to a bound, in words: (upper bound?, bound qualifies?) -> (meets, breaks).
_RELATIONS = {
    (True, True): ("不大于", "大于"),
    (True, False): ("小于", "不小于"),
    (False, True): ("不小于", "小于"),
    (False, False): ("大于", "不大于"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """How a sample stands, and why, in Chinese."""

    standing: Standing
    words: str


def compare(sample: Sample, limit: NumberLimit | Absence, *, rounding: bool) -> Compared:
    """The sample against the limit; `rounding` rounds measured values to the limit's last digit beforehand."""
    if sample.conforms is not None:
        return Compared(Standing.UNCLEAR, f"检验结果“{sample.shown}”不是数值，不能与{limit.shown} 比较")
    if isinstance(limit, Absence):
        return _against_absence(sample, limit)
    ratio = _ratio(sample.unit, limit.unit)
    if ratio is None:
        return Compared(Standing.UNCLEAR, _mismatch(sample.unit, limit.unit))
    if sample.span is None:
        return _undetected_without_number(sample, limit)
    return _against_number(sample, sample.span, ratio, limit, rounding=rounding)


def _against_number(
    sample: Sample, span: Span, ratio: Decimal, limit: NumberLimit, *, rounding: bool
) -> Compared:
    bound = limit.bound
    exact = span.times(ratio)
    place = last_place(bound.value)
    rounds = rounding and not sample.below_detection
    found = standing(exact.rounded(place) if rounds else exact, bound)
    subject = sample.shown + _steps(sample, exact, limit, place if rounds else None)
    if found is Standing.UNCLEAR:
        return Compared(found, f"{_unclear(sample, subject, limit)}{_missing_unit(sample.unit, limit.unit)}")
    meets, breaks = _RELATIONS[bound.is_upper, bound.inclusive]
    relation = meets if found is Standing.MEETS else breaks
    gap = "" if subject.endswith(("）", "，")) else " "
    return Compared(found, f"{subject}{gap}{relation}{limit.shown}{_missing_unit(sample.unit, limit.unit)}")


def _undetected_without_number(sample: Sample, limit: NumberLimit) -> Compared:
    """Without a stated detection limit the method counts as fit for the limit, as its standard demands."""
    if limit.bound.is_upper and limit.bound.value > 0:
        return Compared(
            Standing.MEETS, f"{sample.shown}（未填检出限，按方法检出限不大于限量），符合{limit.shown}"
        )
    if not limit.bound.is_upper and limit.bound.value > 0:
        return Compared(
            Standing.BREAKS, f"{sample.shown}（未填检出限，按方法检出限不大于限量），低于{limit.shown}"
        )
    if not limit.bound.is_upper and limit.bound.inclusive and limit.bound.value == 0:
        return Compared(Standing.MEETS, f"{sample.shown}，不小于{limit.shown}")
    return Compared(Standing.UNCLEAR, f"{sample.shown}且未填检出限，不能与{limit.shown} 比较")


def _against_absence(sample: Sample, limit: Absence) -> Compared:
    if sample.detected is True:
        told = "检出" if sample.shown == "检出" else f"{sample.shown} 为检出"
        return Compared(Standing.BREAKS, f"{told}，{limit.shown}")
    portion = limit.unit is not None and limit.unit.is_amount_examined
    if sample.unit is not None and (portion or sample.unit.is_amount_examined) and limit.unit is not None:
        speaks_of_portion = sample.unit.is_amount_examined or sample.span is not None
        if speaks_of_portion and factor(sample.unit, limit.unit) is None:
            return Compared(Standing.UNCLEAR, _mismatch(sample.unit, limit.unit))
    if sample.detected is False:
        words = sample.shown if sample.shown.startswith("未检出") else f"{sample.shown} 视为未检出"
        return Compared(Standing.MEETS, f"{words}，符合{limit.shown}")
    return Compared(Standing.UNCLEAR, f"{sample.shown} 不能说明是否检出，不能按{limit.shown} 判定")


def _unclear(sample: Sample, subject: str, limit: NumberLimit) -> str:
    if sample.below_detection:
        side = "大于" if limit.bound.is_upper else "不小于"
        return f"{subject}，检出限{side}{limit.shown}，不能判定是否符合"
    if sample.shown == "检出":
        return f"检验结果只写“检出”，未给出数值，不能与{limit.shown} 比较"
    return f"{subject} 只说明数值范围，{limit.shown} 落在其中，不能判定是否符合"


def _steps(sample: Sample, exact: Span, limit: NumberLimit, place: int | None) -> str:
    """The way from the number as written to the one that was compared, if there was any."""
    number = exact.low if exact.low is not None and exact.low == exact.high else None
    other = sample.unit is not None and limit.unit is not None and factor(sample.unit, limit.unit) != 1
    steps = ""
    if other and limit.unit is not None:
        size = number if number is not None else (exact.high if exact.high is not None else exact.low)
        label = "检出限" if sample.below_detection else ""
        steps += f"（{label}即 {canonical(size)}{limit.unit.shown}）" if size is not None else ""
    if place is not None and number is not None:
        steps += f"，按修约值比较法修约为 {canonical(_only(exact.rounded(place)))}，"
    return steps


def _only(span: Span) -> Decimal:
    assert span.low is not None
    return span.low


def _ratio(source: Unit | None, target: Unit | None) -> Decimal | None:
    """A unit that only one side states is taken to be that of both."""
    return Decimal(1) if source is None or target is None else factor(source, target)


def _mismatch(source: Unit | None, target: Unit | None) -> str:
    return (
        f"结果单位 {source.shown if source else ''} 与限量单位 {target.shown if target else ''} 不能相互换算"
    )


def _missing_unit(source: Unit | None, target: Unit | None) -> str:
    if (source is None) == (target is None):
        return ""
    return "（结果未写单位，按限量单位比较）" if source is None else "（限量未写单位，按结果单位比较）"
