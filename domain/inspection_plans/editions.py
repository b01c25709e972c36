"""What lies between two editions of an inspection plan, row by row."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.inspection_plans.content import InspectionPlanRow


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that was added (`before` 0), taken away (`after` 0) or asks for another number of inspections."""

    credit_code: str
    kind: str
    by: date | None
    before: int
    after: int


def differences(before: Iterable[InspectionPlanRow], after: Iterable[InspectionPlanRow]) -> list[RowChange]:
    """The rows that differ, by enterprise, kind and day; rows of the same enterprise, kind and day count together."""
    was, now = _counted(before), _counted(after)
    keys = sorted({*was, *now}, key=lambda key: (key[0], key[1], key[2] or date.max))
    return [RowChange(*key, was[key], now[key]) for key in keys if was[key] != now[key]]


def _counted(rows: Iterable[InspectionPlanRow]) -> Counter[tuple[str, str, date | None]]:
    counted: Counter[tuple[str, str, date | None]] = Counter()
    for row in rows:
        counted[row.credit_code, row.kind, row.by] += row.due
    return counted
