"""How far sampling plans are carried out, joined from records and rates: for resources and commands alike."""

from dataclasses import dataclass
from datetime import date

import polars as pl
from sqlalchemy import Connection

from api.desk import Desk
from domain.errors import AreaNotFound
from domain.indicators.assessment import AreaInfo
from domain.indicators.compute import Assessor, assess_on
from domain.indicators.plan_progress import CountedRow, count_by_month, count_plan_rows
from domain.indicators.values import MeasureValue
from domain.plans.progress import Counts, Progress, progress_of_row, progress_together
from sampling.plans.editions import original_plans

COMPLETION = ("06-1", "06-2")


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """Rows, areas and months of a year's plans at or below an area, and all of it together."""

    rows: list[tuple[CountedRow, Progress]]
    areas: list[tuple[AreaInfo, Progress]]
    months: list[tuple[int, Counts]]
    together: Progress


@dataclass(frozen=True, slots=True)
class Completion:
    """Plan completion of one measure in one area, by the current plan and by the one first approved."""

    current: MeasureValue
    original: MeasureValue


def plan_figures(assessor: Assessor, area: str | None) -> PlanFigures:
    """Progress as of the assessed day. Raises `AreaNotFound`."""
    chosen = area or assessor.city
    if chosen not in assessor.infos:
        raise AreaNotFound(chosen)
    window = assessor.ground.window
    rows = [
        (row, progress_of_row(row.counts, window.year, window.as_of))
        for row in count_plan_rows(assessor, chosen)
    ]
    own: dict[str, list[Progress]] = {}
    for row, progress in rows:
        own.setdefault(row.area, []).append(progress)
    return PlanFigures(
        rows=rows,
        areas=[(assessor.infos[code], progress_together(own[code])) for code in sorted(own)],
        months=list(count_by_month(assessor, chosen)),
        together=progress_together(progress for _, progress in rows),
    )


def completion(
    desk: Desk, view: Connection, year: int, as_of: date, *, city: str | None, area: str | None
) -> list[Completion]:
    """Indicators 06-1 and 06-2 of every area assessed, by the current plan and the original one.

    Both are computed by the same formula over the same sheets; only the plan rows differ.
    """
    first = with_plans(desk, original_plans(view, desk.frames["plans"], as_of))
    current, original = (
        completion_values(one.assessor(year, as_of, city=city, area=area)) for one in (desk, first)
    )
    return [Completion(*pair) for pair in zip(current, original, strict=True)]


def with_plans(desk: Desk, plans: pl.DataFrame) -> Desk:
    """The desk with other plan rows."""
    return Desk({**desk.frames, "plans": plans}, desk.catalogue, desk.calendar)


def completion_values(assessor: Assessor) -> list[MeasureValue]:
    """The values of plan completion of every area assessed."""
    return [value for value in assess_on(assessor).values if value.measure.code in COMPLETION]
