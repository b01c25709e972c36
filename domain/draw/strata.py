"""Who may be drawn, and how many from each stratum: pools, quotas, and the refusal of what cannot be met.

Whether the inspectors suffice is `assurance`; drawing is `drawing`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.draw.errors import DrawQuotaTooLarge, DrawStratumEmptied, DrawStratumMissing
from domain.draw.parameters import Enterprise, Parameters


class Standing(StrEnum):
    """Whether an enterprise may be drawn, and why not; the first that applies."""

    NO_STRATUM = "no-stratum"  # its stratum is not among those listed
    NOT_ACTIVE = "not-active"  # not yet founded on the reference date, or closed by then
    SAMPLED_RECENTLY = "sampled-recently"
    ELIGIBLE = "eligible"


@dataclass(frozen=True, slots=True)
class Pools:
    """For each stratum as listed: how many to draw and the positions of those who may be drawn.

    `standing` and `stratum` have an entry per enterprise; `stratum` is None for those of no listed stratum.
    """

    quotas: tuple[int, ...]
    eligible: tuple[tuple[int, ...], ...]
    standing: tuple[Standing, ...]
    stratum: tuple[int | None, ...]


def make_pools(parameters: Parameters) -> Pools:
    """Sort the roster into strata. Raises a leaf of `RuleViolation` for the first stratum that cannot be met."""
    places = {stratum.key: at for at, stratum in enumerate(parameters.strata)}
    stratum = tuple(places.get(parameters.key_of(enterprise)) for enterprise in parameters.enterprises)
    standing = tuple(
        _standing(parameters, enterprise) if place is not None else Standing.NO_STRATUM
        for enterprise, place in zip(parameters.enterprises, stratum, strict=True)
    )
    eligible: list[list[int]] = [[] for _ in parameters.strata]
    for at, (place, state) in enumerate(zip(stratum, standing, strict=True)):
        if place is not None and state is Standing.ELIGIBLE:
            eligible[place].append(at)
    amounts = [entry.amount for entry in parameters.strata]
    quotas = amounts if parameters.total is None else shares(parameters.total, amounts)
    pools = Pools(tuple(quotas), tuple(map(tuple, eligible)), standing, stratum)
    _refuse_unmet(parameters, pools)
    return pools


def shares(total: int, weights: Sequence[int]) -> list[int]:
    """`total` shared out by the weights, by largest remainder; of equal remainders the earlier stratum's wins."""
    whole = sum(weights)
    found = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in by_remainder[: total - sum(found)]:
        found[at] += 1
    return found


def _standing(parameters: Parameters, enterprise: Enterprise) -> Standing:
    """An enterprise sampled on day d may be drawn again from d + exclusion days on."""
    day = parameters.reference_date
    if enterprise.founded_on is not None and enterprise.founded_on > day:
        return Standing.NOT_ACTIVE
    if enterprise.closed_on is not None and enterprise.closed_on <= day:
        return Standing.NOT_ACTIVE
    sampled = enterprise.last_sampled_on
    if sampled is not None and (day - sampled).days < parameters.exclusion_days:
        return Standing.SAMPLED_RECENTLY
    return Standing.ELIGIBLE


def _refuse_unmet(parameters: Parameters, pools: Pools) -> None:
    counts = Counter(zip(pools.stratum, pools.standing, strict=True))
    for at, stratum in enumerate(parameters.strata):
        eligible, quota = len(pools.eligible[at]), pools.quotas[at]
        recent, inactive = counts[at, Standing.SAMPLED_RECENTLY], counts[at, Standing.NOT_ACTIVE]
        name = parameters.name_of(stratum)
        if not eligible + recent + inactive:
            raise DrawStratumMissing(name)
        if quota and not eligible:
            raise DrawStratumEmptied(name, recent, inactive)
        if quota > eligible:
            raise DrawQuotaTooLarge(name, quota, eligible)
