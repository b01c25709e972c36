"""Inspectors' chances under cap and recusals, estimated by drawing many times; they have no simple exact form.

Enterprises' chances are exact and not estimated here (`record`). Everything is whole-number arithmetic until the
last step, so that the printed digits are the same everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from domain.draw.drawing import Plan, attempt
from domain.draw.staffing import Shortage
from domain.draw.stream import derive

PLACES = 6
_CONTEXT = Context(prec=60, rounding=ROUND_HALF_UP)
_STEP = Decimal(1).scaleb(-PLACES)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over the runs and its standard error, as decimal text with `PLACES` places."""

    mean: str
    standard_error: str


@dataclass(frozen=True, slots=True)
class Chances:
    """How one inspector fares: the chance of at least one task, and the number of tasks."""

    selected: Estimate
    tasks: Estimate


@dataclass(frozen=True, slots=True)
class Simulation:
    """`runs` draws were made, of which `failed` could not be staffed and are left out of the estimates."""

    runs: int
    failed: int
    chances: tuple[Chances, ...]


def simulate(plan: Plan, seed: bytes) -> Simulation:
    """Draw as often as the parameters say, run r under the seed's r-th child. One entry per inspector."""
    parameters = plan.parameters
    hits, sums, squares = ([0] * len(parameters.inspectors) for _ in range(3))
    failed = 0
    for run in range(parameters.simulation_runs):
        _, staff = attempt(plan, derive(seed, "run", run.to_bytes(8, "big")))
        if isinstance(staff, Shortage):
            failed += 1
            continue
        for inspector, tasks in _loads(staff).items():
            hits[inspector] += 1
            sums[inspector] += tasks
            squares[inspector] += tasks * tasks
    counted = parameters.simulation_runs - failed
    chances = tuple(
        Chances(estimate(counted, hit, hit), estimate(counted, total, square))
        for hit, total, square in zip(hits, sums, squares, strict=True)
    )
    return Simulation(parameters.simulation_runs, failed, chances)


def estimate(runs: int, total: int, squares: int) -> Estimate:
    """Mean and standard error of the mean (sample deviation with n - 1) from sums; dashes below two runs."""
    if runs < 2:
        return Estimate("—", "—")
    square = _CONTEXT.divide(Decimal(runs * squares - total * total), Decimal(runs * runs * (runs - 1)))
    error = _CONTEXT.sqrt(square).quantize(_STEP, context=_CONTEXT)
    return Estimate(decimal_text(total, runs), str(error))


def decimal_text(numerator: int, denominator: int) -> str:
    """The quotient of two whole numbers >= 0 with `PLACES` decimals, half up, from the exact fraction."""
    scaled = (2 * numerator * 10**PLACES + denominator) // (2 * denominator)
    whole, rest = divmod(scaled, 10**PLACES)
    return f"{whole}.{rest:0{PLACES}d}"


def _loads(staff: Sequence[Sequence[int]]) -> dict[int, int]:
    loads: dict[int, int] = {}
    for inspectors in staff:
        for inspector in inspectors:
            loads[inspector] = loads.get(inspector, 0) + 1
    return loads
