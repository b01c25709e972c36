"""Whether two inspectors each can be had for every sample that may be drawn, judged before anything is drawn.

A draw that fails once its outcome is known has to be repeated, and what is published as a probability would then be
wrong; so what may fail is refused before the commitment. The assignment itself is `staffing`.

By Hall's condition (minimum cut) a sample fails if and only if, for some enterprises S in it and some inspectors B,
|S|·2 > cap·(all inspectors but B) + the pairs of S and B without recusal. For a fixed B each enterprise adds
2 - |B| + (its recused inspectors in B) to the excess, so the worst sample takes the highest of each stratum. Only
sets B that some enterprise recuses but for one inspector can do harm, and mostly those are few.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain, combinations
from math import comb

from domain.draw.parameters import INSPECTORS_EACH

MAX_WORK = 3_000_000
"""Sets of inspectors times kinds of recusal looked at before the question is left open: a few seconds."""

Kinds = Counter[frozenset[int]]
"""How many enterprises of a stratum have this set of recused inspectors."""


@dataclass(frozen=True, slots=True)
class Pool:
    """One stratum: how many are drawn, and the recused inspectors of each who may be drawn."""

    quota: int
    recusals: tuple[frozenset[int], ...]


class Assurance(Enum):
    """What is known where no failing sample was found."""

    GUARANTEED = "guaranteed"  # every sample that can be drawn can be staffed
    OPEN = "open"  # too many sets to look at


def failing_sample(pools: Sequence[Pool], inspectors: int, cap: int) -> list[tuple[int, int]] | Assurance:
    """Enterprises (stratum, position) that can be drawn together and cannot be staffed, or what is known else."""
    kinds = [Counter(pool.recusals) for pool in pools]
    quotas = [pool.quota for pool in pools]
    distinct = sorted({kind for counts in kinds for kind in counts}, key=sorted)
    reach = _reach(kinds)
    work = 0
    for size in range(min(inspectors, max(map(len, distinct), default=0) + 1) + 1):
        most = _most(size, kinds, quotas)
        if size > 1:
            # Of a set of b > 1, an enterprise with r recusals in it adds at most 2r/b.
            most = min(most, INSPECTORS_EACH * sum(reach[:size]) // size)
        if most <= cap * (inspectors - size):
            continue
        work += _sets(size, distinct, inspectors) * max(1, sum(map(len, kinds)))
        if work > MAX_WORK:
            return Assurance.OPEN
        for chosen in _candidates(size, distinct, inspectors):
            if _worst(chosen, kinds, quotas) > cap * (inspectors - size):
                return _members(chosen, pools)
    return Assurance.GUARANTEED


def _reach(kinds: Sequence[Kinds]) -> list[int]:
    """How many enterprises each inspector is recused from, the most first; who is from none is left out."""
    counts: Counter[int] = Counter()
    for members in kinds:
        for kind, count in members.items():
            counts.update(dict.fromkeys(kind, count))
    return sorted(counts.values(), reverse=True)


def _score(chosen: frozenset[int], recused: frozenset[int]) -> int:
    return max(0, INSPECTORS_EACH - len(chosen) + len(recused & chosen))


def _most(size: int, kinds: Sequence[Kinds], quotas: Sequence[int]) -> int:
    """More than any set of this size can come to: each recusal is taken to lie wholly within it."""
    return sum(
        _highest(
            {kind: max(0, INSPECTORS_EACH - size + min(size, len(kind))) for kind in counts}, counts, quota
        )
        for counts, quota in zip(kinds, quotas, strict=True)
    )


def _worst(chosen: frozenset[int], kinds: Sequence[Kinds], quotas: Sequence[int]) -> int:
    return sum(
        _highest({kind: _score(chosen, kind) for kind in counts}, counts, quota)
        for counts, quota in zip(kinds, quotas, strict=True)
    )


def _highest(scores: dict[frozenset[int], int], counts: Kinds, quota: int) -> int:
    """The sum of the `quota` highest scores, each standing for as many enterprises as there are of its kind."""
    having = [0] * (INSPECTORS_EACH + 1)
    for kind, score in scores.items():
        having[score] += counts[kind]
    total, left = 0, quota
    for score in range(INSPECTORS_EACH, 0, -1):
        taken = min(left, having[score])
        total += taken * score
        left -= taken
    return total


def _sets(size: int, distinct: Sequence[frozenset[int]], inspectors: int) -> int:
    """No fewer than `_candidates` gives."""
    if size <= 1:
        return inspectors if size else 1
    return sum(comb(len(kind), size) + comb(len(kind), size - 1) * inspectors for kind in distinct)


def _candidates(size: int, distinct: Sequence[frozenset[int]], inspectors: int) -> Iterator[frozenset[int]]:
    """The sets of this size that hold at most one inspector whom some enterprise does not recuse."""
    if size <= 1:
        yield from map(frozenset, combinations(range(inspectors), size))
        return
    seen: set[frozenset[int]] = set()
    for kind in distinct:
        within = (frozenset(part) for part in combinations(sorted(kind), size))
        beyond = (
            frozenset((*part, other))
            for part in combinations(sorted(kind), size - 1)
            for other in range(inspectors)
            if other not in kind
        )
        for chosen in chain(within, beyond):
            if chosen not in seen:
                seen.add(chosen)
                yield chosen


def _members(chosen: frozenset[int], pools: Sequence[Pool]) -> list[tuple[int, int]]:
    """The sample that does the harm: in each stratum those of the highest scores, none that adds nothing."""
    found = []
    for at, pool in enumerate(pools):
        scores = [_score(chosen, recused) for recused in pool.recusals]
        ranked = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)
        found += [(at, one) for one in ranked[: pool.quota] if scores[one]]
    return found
