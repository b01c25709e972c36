"""Who may be drawn, how many of them, and the refusal of quotas that cannot be met."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.draw.errors import DrawQuotaTooLarge, DrawStratumEmptied, DrawStratumMissing
from domain.draw.strata import Standing, make_pools, shares
from tests.factories.draws import a_draw, an_enterprise, parameters, three_strata


def standing_of(**fields: Any) -> Standing:
    roster = [an_enterprise(1, **fields), an_enterprise(2), an_enterprise(3)]
    return make_pools(parameters(a_draw(enterprises=roster))).standing[0]


@pytest.mark.parametrize(
    "fields, standing",
    [
        ({}, Standing.ELIGIBLE),
        ({"last_sampled_on": "2026-04-02"}, Standing.ELIGIBLE),  # 90 days before 2026-07-01
        ({"last_sampled_on": "2026-04-03"}, Standing.SAMPLED_RECENTLY),
        ({"last_sampled_on": "2026-07-01"}, Standing.SAMPLED_RECENTLY),
        ({"founded_on": "2026-07-01"}, Standing.ELIGIBLE),
        ({"founded_on": "2026-07-02"}, Standing.NOT_ACTIVE),
        ({"closed_on": "2026-07-01"}, Standing.NOT_ACTIVE),
        ({"closed_on": "2026-07-02"}, Standing.ELIGIBLE),
        ({"stage": "流通"}, Standing.NO_STRATUM),
    ],
)
def test_an_enterprise_may_be_drawn_when_active_and_not_sampled_within_the_days(
    fields: dict[str, Any], standing: Standing
) -> None:
    assert standing_of(**fields) is standing


def test_without_exclusion_days_nobody_is_excluded_for_having_been_sampled() -> None:
    roster = [an_enterprise(one, last_sampled_on="2026-07-01") for one in (1, 2)]
    pools = make_pools(parameters(a_draw(enterprises=roster, exclusion_days=0)))
    assert pools.eligible == ((0, 1),)


def test_without_attributes_the_whole_roster_is_one_stratum() -> None:
    drawn = make_pools(parameters(three_strata(stratify_by=[], strata=[{"values": {}, "quota": 5}])))
    assert len(drawn.eligible[0]) == 22


def test_weights_are_shared_out_by_largest_remainder() -> None:
    assert shares(10, [6, 3, 1]) == [6, 3, 1]
    assert shares(10, [1, 1, 1]) == [4, 3, 3]  # equal remainders: the earlier stratum's wins
    assert shares(7, [2, 3, 5]) == [1, 2, 4]  # 1.4, 2.1, 3.5
    assert shares(1, [1, 1]) == [1, 0]


@given(st.integers(1, 5_000), st.lists(st.integers(1, 1_000_000), min_size=1, max_size=30))
def test_shares_add_up_and_stay_within_one_of_the_exact_share(total: int, weights: list[int]) -> None:
    found = shares(total, weights)
    assert sum(found) == total
    assert all(
        abs(share * sum(weights) - total * weight) < sum(weights)
        for share, weight in zip(found, weights, strict=True)
    )


def test_weights_give_the_quotas_of_a_draw() -> None:
    strata = [
        {"values": {"stage": stage, "risk_grade": grade}, "weight": weight}
        for stage, grade, weight in (("流通", "A", 5), ("流通", "B", 3), ("生产", None, 2))
    ]
    assert make_pools(parameters(three_strata(total=8, strata=strata))).quotas == (4, 2, 2)


def test_a_stratum_nobody_belongs_to_is_refused() -> None:
    strata = [{"values": {"stage": "流通"}, "quota": 1}]
    with pytest.raises(DrawStratumMissing, match="环节 流通") as refused:
        make_pools(parameters(a_draw(strata=strata)))
    assert refused.value.code == "draw-stratum-missing"


def test_a_stratum_emptied_by_exclusion_is_refused_with_what_excluded_it() -> None:
    roster = [
        an_enterprise(1, last_sampled_on="2026-06-30"),
        an_enterprise(2, last_sampled_on="2026-06-30"),
        an_enterprise(3, closed_on="2026-01-01"),
    ]
    with pytest.raises(DrawStratumEmptied, match="近期已抽样 2 家，未成立或已退出 1 家"):
        make_pools(parameters(a_draw(enterprises=roster)))


def test_a_quota_larger_than_what_is_left_is_refused_with_both_numbers() -> None:
    strata = [{"values": {"stage": "餐饮"}, "quota": 6}]
    with pytest.raises(DrawQuotaTooLarge) as refused:
        make_pools(parameters(a_draw(strata=strata)))
    assert refused.value.details == {"stratum": "环节 餐饮", "quota": 6, "eligible": 5}
