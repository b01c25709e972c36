"""The sections of a disposal: which are missing, and quantities that can be."""

from datetime import date
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.disposals.content import Disposal, Penalty, ProductControl, Rectification, Sections
from domain.disposals.sections import (
    PenaltyEmpty,
    QuantityImpossible,
    RecallUnexplained,
    check_sections,
    missing_sections,
)

KILOGRAMS = st.integers(0, 60).map(Decimal)


@pytest.mark.parametrize(
    ("side", "missing"),
    [
        ("生产", ["产品控制", "原因排查", "立案处罚", "整改复查"]),
        ("经营", ["产品控制", "原因排查", "立案处罚"]),
    ],
)
def test_each_end_has_its_own_required_sections(side: str, missing: list[str]) -> None:
    bare = Disposal(sheet_no="S1", side="生产" if side == "生产" else "经营", area_code="320412")
    assert missing_sections(bare) == missing
    whole = Sections(
        control=control(1, 0, 1, 0, 0),
        causes="合成数据",
        penalty=Penalty(why_none="合成数据"),
        rectification=Rectification(
            measures="合成数据", rechecked_on=date(2023, 5, 8), recheck_result="合格"
        ),
    )
    done = Disposal(sheet_no="S1", side=bare.side, area_code="320412", sections=whole)
    assert missing_sections(done) == []


@pytest.mark.parametrize(
    ("rechecked_on", "result", "missing"),
    [
        (None, None, ["复查日期和复查结果"]),
        (date(2023, 5, 8), None, ["复查日期和复查结果"]),
        (None, "合格", ["复查日期和复查结果"]),
        (date(2023, 5, 8), "不合格", ["复查合格的结果"]),
    ],
)
def test_rectification_is_whole_once_a_re_check_found_it_put_right(
    rechecked_on: date | None, result: Literal["合格", "不合格"] | None, missing: list[str]
) -> None:
    sections = Sections(
        control=control(1, 0, 1, 0, 0),
        causes="合成数据",
        penalty=Penalty(why_none="合成数据"),
        rectification=Rectification(measures="合成数据", rechecked_on=rechecked_on, recheck_result=result),
    )
    factory = Disposal(sheet_no="S1", side="生产", area_code="320412", sections=sections)
    assert missing_sections(factory) == missing
    shop = Disposal(sheet_no="S1", side="经营", area_code="320412", sections=sections)
    assert missing_sections(shop) == [], "where it is not required it is not looked at"


def control(produced: int, sold: int, stock: int, sealed: int, recalled: int) -> ProductControl:
    amounts = (Decimal(amount) for amount in (produced, sold, stock, sealed, recalled))
    return ProductControl(
        **dict(zip(("produced_kg", "sold_kg", "stock_kg", "sealed_kg", "recalled_kg"), amounts, strict=True)),
        why_not_recalled="合成数据",
    )


@given(KILOGRAMS, KILOGRAMS, KILOGRAMS, KILOGRAMS, KILOGRAMS)
def test_quantities_that_cannot_be_are_refused_and_others_are_not(
    produced: Decimal, sold: Decimal, stock: Decimal, sealed: Decimal, recalled: Decimal
) -> None:
    possible = recalled <= sold and sold + stock <= produced and sealed <= stock + recalled
    sections = Sections(control=control(*map(int, (produced, sold, stock, sealed, recalled))))
    if possible:
        check_sections(sections)
    else:
        with pytest.raises(QuantityImpossible):
            check_sections(sections)


def test_food_that_was_sold_and_not_recalled_needs_a_word_why() -> None:
    silent = ProductControl(
        produced_kg=Decimal(2),
        sold_kg=Decimal(1),
        stock_kg=Decimal(1),
        sealed_kg=Decimal(0),
        recalled_kg=Decimal(0),
    )
    with pytest.raises(RecallUnexplained):
        check_sections(Sections(control=silent))


def test_a_penalty_names_a_clue_or_why_there_is_none() -> None:
    with pytest.raises(PenaltyEmpty):
        check_sections(Sections(penalty=Penalty()))
