"""Chance and shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling.synthesis.dice import Dice, Weighted, share_out


@given(st.integers(0, 10_000), st.lists(st.integers(0, 500), min_size=1, max_size=40))
def test_shares_add_up_and_differ_from_the_exact_share_by_less_than_one(
    total: int, weights: list[int]
) -> None:
    shares = share_out(total, weights)
    whole = sum(weights)
    assert sum(shares) == (total if whole else 0)
    if whole:
        assert all(
            abs(share * whole - total * weight) < whole for share, weight in zip(shares, weights, strict=True)
        )


def test_a_stream_is_known_by_its_seed_and_name() -> None:
    def draw(seed: int, name: str) -> list[int]:
        dice = Dice(seed, name)
        return [dice.below(1000) for _ in range(5)]

    assert draw(1, "sampling") == [236, 631, 305, 23, 969]
    assert draw(1, "sampling") != draw(2, "sampling")
    assert draw(1, "sampling") != draw(1, "cases")


@pytest.mark.parametrize("weights", [[1, 0, 0], [0, 0, 3]])
def test_what_has_no_weight_is_never_picked(weights: list[int]) -> None:
    dice, wheel = Dice(1, "wheel"), Weighted("abc", weights)
    picked = {wheel.pick(dice) for _ in range(200)}
    assert picked == {"abc"[weights.index(max(weights))]}
