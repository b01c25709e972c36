from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.findings.limits import Limit, LimitKind, read_limit


@pytest.mark.parametrize(
    "cell, limit",
    [
        ("≤100μg/kg", Limit(LimitKind.AT_MOST, high=Decimal(100), unit="μg/kg")),
        ("<=5mg/kg", Limit(LimitKind.AT_MOST, high=Decimal(5), unit="mg/kg")),
        ("＜0.5g/kg", Limit(LimitKind.BELOW, high=Decimal("0.5"), unit="g/kg")),
        ("≥0.8g/100g", Limit(LimitKind.AT_LEAST, low=Decimal("0.8"), unit="g/100g")),
        ("不大于0.5g/kg", Limit(LimitKind.AT_MOST, high=Decimal("0.5"), unit="g/kg")),
        ("小于0.5g/kg", Limit(LimitKind.BELOW, high=Decimal("0.5"), unit="g/kg")),
        ("小于或等于0.5g/kg", Limit(LimitKind.AT_MOST, high=Decimal("0.5"), unit="g/kg")),
        ("≤0.5毫克/千克（以Pb计）", Limit(LimitKind.AT_MOST, high=Decimal("0.5"), unit="mg/kg")),
        ("不得检出/25g", Limit(LimitKind.ABSENT, unit="/25g")),
        ("阴性", Limit(LimitKind.ABSENT)),
        ("符合要求", Limit(LimitKind.STANDARD)),
        ("不得低于5%", Limit(LimitKind.AT_LEAST, low=Decimal(5), unit="%")),
        ("200mg/kg", Limit(LimitKind.STATED, high=Decimal(200), unit="mg/kg")),
        ("7.5×10⁴CFU/g", Limit(LimitKind.STATED, high=Decimal(75000), unit="CFU/g")),
        ("5.0～8.0%", Limit(LimitKind.RANGE, Decimal("5.0"), Decimal("8.0"), "%")),
        ("不得检出", Limit(LimitKind.ABSENT)),
        ("不得检出(μg/kg)", Limit(LimitKind.ABSENT, unit="μg/kg")),
        ("不得使用", Limit(LimitKind.BANNED)),
        ("不得添加g/kg", Limit(LimitKind.BANNED, unit="g/kg")),
        ("符合GB 29924规定要求", Limit(LimitKind.STANDARD)),
    ],
)
def test_limit_is_read(cell: str, limit: Limit) -> None:
    assert read_limit(cell) == limit


@pytest.mark.parametrize(
    "cell",
    [
        "n=5,c=2,m=10²CFU/g,M=10³CFU/g",
        "n=5,c=2,m=10²CFU/g,\nM=10³CFU/g",
        "n=5，c=2，m=100，M=1000CFU/g",
        "n=5 c=2 m=100 M=1000CFU/g",
        "n=5,c=2,m=10<sup>2</sup>,M=10<sup>3</sup>（单位：CFU/g）",
    ],
)
def test_three_class_plan_is_read_in_every_notation(cell: str) -> None:
    assert read_limit(cell) == Limit(LimitKind.PLAN, Decimal(100), Decimal(1000), "CFU/g", n=5, c=2)


def test_two_class_plan_allows_none_in_25_g() -> None:
    assert read_limit("n=5,c=0,m=0/25g") == Limit(LimitKind.PLAN, Decimal(0), None, "/25g", n=5, c=0)


def test_two_class_plan_with_a_tolerance_is_read_where_it_cannot_be_a_lost_end() -> None:
    plan = Limit(LimitKind.PLAN, Decimal(100), None, "CFU/g", n=5, c=1)
    assert read_limit("n=5,c=1,m=100CFU/g") is None
    assert read_limit("n=5,c=1,m=100CFU/g", two_class_tolerance=True) == plan
    assert read_limit("n=5,c=1,m=100CFU/g,M=—") == plan


@pytest.mark.parametrize(
    "cell",
    [
        "n=5,c=2,m=10",  # tolerates two above m, but up to what?
        "n=5,c=2,m=10CFU/g,M=10",  # M = m: the exponent is lost
        "n=5,c=2,m=2.5×10",
        "n=5,c=2",
        "n=5,c=5,m=10,M=100",
        "n=5,n=5,c=2,m=10,M=100",
        "n=5,c=2,m=10CFU/g,M=100CFU/mL",
    ],
)
def test_cut_off_or_contradictory_plan_is_not_read(cell: str) -> None:
    assert read_limit(cell) is None


@pytest.mark.parametrize("cell", ["200≤mg/kg", "8~5%", "见标准", "≤", "≤适量", ""])
def test_limit_that_could_be_meant_in_two_ways_is_not_read(cell: str) -> None:
    assert read_limit(cell) is None


def test_unit_column_serves_limits_without_unit_only() -> None:
    assert read_limit("≤5", "mg/kg") == Limit(LimitKind.AT_MOST, high=Decimal(5), unit="mg/kg")
    assert read_limit("≤5g/kg", "mg/kg") == Limit(LimitKind.AT_MOST, high=Decimal(5), unit="g/kg")


@given(
    st.text(alphabet="0123456789.,，;；=≤≥<>ncmM×^{}⁴~-/%gkCFU单位：:()不得检出 \n", max_size=80),
    st.text(max_size=8),
)
def test_any_cell_is_read_or_left_alone(cell: str, unit: str) -> None:
    found = read_limit(cell, unit)
    if found is not None and found.low is not None and found.high is not None:
        assert found.low <= found.high
