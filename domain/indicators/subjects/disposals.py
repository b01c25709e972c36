"""Disposal of unqualified samples, per sheet (indicator 07)."""

import polars as pl

from domain.catalogue.clocks import Clock
from domain.indicators.ground import Ground, within
from domain.indicators.subjects.deadlines import LONGEST_EXTENSION, clock_state, with_deadline

SHEET_RECORD = {
    "kind": pl.lit("样品处置"),
    "key": pl.col("sheet_no"),
    "name": pl.format("核查处置任务{}项", "tasks"),
    "date": pl.col("received_on"),
    "due": pl.col("due"),
    "provisional": pl.col("provisional"),
    "done": pl.col("completed_on"),
    "state": clock_state(),
}


def disposal_tasks(ground: Ground, clock: Clock) -> pl.DataFrame:
    """Every task that is received in W and not withdrawn, with its deadline, in its own area.

    A valid sheet (not a quick test) whose verdict is 不合格, reported in W, that has no task but withdrawn ones counts
    as one open task in the area where it was sampled, received on its report date, without extension.
    """
    window = ground.window
    alive = ground.frames["disposals"].filter(pl.col("state") != "撤销")
    tasks = alive.filter(window.holds("received_on")).select(
        "sheet_no", "received_on", "completed_on", "extension_days", area="area_code"
    )
    unassigned = (
        ground.sheets.filter((pl.col("verdict") == "不合格") & window.holds("reported_on"))
        .join(alive.select("sheet_no").unique(), on="sheet_no", how="anti")
        .select(
            "sheet_no",
            received_on="reported_on",
            completed_on=pl.lit(None, pl.Date),
            extension_days=pl.lit(None, pl.Int64),
            area="area_code",
        )
    )
    return with_deadline(
        pl.concat([tasks, unassigned]),
        start="received_on",
        length=pl.col("extension_days").fill_null(0).clip(0, LONGEST_EXTENSION) + clock.n,
        rule=ground.calendar.after_days,
        as_of=window.as_of,
        done=pl.col("completed_on") <= window.as_of,
        finished_on="completed_on",
    )


def disposed_sheets(ground: Ground, clock: Clock) -> pl.DataFrame:
    """One row per target area and sheet with tasks there.

    `done_by` when all of its tasks there are completed by D; `late` when one that is not is past its deadline (null
    where unknown days decide); `on_time` when all were completed within their deadlines.
    """
    finished = pl.col("done_by").all()
    return (
        within(ground, disposal_tasks(ground, clock))
        .group_by("target", "sheet_no")
        .agg(
            pl.len().alias("tasks"),
            pl.col("received_on").min(),
            pl.col("due").filter(~pl.col("done_by") | finished).min(),
            pl.col("provisional").filter(~pl.col("done_by")).any(),
            pl.when(finished).then(pl.col("completed_on").max()).alias("completed_on"),
            finished.alias("done_by"),
            pl.col("late").any(ignore_nulls=False),
            pl.when(finished).then(pl.col("on_time").all(ignore_nulls=False)).alias("on_time"),
            pl.col("unknown_year").filter(~pl.col("done_by")).min(),
        )
        .with_columns(area=pl.col("target"))
    )
