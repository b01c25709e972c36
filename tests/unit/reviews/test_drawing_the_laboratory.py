"""The re-inspection laboratory: by chance, never the first one, and anybody can draw again."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reviews.content import LaboratoryDraw
from domain.reviews.drawing import draw_laboratory, is_as_drawn
from domain.reviews.errors import LaboratoryLacking

CODES = st.lists(st.sampled_from([f"L{number:02d}" for number in range(9)]), max_size=9, unique=True)
NONCES = st.binary(min_size=32, max_size=32).map(bytes.hex)


@given(CODES, st.sampled_from([None, "L00", "L01"]), NONCES)
def test_the_first_laboratory_is_never_drawn_and_the_draw_can_be_repeated(
    listed: list[str], first: str | None, nonce: str
) -> None:
    if not set(listed) - {first}:
        with pytest.raises(LaboratoryLacking):
            draw_laboratory("S1-FJ20230330", first, listed, nonce)
        return
    draw = draw_laboratory("S1-FJ20230330", first, reversed(listed), nonce)
    assert draw.drawn in set(listed) - {first}
    assert draw == draw_laboratory("S1-FJ20230330", first, listed, nonce)
    assert is_as_drawn("S1-FJ20230330", draw)


def test_every_laboratory_is_about_as_likely() -> None:
    counted = Counter(
        draw_laboratory("S1", "L0", ["L1", "L2", "L3", "L4"], f"{number:064x}").drawn
        for number in range(4_000)
    )
    # Chi-square with three degrees of freedom: 16.27 is exceeded once in a thousand honest draws of this kind.
    assert sum((count - 1_000) ** 2 for count in counted.values()) / 1_000 < 16.27


def test_a_draw_that_was_tampered_with_does_not_repeat() -> None:
    draw = draw_laboratory("S1", None, ["L1", "L2"], "00" * 32)
    other = next(code for code in draw.candidates if code != draw.drawn)
    assert not is_as_drawn("S1", LaboratoryDraw(candidates=draw.candidates, nonce=draw.nonce, drawn=other))
