"""How many and how varied: lists that are often long, pools that are often narrow.

A world in which everything is drawn from everything seldom has two rows that meet; so each world draws a few words
of a pool and stays with them. Nothing about any table belongs here.
"""

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


def lists_of(rows: st.SearchStrategy[T], most: int, least: int = 0) -> st.SearchStrategy[list[T]]:
    """Lists of up to `most`, every second one at least half full; they shrink to `least`."""
    return st.one_of(
        st.lists(rows, min_size=least, max_size=most),
        st.lists(rows, min_size=max(least, most // 2), max_size=most),
    )


def a_few_of(draw: st.DrawFn, pool: Sequence[T], most: int = 3) -> st.SearchStrategy[T]:
    """A strategy for up to `most` drawn words of the pool, or for all of them."""
    chosen = draw(st.lists(st.sampled_from(pool), min_size=1, max_size=most))
    return st.sampled_from(draw(st.sampled_from([chosen, chosen, list(pool)])))
