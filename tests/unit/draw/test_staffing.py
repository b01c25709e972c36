"""Two inspectors each: found whenever there is a way, at random, never against a recusal or the cap."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.draw.assurance import Assurance, Pool, failing_sample
from domain.draw.staffing import Shortage, assign, places
from domain.draw.stream import Stream


@st.composite
def offices(draw: st.DrawFn) -> tuple[list[frozenset[int]], int, int]:
    """Enterprises' recusals, the number of inspectors, and the cap; about half of them cannot be staffed."""
    inspectors = draw(st.integers(2, 5))
    sets = st.frozensets(st.integers(0, inspectors - 1), max_size=inspectors)
    return draw(st.lists(sets, min_size=1, max_size=6)), inspectors, draw(st.integers(1, 3))


def can_be_staffed(recusals: list[frozenset[int]], inspectors: int, cap: int) -> bool:
    """By trying every pair for every enterprise in turn."""

    def go(at: int, loads: tuple[int, ...]) -> bool:
        if at == len(recusals):
            return True
        able = [one for one in range(inspectors) if one not in recusals[at] and loads[one] < cap]
        return any(
            go(at + 1, tuple(load + (one in pair) for one, load in enumerate(loads)))
            for pair in combinations(able, 2)
        )

    return go(0, (0,) * inspectors)


@settings(max_examples=600, deadline=None)
@given(offices(), st.binary(min_size=4, max_size=4))
def test_an_assignment_is_found_exactly_when_there_is_one(
    office: tuple[list[frozenset[int]], int, int], seed: bytes
) -> None:
    recusals, inspectors, cap = office
    found = assign(Stream(seed), recusals, inspectors, cap)
    assert isinstance(found, Shortage) != can_be_staffed(*office)
    if isinstance(found, Shortage):
        blocked = [recusals[at] for at in found.enterprises]
        assert places(blocked, inspectors, cap) < 2 * len(blocked)
        return
    assert all(
        len(set(pair)) == 2 and not recused & set(pair) for pair, recused in zip(found, recusals, strict=True)
    )
    assert max(Counter(one for pair in found for one in pair).values()) <= cap


@pytest.mark.parametrize("inspectors, enterprises, cap", [(12, 30, 5), (40, 100, 5)])
def test_recusal_is_never_violated_where_every_task_is_needed(
    inspectors: int, enterprises: int, cap: int
) -> None:
    """No room to spare: random pairs alone would nearly always end in a corner."""
    recusals = [frozenset({at % inspectors, (at * 7 + 3) % inspectors}) for at in range(enterprises)]
    for number in range(50):
        found = assign(Stream(bytes([number])), recusals, inspectors, cap)
        assert not isinstance(found, Shortage)
        assert all(not recused & set(pair) for pair, recused in zip(found, recusals, strict=True))
        assert set(Counter(one for pair in found for one in pair).values()) == {cap}


def test_of_three_inspectors_every_pair_is_as_likely() -> None:
    pairs = Counter(
        tuple(assign(Stream(number.to_bytes(2, "big")), [frozenset()], 3, 1)) for number in range(6_000)
    )
    assert len(pairs) == 3
    assert all(abs(count - 2_000) < 150 for count in pairs.values())  # four standard deviations


def test_inspectors_of_the_same_recusals_have_the_same_chance_where_tasks_must_move() -> None:
    """Enterprises 0 and 1 take inspectors 0-3 alone, and the cap leaves no room: tasks move in most draws."""
    narrow = frozenset(range(4, 8))
    together: Counter[tuple[int, int]] = Counter()
    for number in range(4_000):
        found = assign(Stream(number.to_bytes(2, "big")), [narrow, narrow, frozenset(), frozenset()], 8, 1)
        assert not isinstance(found, Shortage)
        together.update((at, one) for at, pair in enumerate(found) for one in pair)
    for at, able in ((0, range(4)), (1, range(4)), (2, range(4, 8)), (3, range(4, 8))):
        assert all(abs(together[at, one] - 2_000) < 130 for one in able)


@st.composite
def strata(draw: st.DrawFn) -> tuple[list[Pool], int, int]:
    """One or two strata with quotas that they can meet."""
    inspectors = draw(st.integers(2, 5))
    sets = st.frozensets(st.integers(0, inspectors - 1), max_size=3)
    members = draw(st.lists(st.lists(sets, min_size=1, max_size=4), min_size=1, max_size=2))
    pools = [Pool(draw(st.integers(0, len(one))), tuple(one)) for one in members]
    return pools, inspectors, draw(st.integers(1, 4))


def samples(pools: list[Pool]) -> list[list[tuple[int, int]]]:
    found: list[list[tuple[int, int]]] = [[]]
    for at, pool in enumerate(pools):
        choices = list(combinations([(at, one) for one in range(len(pool.recusals))], pool.quota))
        found = [[*sample, *choice] for sample in found for choice in choices]
    return found


@settings(max_examples=400, deadline=None)
@given(strata())
def test_a_failing_sample_is_found_exactly_when_one_can_be_drawn(case: tuple[list[Pool], int, int]) -> None:
    pools, inspectors, cap = case

    def works(sample: list[tuple[int, int]]) -> bool:
        return can_be_staffed([pools[at].recusals[one] for at, one in sample], inspectors, cap)

    found = failing_sample(pools, inspectors, cap)
    assert (found is Assurance.GUARANTEED) == all(works(sample) for sample in samples(pools))
    if not isinstance(found, Assurance):
        assert not works(found)
        assert any(set(found) <= set(sample) for sample in samples(pools))


def test_recusals_without_any_order_leave_the_question_open() -> None:
    tangled = tuple(frozenset((at * step) % 41 for step in range(1, 31)) for at in range(1, 41))
    assert failing_sample([Pool(40, tangled)], 41, 2) is Assurance.OPEN
