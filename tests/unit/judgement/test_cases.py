"""The table of findings and limits in `cases.csv`, each with its verdict and words of its reason."""

import csv
from pathlib import Path

import pytest

from domain.judgement.finding import Finding
from domain.judgement.judge import judge

TABLE = Path(__file__).with_name("cases.csv")


def _cases() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


CASES = _cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["说明"])
def test_finding_is_judged_as_the_rules_say(case: dict[str, str]) -> None:
    proposal = judge(
        Finding(
            case["检验结果"],
            case["结果单位"],
            case["最小允许限"],
            case["最大允许限"],
            case["限量单位"],
            case["检出限"],
            case["比较方法"],
        )
    )
    assert proposal.verdict.value == case["结果判定"], proposal.reason
    assert case["理由含"] in proposal.reason


def test_table_covers_all_verdicts_and_names_each_case_once() -> None:
    assert len(CASES) >= 150
    assert len({case["说明"] for case in CASES}) == len(CASES)
    assert all(None not in case and None not in case.values() for case in CASES)
    for verdict in ("合格项", "不合格项", "不判定项"):
        assert sum(case["结果判定"] == verdict for case in CASES) >= 30
