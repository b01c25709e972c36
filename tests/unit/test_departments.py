"""Departments as a text of names and back, and who answers for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.departments import answers_for, departments_in, joined

NAMES = st.lists(st.sampled_from(["市教育局", "市发改委", "市食安办", "市政务办"]), unique=True)


@given(NAMES)
def test_departments_survive_being_joined(names: list[str]) -> None:
    assert list(departments_in(joined(names))) == names


@given(NAMES, NAMES)
def test_an_organisation_answers_for_what_one_of_its_departments_is_named_in(
    theirs: list[str], wanted: list[str]
) -> None:
    assert answers_for(joined(theirs), wanted) == any(one in wanted for one in theirs)


@pytest.mark.parametrize("theirs", [None, ""])
def test_an_organisation_without_departments_answers_for_none(theirs: str | None) -> None:
    assert departments_in(theirs) == ()
    assert not answers_for(theirs, ["市教育局"])
    assert not answers_for("市教育局分局", ["市教育局"])
