"""Names of people given by hand: one person is one name."""

import pytest

from domain.access.actor import LONGEST_NAME, spelled


@pytest.mark.parametrize("name", ["编制甲", " 编制甲", "编制甲\u3000", "\t编制甲\n"])
def test_blanks_around_a_name_make_nobody_another_person(name: str) -> None:
    assert spelled(name) == "编制甲"


def test_blanks_inside_a_name_are_one() -> None:
    assert spelled("Anna   Berg") == "Anna Berg"


@pytest.mark.parametrize("name", ["", " \u3000", "编制甲\u200b", "编\x07制", "长" * (LONGEST_NAME + 1)])
def test_what_nobody_sees_is_no_name(name: str) -> None:
    assert spelled(name) is None
