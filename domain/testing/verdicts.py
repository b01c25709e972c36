"""Judging a finding for the laboratory, and the verdict of a sample from its items (as `exchange.md` has it)."""

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from domain.errors import RuleViolation
from domain.judgement.finding import Finding as Written
from domain.judgement.finding import Proposal, Verdict
from domain.judgement.judge import judge
from domain.testing.content import Tally
from domain.testing.findings import IMPORTED, Finding, FindingEntry, ItemVerdict, SampleVerdict
from domain.testing.standards import LimitSource

RISK_MONITORING = "风险监测"
UNDECIDED = ("不判定项", "未检验")
# Neither figures nor the engine can give these: a person does, and says why.
_WORDS: dict[Verdict, ItemVerdict] = {
    Verdict.QUALIFIED: "合格项",
    Verdict.UNQUALIFIED: "不合格项",
    Verdict.UNDECIDED: "不判定项",
}
_ENTRY_FIELDS = FindingEntry.__struct_fields__


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


class RiskNotUnqualified(RuleViolation):
    """Risk monitoring looks for problems; it does not find anybody unqualified."""

    code = "risk-not-unqualified"

    def __init__(self, item: str) -> None:
        super().__init__(f"风险监测的 {item} 不能判为不合格项，请判为问题项并跟踪处理", item=item)


class ComparisonOther(RuleViolation):
    """Limits of a standard are to be compared by another method than the standard's."""

    code = "comparison-other"

    def __init__(self, item: str, given: str, standard: str, asked: str) -> None:
        super().__init__(
            f"{item} 的限量取自 {standard}，该标准按{asked}判定，不能改用{given}，请更正或不填比较方法",
            item=item,
            given=given,
            standard=standard,
            asked=asked,
        )


def judged(
    entry: FindingEntry, task_kind: str, actor: str, *, revision: int = 0, source: LimitSource | None = None
) -> Finding:
    """The finding with the proposed verdict, and the given one or else the proposed.

    `source` is where limits were taken from that the entry itself does not have. Risk monitoring (风险监测) makes
    problems to follow up, never 不合格项. Raises `VerdictUnexplained`, `RiskNotUnqualified`, `ComparisonOther`.
    """
    _insist_on_method(entry, source)
    fields = {name: getattr(entry, name) for name in _ENTRY_FIELDS}
    if source is not None:
        fields |= source.filled(entry)
    proposal = _proposed(
        fields["result"] or "",
        fields["unit"] or "",
        fields["min_limit"] or "",
        fields["max_limit"] or "",
        fields["limit_unit"] or "",
        fields["detection_limit"] or "",
        fields["comparison"] or "",
    )
    proposed = _WORDS[proposal.verdict]
    explanation = proposal.reason
    if source is not None:
        explanation = f"{explanation}；{source.words}"
    if task_kind == RISK_MONITORING and proposal.verdict is Verdict.UNQUALIFIED:
        proposed, explanation = "问题项", f"{explanation}；风险监测只作问题项跟踪"
    verdict = entry.verdict or proposed
    if task_kind == RISK_MONITORING and verdict == "不合格项":
        raise RiskNotUnqualified(entry.item_name)
    if verdict != proposed and not entry.verdict_reason:
        raise VerdictUnexplained(entry.item_name, verdict, proposed, explanation)
    fields["verdict"] = verdict
    if source is not None and source.row is not None:
        fields |= {"standard": source.name, "judged_on": source.day, "judged_by": source.judged_by}
    return Finding(**fields, proposed=proposed, explanation=explanation, entered_by=actor, revision=revision)


def _insist_on_method(entry: FindingEntry, source: LimitSource | None) -> None:
    """GB/T 8170: full values are compared unless the standard itself asks for rounded ones."""
    if source is None or source.row is None or entry.comparison is None:
        return
    asked = source.row.comparison or "全数值比较法"
    if entry.comparison != asked:
        raise ComparisonOther(entry.item_name, entry.comparison, source.name, asked)


@lru_cache(maxsize=65_536)
def _proposed(*cells: str) -> Proposal:
    """A laboratory's results repeat themselves; judging is a pure function of the cells."""
    return judge(Written(*cells))


def sample_verdict(findings: Iterable[Finding]) -> SampleVerdict:
    """Any 不合格项 → 不合格; else any 问题项 → 问题; else any 合格项 → 合格; else 未判定."""
    given = {finding.verdict for finding in findings}
    if "不合格项" in given:
        return "不合格"
    if "问题项" in given:
        return "问题"
    return "合格" if "合格项" in given else "未判定"


def merged(
    known: Sequence[Finding], news: Iterable[Finding], withdrawn: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """Known findings with new ones added, those of the same item in place of the old, withdrawn ones gone."""
    by_item = {finding.item_name: finding for finding in known}
    for name in withdrawn:
        by_item.pop(name, None)
    by_item.update({finding.item_name: finding for finding in news})
    return tuple(by_item.values())


def tally_of(findings: Sequence[Finding]) -> Tally:
    """What these findings come to."""
    return Tally(
        items=len(findings),
        verdict=sample_verdict(findings),
        undecided=tuple(one.item_name for one in findings if one.verdict in UNDECIDED),
        entered_by=tuple(dict.fromkeys(one.entered_by for one in findings if one.entered_by != IMPORTED)),
        digest=digest_of(findings),
    )


def digest_of(findings: Sequence[Finding]) -> str:
    """SHA-256 of the findings as they are written, in whatever order, whoever entered them and when."""
    plain = [msgspec.structs.replace(one, revision=0, entered_by="") for one in findings]
    plain.sort(key=lambda one: one.item_name)
    return hashlib.sha256(msgspec.json.encode(plain)).hexdigest()
