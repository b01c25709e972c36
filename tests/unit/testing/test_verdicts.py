"""The laboratory's verdicts: proposed by figures, given by people, added up to the sample's."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.testing.findings import Finding, FindingEntry
from domain.testing.verdicts import (
    RiskNotUnqualified,
    VerdictUnexplained,
    digest_of,
    judged,
    merged,
    sample_verdict,
    tally_of,
)

VERDICTS = ("合格项", "不合格项", "问题项", "不判定项", "未检验")
NAMES = st.sampled_from(("铅", "镉", "砷", "汞"))


def an_entry(result: str | None = "0.1", **values: object) -> FindingEntry:
    plain = {"item_name": "铅", "item_class": "重金属", "unit": "mg/kg", "max_limit": "0.5"}
    return FindingEntry(result=result, **plain | values)  # type: ignore[arg-type]


def a_finding(name: str, verdict: str) -> Finding:
    return judged(
        an_entry(None, item_name=name, verdict=verdict, verdict_reason="据原始记录"), "监督抽检", "甲"
    )


findings = st.lists(
    st.builds(a_finding, NAMES, st.sampled_from(VERDICTS)), max_size=4, unique_by=lambda one: one.item_name
)


@pytest.mark.parametrize(
    ("result", "proposed"),
    [
        ("0.5", "合格项"),
        ("0.51", "不合格项"),
        ("未检出", "合格项"),
        ("看不清", "不判定项"),
        (None, "不判定项"),
    ],
)
def test_the_proposed_verdict_is_taken_where_nobody_gives_another(result: str | None, proposed: str) -> None:
    found = judged(an_entry(result), "监督抽检", "甲")
    assert (found.verdict, found.proposed) == (proposed, proposed)
    assert found.explanation


@given(result=st.sampled_from(("0.1", "0.9", "未检出", None)), given_verdict=st.sampled_from(VERDICTS))
def test_a_verdict_that_differs_from_the_proposed_one_needs_a_reason(
    result: str | None, given_verdict: str
) -> None:
    proposed = judged(an_entry(result), "监督抽检", "甲").proposed
    entry = an_entry(result, verdict=given_verdict)
    if given_verdict == proposed:
        assert judged(entry, "监督抽检", "甲").verdict == proposed
    else:
        with pytest.raises(VerdictUnexplained):
            judged(entry, "监督抽检", "甲")
        explained = an_entry(result, verdict=given_verdict, verdict_reason="复测")
        assert judged(explained, "监督抽检", "甲").verdict == given_verdict


@given(
    result=st.sampled_from(("0.1", "0.9", "未检出")),
    given_verdict=st.sampled_from((*VERDICTS, None)),
)
def test_risk_monitoring_never_finds_anything_unqualified(result: str, given_verdict: str | None) -> None:
    entry = an_entry(result, verdict=given_verdict, verdict_reason="据原始记录")
    if given_verdict == "不合格项":
        with pytest.raises(RiskNotUnqualified):
            judged(entry, "风险监测", "甲")
    else:
        found = judged(entry, "风险监测", "甲")
        assert "不合格项" not in (found.verdict, found.proposed)


@given(findings)
def test_the_worst_item_decides_and_one_qualified_item_is_enough_otherwise(found: list[Finding]) -> None:
    given_verdicts = [one.verdict for one in found]
    expected = "未判定"
    for verdict, word in (("合格项", "合格"), ("问题项", "问题"), ("不合格项", "不合格")):
        if verdict in given_verdicts:
            expected = word
    assert sample_verdict(found) == expected == tally_of(found).verdict


@given(findings, findings, st.data())
def test_an_entry_replaces_its_items_and_leaves_the_others(
    known: list[Finding], news: list[Finding], data: st.DataObject
) -> None:
    now = merged(tuple(known), news)
    names = [one.item_name for one in now]
    assert len(set(names)) == len(names)
    assert {one.item_name for one in known} | {one.item_name for one in news} == set(names)
    assert all(one in now for one in news)
    assert digest_of(now) == digest_of(data.draw(st.permutations(now)))


@given(findings)
def test_the_digest_says_what_was_found_and_not_who_entered_it(found: list[Finding]) -> None:
    others = [msgspec.structs.replace(one, entered_by="乙", revision=7) for one in found]
    assert digest_of(others) == digest_of(found)
    if found:
        assert digest_of(found[1:]) != digest_of(found)
