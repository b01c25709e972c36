"""One draw: enterprises from each stratum, then their inspectors, out of nothing but the parameters and a seed.

Preparing refuses what cannot be met; where the seed comes from is `seal`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.draw import assurance, staffing
from domain.draw.assurance import Assurance
from domain.draw.errors import DrawInspectorsInsufficient
from domain.draw.parameters import Parameters
from domain.draw.staffing import Shortage
from domain.draw.strata import Pools, make_pools
from domain.draw.stream import Stream, derive


@dataclass(frozen=True, slots=True)
class Plan:
    """Parameters ready to be drawn from, as often as one likes. `recusals` has an entry per enterprise."""

    parameters: Parameters
    pools: Pools
    recusals: tuple[frozenset[int], ...]
    assurance: Assurance


@dataclass(frozen=True, slots=True)
class Drawn:
    """The enterprises (positions in the roster) by stratum and in the order drawn, and who goes to each."""

    enterprises: tuple[int, ...]
    staff: tuple[tuple[int, ...], ...]


def prepare(parameters: Parameters) -> Plan:
    """Check everything that must hold for any draw. Raises a leaf of `RuleViolation` for what cannot be met."""
    pools = make_pools(parameters)
    recusals = _recusals(parameters)
    by_stratum = [
        assurance.Pool(quota, tuple(recusals[at] for at in eligible))
        for quota, eligible in zip(pools.quotas, pools.eligible, strict=True)
    ]
    found = assurance.failing_sample(by_stratum, len(parameters.inspectors), parameters.max_tasks)
    if not isinstance(found, Assurance):
        raise _insufficient(
            parameters, recusals, [pools.eligible[stratum][position] for stratum, position in found]
        )
    return Plan(parameters, pools, recusals, found)


def draw(plan: Plan, seed: bytes) -> Drawn:
    """Draw. Raises `DrawInspectorsInsufficient`, which cannot happen where the plan's assurance is GUARANTEED."""
    enterprises, staff = attempt(plan, seed)
    if isinstance(staff, Shortage):
        blocked = [enterprises[at] for at in staff.enterprises]
        raise _insufficient(plan.parameters, plan.recusals, blocked)
    return Drawn(tuple(enterprises), tuple(staff))


def attempt(plan: Plan, seed: bytes) -> tuple[list[int], list[tuple[int, ...]] | Shortage]:
    """The same without refusing: the enterprises, and who goes to each or which of them cannot be staffed.

    Enterprises and inspectors have streams of their own, so that the first can be replayed without the second.
    """
    stream = Stream(derive(seed, "enterprises"))
    enterprises = [
        enterprise
        for quota, eligible in zip(plan.pools.quotas, plan.pools.eligible, strict=True)
        for enterprise in stream.choose(eligible, quota)
    ]
    staff = staffing.assign(
        Stream(derive(seed, "inspectors")),
        [plan.recusals[enterprise] for enterprise in enterprises],
        len(plan.parameters.inspectors),
        plan.parameters.max_tasks,
    )
    return enterprises, staff


def _recusals(parameters: Parameters) -> tuple[frozenset[int], ...]:
    refused: dict[str, list[int]] = {}
    for at, inspector in enumerate(parameters.inspectors):
        for code in inspector.recused:
            refused.setdefault(code, []).append(at)
    return tuple(
        frozenset(refused[enterprise.credit_code]) if enterprise.credit_code in refused else staffing.NOBODY
        for enterprise in parameters.enterprises
    )


def _insufficient(
    parameters: Parameters, recusals: Sequence[frozenset[int]], enterprises: Sequence[int]
) -> DrawInspectorsInsufficient:
    barred = [recusals[at] for at in enterprises]
    able = [
        f"{inspector.name}（{inspector.id}）"
        for at, inspector in enumerate(parameters.inspectors)
        if any(at not in recused for recused in barred)
    ]
    names = [
        f"{parameters.enterprises[at].name}（{parameters.enterprises[at].credit_code}）" for at in enterprises
    ]
    room = staffing.places(barred, len(parameters.inspectors), parameters.max_tasks)
    return DrawInspectorsInsufficient(names, able, room)
