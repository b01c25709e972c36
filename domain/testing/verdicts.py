"""Judging a finding for the laboratory, and the verdict of a sample from its items (as `exchange.md` has it)."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from domain.errors import RuleViolation
from domain.judgement.finding import Finding as Written
from domain.judgement.finding import Proposal, Verdict
from domain.judgement.judge import judge
from domain.testing.content import Finding, FindingEntry, ItemVerdict

SampleVerdict = Literal["合格", "不合格", "问题", "未判定"]
RISK_MONITORING = "风险监测"
_WORDS: dict[Verdict, ItemVerdict] = {
    Verdict.QUALIFIED: "合格项",
    Verdict.UNQUALIFIED: "不合格项",
    Verdict.UNDECIDED: "不判定项",
}


class VerdictUnexplained(RuleViolation):
    """A verdict other than the proposed one comes without a reason."""

    code = "verdict-unexplained"

    def __init__(self, item: str, given: str, proposed: str, explanation: str) -> None:
        super().__init__(
            f"{item} 判为{given}，与系统建议的{proposed}不同（{explanation}），请填写理由（verdict_reason）",
            item=item,
            given=given,
            proposed=proposed,
            explanation=explanation,
        )


def judged(entry: FindingEntry, task_kind: str, actor: str) -> Finding:
    """The finding with the proposed verdict, and the given one or else the proposed.

    Risk monitoring (风险监测) makes problems to follow up, never 不合格项. Raises `VerdictUnexplained`.
    """
    proposal = _proposed(
        Written(
            result=entry.result or "",
            result_unit=entry.unit or "",
            min_limit=entry.min_limit or "",
            max_limit=entry.max_limit or "",
            limit_unit=entry.limit_unit or "",
            detection_limit=entry.detection_limit or "",
            comparison=entry.comparison or "",
        )
    )
    proposed = _WORDS[proposal.verdict]
    explanation = proposal.reason
    if task_kind == RISK_MONITORING and proposal.verdict is Verdict.UNQUALIFIED:
        proposed, explanation = "问题项", f"{explanation}；风险监测只作问题项跟踪"
    verdict = entry.verdict or proposed
    if verdict != proposed and not entry.verdict_reason:
        raise VerdictUnexplained(entry.item_name, verdict, proposed, explanation)
    fields = {name: getattr(entry, name) for name in FindingEntry.__struct_fields__}
    fields["verdict"] = verdict
    return Finding(**fields, proposed=proposed, explanation=explanation, entered_by=actor)


@lru_cache(maxsize=65_536)
def _proposed(written: Written) -> Proposal:
    """A laboratory's results repeat themselves; judging is a pure function of the cells."""
    return judge(written)


def sample_verdict(findings: Iterable[Finding]) -> SampleVerdict:
    """Any 不合格项 → 不合格; else any 问题项 → 问题; else any 合格项 → 合格; else 未判定."""
    given = {finding.verdict for finding in findings}
    if "不合格项" in given:
        return "不合格"
    if "问题项" in given:
        return "问题"
    return "合格" if "合格项" in given else "未判定"


def merged(known: tuple[Finding, ...], news: Iterable[Finding]) -> tuple[Finding, ...]:
    """Known findings with new ones added, those of the same item in place of the old."""
    by_item = {finding.item_name: finding for finding in known}
    by_item.update({finding.item_name: finding for finding in news})
    return tuple(by_item.values())
