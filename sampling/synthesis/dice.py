"""Chance that falls the same on every machine, and exact shares.

Only `random.Random.random` is used underneath: it is the one method whose sequence Python promises to keep.
Every table draws from a stream of its own, so a change to one does not shift the others.
"""

import hashlib
import random
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Dice:
    """A named stream of chance."""

    def __init__(self, seed: int, name: str) -> None:
        digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
        self._next = random.Random(int.from_bytes(digest[:16], "big")).random

    def below(self, n: int) -> int:
        """A whole number in 0 … n-1; `n` must be positive."""
        return int(self._next() * n)

    def between(self, low: int, high: int) -> int:
        """A whole number in low … high, both included."""
        return low + self.below(high - low + 1)

    def chance(self, per_ten_thousand: int) -> bool:
        """Whether something that happens so many times in ten thousand happens now."""
        return self.below(10_000) < per_ten_thousand

    def pick(self, things: Sequence[T]) -> T:
        """One of the things, each as likely as the others."""
        return things[self.below(len(things))]

    def day(self, first: date, last: date) -> date:
        """A day between the two, both included."""
        return first + timedelta(days=self.between(0, max((last - first).days, 0)))


class Weighted(Generic[T]):
    """Things with whole-number weights, to be picked from many times."""

    def __init__(self, things: Sequence[T], weights: Sequence[int]) -> None:
        self._things = things
        self._steps = list(accumulate(weights))

    def pick(self, dice: Dice) -> T:
        """One of the things, as likely as its weight says."""
        return self._things[bisect_right(self._steps, dice.below(self._steps[-1]))]


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """Whole shares that add up to `total`, by largest remainder; equal remainders favour the earlier share."""
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    shares = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    largest = sorted(range(len(weights)), key=lambda i: (-remainders[i], i))
    for position in largest[: total - sum(shares)]:
        shares[position] += 1
    return shares
