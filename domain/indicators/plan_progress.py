"""Batches of plan rows, counted: planned, sampled, reported, completed, qualified, unqualified; by row and by month.

Reported batches and their verdicts are the counted batches of indicator 06, so that the completed ones are its
numerator. Sampled ones are all valid sheets of the window that name the row and fit it, reported or not.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from domain.indicators.compute import Assessor
from domain.indicators.ground import within
from domain.plans.progress import Counts

_ROW = ("plan_no", "kind", "level", "area", "category", "stage")


@dataclass(frozen=True, slots=True)
class CountedRow:
    """A plan row of the year with its batches."""

    plan_no: str
    kind: str
    level: str
    area: str
    category: str
    stage: str | None
    counts: Counts


def count_plan_rows(assessor: Assessor, area: str) -> list[CountedRow]:
    """Plan rows at or below the area in the order of their numbers, as of the assessed day."""
    rows = _rows(assessor, area)
    sampled = _fitting(rows, _sampled(assessor)).group_by("plan_no").agg(sampled=pl.len())
    reported = _reported(assessor, rows).group_by("plan_no").agg(_VERDICTS)
    table = (
        rows.select(*_ROW, "batches", "completed")
        .join(sampled, on="plan_no", how="left")
        .join(reported, on="plan_no", how="left")
        .sort("plan_no")
    )
    return [
        CountedRow(
            **{name: row[name] for name in _ROW}, counts=_counts(row, row["batches"], row["completed"])
        )
        for row in table.iter_rows(named=True)
    ]


def count_by_month(assessor: Assessor, area: str) -> Iterator[tuple[int, Counts]]:
    """What was sampled in each month of the year up to the day, and what came of those very batches.

    Planned and completed are no matter of a month and stay 0.
    """
    rows = _rows(assessor, area)
    month = pl.col("sampled_on").dt.month()
    sampled = _fitting(rows, _sampled(assessor)).group_by(month=month).agg(sampled=pl.len())
    reported = _reported(assessor, rows).group_by(month=month).agg(_VERDICTS)
    found = {
        row["month"]: row for row in sampled.join(reported, on="month", how="left").iter_rows(named=True)
    }
    for number in range(1, assessor.ground.window.end.month + 1):
        yield number, _counts(found.get(number, {}), 0, 0)


_VERDICTS = (
    pl.len().alias("reported"),
    (pl.col("verdict") == "合格").sum().alias("qualified"),
    (pl.col("verdict") == "不合格").sum().alias("unqualified"),
)


def _rows(assessor: Assessor, area: str) -> pl.DataFrame:
    return within(assessor.ground, assessor.subject("plan_rows")).filter(pl.col("target") == area)


def _sampled(assessor: Assessor) -> pl.DataFrame:
    sheets = assessor.ground.frames["sheets"]
    return sheets.filter(
        (pl.col("state") == "有效")
        & (pl.col("task_kind") != "快速检测")
        & assessor.ground.window.holds("sampled_on")
    )


def _reported(assessor: Assessor, rows: pl.DataFrame) -> pl.DataFrame:
    return _fitting(rows, assessor.ground.batches)


def _fitting(rows: pl.DataFrame, sheets: pl.DataFrame) -> pl.DataFrame:
    """The sheets that fill a row: they name it, their category is the row's and their stage is not another."""
    named = sheets.select("plan_no", "category", "sampled_on", *_verdict_of(sheets), sampled_stage="stage")
    return named.join(rows.select("plan_no", "category", "stage"), on=["plan_no", "category"]).filter(
        (pl.col("sampled_stage") == pl.col("stage")).fill_null(True)
    )


def _verdict_of(sheets: pl.DataFrame) -> tuple[str, ...]:
    return ("verdict",) if "verdict" in sheets.columns else ()


def _counts(row: dict[str, int | None], planned: int, completed: int) -> Counts:
    return Counts(
        planned=planned,
        sampled=row.get("sampled") or 0,
        reported=row.get("reported") or 0,
        completed=completed,
        qualified=row.get("qualified") or 0,
        unqualified=row.get("unqualified") or 0,
    )
