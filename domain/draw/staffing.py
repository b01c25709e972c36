"""Two inspectors at random for each drawn enterprise: never one who is recused, never more tasks than the cap.

A pair is found whenever there is one: where the free inspectors do not suffice, tasks move along an augmenting path
of the flow enterprise - inspector, and where there is none, the enterprises that the search reached are the cut that
proves it. Enterprises and inspectors are numbers here, in the order of the draw and of the roster.
"""

from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from domain.draw.parameters import INSPECTORS_EACH
from domain.draw.stream import Stream

Recusals = Sequence[frozenset[int]]
"""For each enterprise, the inspectors who must not go there."""

NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Shortage:
    """These enterprises need two inspectors each and cannot all have them."""

    enterprises: tuple[int, ...]


def assign(stream: Stream, recusals: Recusals, inspectors: int, cap: int) -> list[tuple[int, ...]] | Shortage:
    """The inspectors of each enterprise, in their roster's order, or the enterprises that cannot all be served.

    Enterprises take their turns in random order. Each takes a random pair of the inspectors who are free and not
    recused; what it lacks comes by the shortest of augmenting paths, inspectors tried in random order. So inspectors
    with the same recusals have the same chance, though not every possible assignment as a whole has.
    """
    work = _Work(recusals, inspectors, cap)
    for enterprise in stream.shuffled(range(len(recusals))):
        able = work.able(enterprise)
        for inspector in stream.choose(able, min(INSPECTORS_EACH, len(able))):
            work.give(enterprise, inspector)
        while len(work.staff[enterprise]) < INSPECTORS_EACH:
            shortage = work.augment(enterprise, stream.shuffled(range(inspectors)))
            if shortage is not None:
                return shortage
    return [tuple(sorted(staff)) for staff in work.staff]


def places(recusals: Recusals, inspectors: int, cap: int) -> int:
    """How many tasks at these enterprises the inspectors can take in all."""
    refused = [0] * inspectors
    for recused in recusals:
        for inspector in recused:
            refused[inspector] += 1
    return sum(min(cap, len(recusals) - count) for count in refused)


class _Work:
    """Who goes where so far."""

    def __init__(self, recusals: Recusals, inspectors: int, cap: int) -> None:
        self._recusals, self._cap = recusals, cap
        self.staff: list[list[int]] = [[] for _ in recusals]
        self._tasks: list[list[int]] = [[] for _ in range(inspectors)]
        self._free = list(range(inspectors))

    def able(self, enterprise: int) -> list[int]:
        """The inspectors with room for a task who may go to the enterprise."""
        recused = self._recusals[enterprise]
        return [one for one in self._free if one not in recused] if recused else self._free

    def give(self, enterprise: int, inspector: int) -> None:
        """The inspector goes to the enterprise."""
        self.staff[enterprise].append(inspector)
        self._tasks[inspector].append(enterprise)
        if len(self._tasks[inspector]) == self._cap:
            del self._free[bisect_left(self._free, inspector)]

    def augment(self, root: int, unseen: list[int]) -> Shortage | None:
        """One inspector more for `root`, by moving others' tasks; the cut where that cannot be."""
        reached_by: dict[int, int] = {}  # inspector -> the enterprise that would take him
        freed_by: dict[int, int | None] = {root: None}  # enterprise -> the inspector it would give up
        queue = deque((root,))
        while queue:
            enterprise = queue.popleft()
            barred, staff = self._recusals[enterprise], self.staff[enterprise]
            left = []
            for inspector in unseen:
                if inspector in barred or inspector in staff:
                    left.append(inspector)
                    continue
                reached_by[inspector] = enterprise
                if len(self._tasks[inspector]) < self._cap:
                    self._move(inspector, reached_by, freed_by)
                    return None
                for task in self._tasks[inspector]:
                    if task not in freed_by:
                        freed_by[task] = inspector
                        queue.append(task)
            unseen = left
        return Shortage(tuple(sorted(freed_by)))

    def _move(self, free: int, reached_by: dict[int, int], freed_by: dict[int, int | None]) -> None:
        """Walk the path back from the inspector with room: each one on it takes the task of the one before."""
        enterprise = reached_by[free]
        given_up = freed_by[enterprise]
        self.give(enterprise, free)
        while given_up is not None:
            self.staff[enterprise].remove(given_up)
            self._tasks[given_up].remove(enterprise)
            enterprise = reached_by[given_up]
            self.staff[enterprise].append(given_up)
            self._tasks[given_up].append(enterprise)
            given_up = freed_by[enterprise]
