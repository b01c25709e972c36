"""Checklists: what answers propose, and what makes them incomplete."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.supervision.checklists import (
    MANY,
    AnswersIncomplete,
    Checklist,
    proposed_result,
    shipped_checklists,
)
from domain.supervision.content import Answer

LISTS = list(shipped_checklists().values())


def answers(checklist: Checklist, negative: set[str]) -> list[Answer]:
    return [
        Answer(
            point=point.code,
            answer="否" if point.code in negative else "是",
            note="合成数据" if point.code in negative else None,
        )
        for point in checklist.points
    ]


@given(st.sampled_from(LISTS), st.data())
def test_a_key_point_or_three_points_make_the_result_negative(
    checklist: Checklist, data: st.DataObject
) -> None:
    codes = [point.code for point in checklist.points]
    negative = set(data.draw(st.lists(st.sampled_from(codes), unique=True)))
    key = any(point.key and point.code in negative for point in checklist.points)
    expected = "不符合" if key or len(negative) >= MANY else "基本符合" if negative else "符合"
    assert proposed_result(checklist, answers(checklist, negative)) == expected


@pytest.mark.parametrize("checklist", LISTS, ids=lambda one: one.code)
def test_every_point_is_answered_once_and_every_no_is_explained(checklist: Checklist) -> None:
    given = answers(checklist, set())
    for broken in (given[1:], [*given, given[0]], [*given, Answer(point="99", answer="是")]):
        with pytest.raises(AnswersIncomplete):
            proposed_result(checklist, broken)
    with pytest.raises(AnswersIncomplete):
        proposed_result(checklist, [Answer(point=given[0].point, answer="否"), *given[1:]])
