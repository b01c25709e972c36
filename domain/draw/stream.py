"""Chance as a pure function of a seed: SHA-256 in counter mode, and unbiased choices from it.

What is chosen from is decided elsewhere. The construction is part of the protocol `shian-draw-1`: any change gives
other draws and needs another protocol name. No floats, and never the library `random`.
"""

import hashlib
import hmac
from collections.abc import Sequence

_WORD = 1 << 64
_BLOCK_WORDS = 4


def derive(key: bytes, label: str, content: bytes = b"") -> bytes:
    """A key for one purpose: HMAC-SHA-256 over the label, a zero byte and the content."""
    return hmac.digest(key, label.encode() + b"\0" + content, "sha256")


class Stream:
    """Words of 64 bits: SHA-256(seed, counter), counter 0, 1, … in eight bytes, each digest cut into four words.

    Counters and words are big-endian.
    """

    __slots__ = ("_counter", "_seed", "_words")

    def __init__(self, seed: bytes) -> None:
        self._seed = hashlib.sha256(seed)
        self._counter = 0
        self._words: list[int] = []

    def word(self) -> int:
        """The next 64 bits as a whole number."""
        if not self._words:
            block = self._seed.copy()
            block.update(self._counter.to_bytes(8, "big"))
            self._counter += 1
            digest = block.digest()
            self._words = [
                int.from_bytes(digest[at : at + 8], "big") for at in range((_BLOCK_WORDS - 1) * 8, -1, -8)
            ]
        return self._words.pop()

    def below(self, n: int) -> int:
        """A whole number in 0 … n-1, each exactly as likely; `n` in 1 … 2**64.

        Words at or above the largest multiple of `n` are thrown away, which is what keeps the remainder unbiased.
        """
        if not 1 <= n <= _WORD:
            raise ValueError(f"cannot choose below {n}")
        limit = _WORD - _WORD % n
        while (word := self.word()) >= limit:
            pass
        return word % n

    def choose(self, things: Sequence[int], count: int) -> list[int]:
        """`count` of the things in the order drawn, every such order as likely (Fisher-Yates, cut short)."""
        moved: dict[int, int] = {}
        chosen = []
        for at in range(count):
            pick = at + self.below(len(things) - at)
            chosen.append(things[moved.get(pick, pick)])
            moved[pick] = moved.get(at, at)
        return chosen

    def shuffled(self, things: Sequence[int]) -> list[int]:
        """All the things in random order."""
        return self.choose(things, len(things))
