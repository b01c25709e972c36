"""The stream of chance: golden vectors anybody can compute with a hash tool, and choices without bias."""

import hashlib
import hmac
from collections import Counter
from itertools import permutations

import pytest

from domain.draw.stream import Stream, derive

SEED = bytes(range(32))
# `printf '<the seed and eight bytes of counter>' | sha256sum`, cut into four.
GOLDEN = [
    "a9d6e500293a88bd",
    "38cbe213d07ab71f",
    "8cb2258552072a01",
    "bdf1c40be527f4d0",
    "6061c4386d7a1788",
    "ba52e2e8b2ee6fe6",
    "137644ec75a70bf7",
    "042cfd67a1e57bd3",
]


def test_words_are_the_digests_of_seed_and_counter() -> None:
    stream = Stream(SEED)
    assert [f"{stream.word():016x}" for _ in range(8)] == GOLDEN


def test_choices_take_the_remainder_of_one_word_each() -> None:
    stream = Stream(SEED)
    assert [stream.below(n) for n in (1, 2, 10, 1_000)] == [
        int(word, 16) % n for word, n in zip(GOLDEN, (1, 2, 10, 1_000), strict=False)
    ]


def test_words_beyond_the_last_whole_multiple_are_thrown_away() -> None:
    n = 2**63 + 1  # all words from n on would make the low remainders twice as likely
    kept = [int(word, 16) for word in GOLDEN if int(word, 16) < n]
    assert 0 < len(kept) < len(GOLDEN)
    stream = Stream(SEED)
    assert [stream.below(n) for _ in kept] == kept


@pytest.mark.parametrize("n", [0, -1, 2**64 + 1])
def test_there_is_no_choice_below_nothing(n: int) -> None:
    with pytest.raises(ValueError, match="cannot choose"):
        Stream(SEED).below(n)


def test_every_ordered_choice_is_reached_by_its_own_words() -> None:
    """With two of four, each pair of remainders (mod 4, mod 3) gives one ordered pair: twelve in all."""
    counts = Counter(tuple(Stream(bytes([a, b])).choose("wxyz", 2)) for a in range(100) for b in range(100))
    assert set(counts) == set(permutations("wxyz", 2))
    expected = 10_000 / 12
    statistic = sum((count - expected) ** 2 / expected for count in counts.values())
    assert statistic < 31.3  # chi-square with 11 degrees of freedom, 0.1 %


def test_choosing_all_is_a_shuffle_and_choosing_none_uses_nothing_up() -> None:
    stream = Stream(SEED)
    assert stream.choose((), 0) == []
    assert sorted(stream.shuffled(range(50))) == list(range(50))
    assert stream.shuffled(range(50)) != list(range(50))


def test_keys_for_different_purposes_differ() -> None:
    assert derive(SEED, "a", b"b") == hmac.new(SEED, b"a\0b", hashlib.sha256).digest()
    assert len({derive(SEED, "a", b"b"), derive(SEED, "ab"), derive(SEED, "a"), derive(b"", "a")}) == 4
