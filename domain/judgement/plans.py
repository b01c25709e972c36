"""Sampling plans for microbes: n samples, at most c of them between m and M, none above M.

GB 4789.1 and GB 29921: a two-class plan has no M, and more than c samples above m fail it.
"""

from collections.abc import Sequence

from domain.judgement.comparing import Compared, compare
from domain.judgement.requirements import Plan
from domain.judgement.samples import Sample
from domain.judgement.spans import Standing

_NAMED = 5


def compare_with_plan(samples: Sequence[Sample], plan: Plan, *, rounding: bool) -> Compared:
    """The set against its plan. A set of another size than n is not judged, however bad its samples are."""
    if len(samples) != plan.n:
        return Compared(
            Standing.UNCLEAR,
            f"采样方案 {plan.shown} 要求 {plan.n} 个样品的结果，实有 {len(samples)} 个，不能判定",
        )
    marginal = [compare(sample, plan.marginal, rounding=rounding) for sample in samples]
    upper = [compare(sample, plan.upper, rounding=rounding) for sample in samples] if plan.upper else []
    above_upper, unclear_upper = _which(upper, Standing.BREAKS), _which(upper, Standing.UNCLEAR)
    above, unclear = _which(marginal, Standing.BREAKS), _which(marginal, Standing.UNCLEAR)
    if above_upper:
        words = f"{plan.shown}：{_named(samples, above_upper)} 大于 M，不允许有样品大于 M"
        return Compared(Standing.BREAKS, words)
    if len(above) > plan.c:
        words = f"{plan.shown}：大于 m 的样品有 {len(above)} 个（{_named(samples, above)}），多于 c={plan.c}"
        return Compared(Standing.BREAKS, words)
    if unclear_upper:
        return Compared(Standing.UNCLEAR, f"{plan.shown}：{upper[unclear_upper[0]].words}")
    if len(above) + len(unclear) > plan.c:
        return Compared(Standing.UNCLEAR, f"{plan.shown}：{marginal[unclear[0]].words}")
    none_above = "，没有样品大于 M" if plan.upper else ""
    count = f"{len(above)} 个" if not unclear else f"至多 {len(above) + len(unclear)} 个"
    return Compared(
        Standing.MEETS, f"{plan.shown}：{plan.n} 个样品中大于 m 的有 {count}，不多于 c={plan.c}{none_above}"
    )


def _which(compared: Sequence[Compared], standing: Standing) -> list[int]:
    return [at for at, one in enumerate(compared) if one.standing is standing]


def _named(samples: Sequence[Sample], which: Sequence[int]) -> str:
    shown = "、".join(f"第 {at + 1} 个样品 {samples[at].shown}" for at in which[:_NAMED])
    return shown + (" 等" if len(which) > _NAMED else "")
