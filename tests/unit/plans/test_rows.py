"""Rows of a sampling plan: their numbers, what may not stand twice, what an amendment changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.plans.content import ItemSet, PlannedItem, PlanRow, RowForm
from domain.plans.rows import (
    ItemSetUnknown,
    PlanRowRepeated,
    PlanRowUnknown,
    differences,
    merged,
    numbered,
    plan_numbers_of,
)

CATEGORIES = ("糕点", "乳制品", "酒类", "饮料", "蔬菜制品")


def a_row(
    category: str = "糕点", batches: int = 10, *, row_no: str | None = None, item_set: str | None = None
) -> RowForm:
    return RowForm(
        row_no=row_no,
        kind="监督抽检",
        level="县抽",
        area_code="320412",
        category=category,
        batches=batches,
        item_set=item_set,
    )


def first_edition(*rows: RowForm) -> tuple[PlanRow, ...]:
    return numbered("JH1", rows or (a_row(), a_row("酒类", 5)), (), ())


def test_rows_are_numbered_after_their_plan() -> None:
    assert [row.row_no for row in first_edition()] == ["JH1-001", "JH1-002"]


def test_a_row_that_is_left_out_stays_withdrawn_with_nothing_planned() -> None:
    rows = numbered("JH1", [a_row(row_no="JH1-001")], first_edition(), ())
    assert [(row.row_no, row.batches, row.withdrawn) for row in rows] == [
        ("JH1-001", 10, False),
        ("JH1-002", 0, True),
    ]


def test_a_number_is_never_given_twice_even_after_its_row_was_withdrawn() -> None:
    second = numbered("JH1", [a_row(row_no="JH1-001")], first_edition(), ())
    third = numbered("JH1", [a_row(row_no="JH1-001"), a_row("饮料")], second, ())
    assert [row.row_no for row in third] == ["JH1-001", "JH1-003", "JH1-002"]


def test_two_rows_that_plan_the_same_are_refused() -> None:
    with pytest.raises(PlanRowRepeated):
        first_edition(a_row(), a_row(batches=3))


def test_a_row_number_that_the_plan_does_not_have_is_refused() -> None:
    with pytest.raises(PlanRowUnknown):
        numbered("JH1", [a_row(row_no="JH2-001")], first_edition(), ())


def test_a_row_names_an_item_set_of_its_plan() -> None:
    sets = (ItemSet(name="常规", items=(PlannedItem(item_name="铅"),)),)
    assert numbered("JH1", [a_row(item_set="常规")], (), sets)[0].item_set == "常规"
    with pytest.raises(ItemSetUnknown):
        numbered("JH1", [a_row(item_set="专项")], (), sets)


def test_differences_name_what_became_of_each_row() -> None:
    before = first_edition()
    after = numbered("JH1", [a_row(batches=12, row_no="JH1-001"), a_row("饮料")], before, ())
    assert [(one.row_no, one.change) for one in differences(before, after)] == [
        ("JH1-001", "调整"),
        ("JH1-002", "撤下"),
        ("JH1-003", "新增"),
    ]
    back = numbered("JH1", [a_row("酒类", 5, row_no="JH1-002"), a_row(row_no="JH1-001")], after, ())
    assert ("JH1-002", "恢复") in [(one.row_no, one.change) for one in differences(after, back)]


def test_a_file_changes_one_row_and_keeps_its_item_set() -> None:
    sets = (ItemSet(name="常规", items=(PlannedItem(item_name="铅"),)),)
    rows = numbered("JH1", [a_row(item_set="常规"), a_row("酒类")], (), sets)
    told = PlanRow(
        row_no="JH1-001", kind="监督抽检", level="县抽", area_code="320412", category="糕点", batches=30
    )
    changed = merged(rows, told)
    assert changed is not None
    assert [(row.batches, row.item_set) for row in changed] == [(30, "常规"), (10, None)]
    assert merged(rows[1:], told) is None


def test_a_row_may_belong_to_the_plan_before_its_last_hyphen_or_be_one_itself() -> None:
    assert plan_numbers_of("JH-2023-001") == ("JH-2023-001", "JH-2023")
    assert plan_numbers_of("JH1") == ("JH1",)
    assert plan_numbers_of("JH-1") == ("JH-1",)


@given(st.lists(st.lists(st.sampled_from(CATEGORIES), unique=True), min_size=1, max_size=6))
def test_no_amendment_loses_a_row_or_gives_a_number_twice(editions: list[list[str]]) -> None:
    rows: tuple[PlanRow, ...] = ()
    for wanted in editions:
        own = {row.category: row.row_no for row in rows}
        after = numbered("JH1", [a_row(category, row_no=own.get(category)) for category in wanted], rows, ())
        numbers = [row.row_no for row in after]
        assert len(set(numbers)) == len(numbers)
        assert {row.row_no for row in rows} <= set(numbers)
        assert {row.category for row in after if not row.withdrawn} == set(wanted)
        rows = after
