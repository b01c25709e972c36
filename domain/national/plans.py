"""Finding the plan row that a sheet belongs to.

The system names a task (报送分类-2); a plan has one row per area, food category and stage. So one name may stand for
many rows, and the sheet's own category, stage and area tell which of them it fills.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.national.text import folded


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What of a plan row decides whether a sheet can fill it."""

    plan_no: str
    year: int
    level: str
    area_code: str
    category: str
    stage: str | None


class PlanNames:
    """Plan rows by their number and by the task names that the office filled in."""

    def __init__(
        self,
        plans: Iterable[PlanRow],
        aliases: Iterable[tuple[str, str]],
        parents: Mapping[str, str | None],
    ) -> None:
        """`aliases` are (task name, plan number), `parents` each area's parent code."""
        by_number = {plan.plan_no: plan for plan in plans}
        self._parents = parents
        self._rows: defaultdict[str, list[PlanRow]] = defaultdict(list)
        for number, plan in by_number.items():
            self._rows[folded(number)].append(plan)
        for name, number in aliases:
            if number in by_number and folded(name) != folded(number):
                self._rows[folded(name)].append(by_number[number])

    def find(
        self, name: str, *, year: int | None, level: str | None, area: str | None, category: str, stage: str
    ) -> str | None:
        """The number of the plan row; None when the name is unknown or leaves several rows open.

        A name of one row is that row, whatever the sheet is. Of several, the year, level, category, stage and area
        of the sheet must fit; a row for its stage goes before one for any, a nearer area before a wider one.
        """
        rows = self._rows.get(folded(name), [])
        if len(rows) == 1:
            return rows[0].plan_no
        ranked: defaultdict[tuple[int, bool], list[str]] = defaultdict(list)
        above = self._above(area)
        for row in rows:
            fits = (
                row.year == year
                and row.level == level
                and folded(row.category) == folded(category)
                and row.stage in (None, stage)
                and row.area_code in above
            )
            if fits:
                ranked[above[row.area_code], row.stage is None].append(row.plan_no)
        best = ranked[min(ranked)] if ranked else []
        return best[0] if len(best) == 1 else None

    def _above(self, area: str | None) -> dict[str, int]:
        """The area and those it rolls up to, with how far away each is."""
        found: dict[str, int] = {}
        while area is not None and area not in found:
            found[area] = len(found)
            area = self._parents.get(area)
        return found
