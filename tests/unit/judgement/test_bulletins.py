"""Real bulletins: every unqualified item with a numeric limit and result is judged 不合格项.

The ones that are not are named here, each with why; nothing else may escape.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from domain.findings.words import squeezed, text
from domain.judgement.finding import Finding, Proposal, Verdict
from domain.judgement.judge import judge

REAL = Path(__file__).parents[4] / "shared" / "real"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the bulletins are not part of the repository")

# Why an item that authorities found unqualified is not judged so, and how many there are.
NOT_JUDGED = {
    "the exponent of the result is lost (`1.3×10`)": 12,
    "the exponents in the set are garbled (`×10⁴4`)": 1,
    "the exponent of M is lost, M does not exceed m": 5,
    "the sign of the limit is in the wrong place": 1,
    "the finding is about a label, not a number": 1,
    "the published result lies within the published limit": 1,
}


def _unqualified() -> dict[tuple[str, ...], dict[str, str]]:
    """Distinct unqualified entries that state a result and a limit."""
    found = {}
    for path in sorted(REAL.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if squeezed(row["判定"]) == "不合格" and text(row["检测结果"]) and text(row["限量值"]):
                    found[tuple(map(squeezed, row.values()))] = row
    return found


def _proposal(row: dict[str, str]) -> Proposal:
    return judge(Finding(row["检测结果"], row["单位"], max_limit=row["限量值"], limit_unit=row["单位"]))


def _why(row: dict[str, str], proposal: Proposal) -> str:
    result, limit = squeezed(row["检测结果"]), squeezed(row["限量值"])
    if proposal.verdict is Verdict.QUALIFIED:
        return "the published result lies within the published limit"
    if result.endswith("×10"):
        return "the exponent of the result is lost (`1.3×10`)"
    if "</sup>4" in result:
        return "the exponents in the set are garbled (`×10⁴4`)"
    if limit.endswith(("M=10", "M=10CFU/g")):
        return "the exponent of M is lost, M does not exceed m"
    if limit[:1].isdigit():
        return "the sign of the limit is in the wrong place"
    return "the finding is about a label, not a number"


def test_unqualified_items_are_judged_so_but_for_the_named_ones() -> None:
    entries = _unqualified().values()
    proposals = [(row, _proposal(row)) for row in entries]
    others = [(row, found) for row, found in proposals if found.verdict is not Verdict.UNQUALIFIED]
    assert Counter(_why(row, found) for row, found in others) == NOT_JUDGED
    assert len(entries) - len(others) >= 75
    assert all(found.reason for _, found in others)
