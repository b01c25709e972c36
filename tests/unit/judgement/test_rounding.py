"""Edges of rounding, under both methods of GB/T 8170: `rounding.csv` says what a result is rounded to and the verdicts.

Rounded once, to the last digit of the limit, a lone five to the even digit. The table was worked out by hand.
"""

import csv
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.judgement.finding import Finding, Verdict
from domain.judgement.judge import judge

TABLE = Path(__file__).with_name("rounding.csv")
METHODS = ("修约值比较法", "全数值比较法")


def _cases() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


CASES = _cases()


def _finding(case: dict[str, str], method: str) -> Finding:
    limits = (case["最小允许限"], case["最大允许限"], case["限量单位"])
    return Finding(case["检验结果"], case["结果单位"], *limits, comparison=method)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["说明"])
def test_an_edge_is_judged_as_its_method_says(case: dict[str, str], method: str) -> None:
    proposal = judge(_finding(case, method))
    assert proposal.verdict.value == case[method], proposal.reason
    if method == METHODS[0]:
        assert f"修约为 {case['修约为']}" in proposal.reason
    else:
        assert "修约" not in proposal.reason


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["说明"])
def test_the_full_value_counts_where_nobody_asks_for_rounding(case: dict[str, str]) -> None:
    assert judge(_finding(case, "")) == judge(_finding(case, METHODS[1]))


def test_the_table_tells_the_methods_apart_both_ways() -> None:
    assert len({case["说明"] for case in CASES}) == len(CASES) >= 30
    told = {(case[METHODS[0]], case[METHODS[1]]) for case in CASES}
    assert {("合格项", "不合格项"), ("不合格项", "合格项")} <= told


@given(value=st.decimals(0, 1000, places=5), limit=st.integers(0, 3), cents=st.integers(1, 99_999))
def test_any_result_is_rounded_once_and_half_to_even(value: Decimal, limit: int, cents: int) -> None:
    most = Decimal(cents).scaleb(-limit)
    proposal = judge(Finding(f"{value:f}", "mg/kg", "", f"{most:f}", "mg/kg", comparison=METHODS[0]))
    kept = value.quantize(most, rounding=ROUND_HALF_EVEN)
    assert proposal.verdict is (Verdict.QUALIFIED if kept <= most else Verdict.UNQUALIFIED)
