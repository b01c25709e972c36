"""The judgement engine: one finding in, a proposed verdict with its reason out. Never raises for any text."""

from collections.abc import Iterator, Sequence

from domain.findings.words import NOTHING, squeezed
from domain.judgement.comparing import Compared, compare
from domain.judgement.finding import Finding, Proposal, Verdict
from domain.judgement.plans import compare_with_plan
from domain.judgement.requirements import (
    Conformity,
    NumberLimit,
    Plan,
    Requirement,
    Unread,
    contradiction,
    read_requirements,
)
from domain.judgement.samples import Sample, read_detection_limit, read_samples
from domain.judgement.spans import Standing

_FULL_VALUE = frozenset({"全数值比较法", "全数值比较", "全数值", "全数值法"})
_ROUNDED_VALUE = frozenset({"修约值比较法", "修约值比较", "修约值", "修约值法", "修约"})
_VERDICTS = {
    Standing.MEETS: Verdict.QUALIFIED,
    Standing.UNCLEAR: Verdict.UNDECIDED,
    Standing.BREAKS: Verdict.UNQUALIFIED,
}
_SHOWN_CHARS = 40


def judge(finding: Finding) -> Proposal:
    """Proposes 合格项, 不合格项 or 不判定项.

    Everything that the limit cells require must be met; whatever is surely broken makes an 不合格项, also where
    another part of the limit cannot be judged. Compared by the full-value method of GB/T 8170 unless the finding
    asks for the rounded-value method.
    """
    method = squeezed(finding.comparison)
    if method not in NOTHING | _FULL_VALUE | _ROUNDED_VALUE:
        return _undecided(f"比较方法“{method[:_SHOWN_CHARS]}”无法识别，应为全数值比较法或修约值比较法")
    if squeezed(finding.result) in NOTHING:
        return _undecided("没有检验结果")
    requirements = read_requirements(finding.min_limit, finding.max_limit, finding.limit_unit)
    if not requirements:
        return _undecided("没有限量，无法判定")
    limit = read_detection_limit(finding.detection_limit)
    found = read_samples(finding.result, finding.result_unit, limit)
    if found is None:
        return _undecided(f"检验结果“{squeezed(finding.result)[:_SHOWN_CHARS]}”无法解读，请按原始记录更正")
    negative = _negative(found.samples, requirements)
    if negative is not None:
        return _undecided(f"检验结果 {negative} 为负数，含量不能为负，请按原始记录更正")
    if contradiction(requirements):
        return _undecided("最小允许限大于最大允许限，请核对限量")
    rounding = method in _ROUNDED_VALUE
    compared = [
        one for requirement in requirements for one in _compare_all(found.samples, requirement, rounding)
    ]
    unread_limit = limit is None and squeezed(finding.detection_limit) not in NOTHING
    if unread_limit and _needs_detection_limit(found.samples, requirements):
        words = f"检出限“{squeezed(finding.detection_limit)[:_SHOWN_CHARS]}”无法解读，未检出不能与限量比较"
        compared.append(Compared(Standing.UNCLEAR, words))
    return _combined(compared, recheck=found.recheck)


def _compare_all(samples: Sequence[Sample], requirement: Requirement, rounding: bool) -> Iterator[Compared]:
    if isinstance(requirement, Unread):
        yield Compared(Standing.UNCLEAR, f"{requirement.shown}无法解读，请按标准原文更正")
    elif isinstance(requirement, Plan):
        yield compare_with_plan(samples, requirement, rounding=rounding)
    elif isinstance(requirement, Conformity):
        yield from (_conformity(sample, requirement) for sample in samples)
    else:
        for sample in samples:
            yield compare(sample, requirement, rounding=rounding)


def _conformity(sample: Sample, requirement: Conformity) -> Compared:
    if sample.conforms is None:
        words = f"限量{requirement.shown}没有数值，检验结果 {sample.shown} 须由人员判定"
        return Compared(Standing.UNCLEAR, words)
    standing = Standing.MEETS if sample.conforms else Standing.BREAKS
    return Compared(standing, f"检验结果为“{sample.shown}”，要求为{requirement.shown}")


def _negative(samples: Sequence[Sample], requirements: Sequence[Requirement]) -> str | None:
    """A result below zero of something that cannot be: an entry error. Temperatures can, and so can numbers of no unit."""
    limits = [one.unit for one in requirements if isinstance(one, NumberLimit)]
    for sample in samples:
        measured = sample.unit or next((unit for unit in limits if unit is not None), None)
        lowest = sample.span.low if sample.span is not None else None
        if measured is not None and lowest is not None and lowest < 0 and not measured.can_be_negative:
            return sample.shown
    return None


def _needs_detection_limit(samples: Sequence[Sample], requirements: Sequence[Requirement]) -> bool:
    numbers = any(
        isinstance(requirement, NumberLimit)
        or (isinstance(requirement, Plan) and isinstance(requirement.marginal, NumberLimit))
        for requirement in requirements
    )
    return numbers and any(sample.detected is False and sample.span is None for sample in samples)


def _combined(compared: Sequence[Compared], *, recheck: bool) -> Proposal:
    """The worst standing decides; the reason names what stands there, each sentence once."""
    worst = max((one.standing for one in compared), key=lambda standing: standing.value)
    words = dict.fromkeys(one.words for one in compared if one.standing is worst)
    prefix = "以复检结果判定：" if recheck else ""
    return Proposal(_VERDICTS[worst], prefix + "；".join(words))


def _undecided(reason: str) -> Proposal:
    return Proposal(Verdict.UNDECIDED, reason)
