"""How far a plan is: recorded inspections fill its rows, and what is missing is open or late."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.inspection_plans.content import InspectionPlan, InspectionPlanRow

Visits = Mapping[tuple[str, str], Sequence[date]]
"""The days on which an enterprise was inspected, by credit code and kind."""


@dataclass(frozen=True, slots=True)
class RowProgress:
    """One row: planned = done + open + late. Late is what is missing after the row's last day."""

    row: InspectionPlanRow
    by: date
    done: int
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class Sum:
    """What rows of one group come to."""

    planned: int
    done: int
    open: int
    late: int


def row_progress(plan: InspectionPlan, visits: Visits, as_of: date) -> list[RowProgress]:
    """Every row in the plan's order. An inspection counts once, for the row of its enterprise and kind due first.

    Inspections count from the plan's first day to its last, those after a row's own day as well: late work is done.
    """
    left = {
        key: sum(plan.first_on <= day <= min(plan.last_on, as_of) for day in days)
        for key, days in visits.items()
    }
    found: dict[int, RowProgress] = {}
    for at, row in sorted(enumerate(plan.rows), key=lambda entry: (entry[1].by or plan.last_on, entry[0])):
        key, by = (row.credit_code, row.kind), row.by or plan.last_on
        done = min(row.due, left.get(key, 0))
        left[key] = left.get(key, 0) - done
        missing = row.due - done
        late = missing if by < as_of else 0
        found[at] = RowProgress(row, by, done, missing - late, late)
    return [found[at] for at in range(len(plan.rows))]


def total(rows: Iterable[RowProgress]) -> Sum:
    """The rows added up."""
    listed = list(rows)
    return Sum(
        sum(one.row.due for one in listed),
        sum(one.done for one in listed),
        sum(one.open for one in listed),
        sum(one.late for one in listed),
    )


def by_group(rows: Iterable[RowProgress], group: str) -> dict[str, Sum]:
    """Sums by `area_code`, `risk_grade` or `kind`, in the order of the group; without a grade is 未定级."""
    groups: defaultdict[str, list[RowProgress]] = defaultdict(list)
    for one in rows:
        groups[getattr(one.row, group) or "未定级"].append(one)
    return {name: total(groups[name]) for name in sorted(groups)}
