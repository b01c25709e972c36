"""The check character of unified social credit codes, GB 32100-2015."""

import pytest

from domain.credit_code import ALPHABET, check_character, is_valid


def test_the_example_of_the_standard_is_valid() -> None:
    assert is_valid("91350100M000100Y43")
    assert check_character("91350100M000100Y4") == "3"


@pytest.mark.parametrize("position", range(18))
def test_any_other_character_in_any_place_is_noticed(position: int) -> None:
    code = "91350100M000100Y43"
    for other in set(ALPHABET) - {code[position]}:
        assert not is_valid(code[:position] + other + code[position + 1 :])


@pytest.mark.parametrize(
    "code", ["", "91350100M000100Y4", "91350100M000100Y433", "91350100M000100Y4i", "9135O100M000100Y43"]
)
def test_codes_of_another_length_or_with_letters_outside_the_alphabet_are_invalid(code: str) -> None:
    assert not is_valid(code)
