"""Two ledgers that a report shows beside the measures: plan completion, and unqualified samples with their disposal."""

import polars as pl

from domain.indicators.compute import Assessor
from domain.indicators.ground import within
from domain.indicators.subjects.disposals import disposal_tasks


def plan_ledger(assessor: Assessor, area: str) -> pl.DataFrame:
    """Plan rows of the year at or below the area.

    Columns: plan_no, year, kind, level, area, category, stage (null = all), planned, counted, completed.
    """
    rows = within(assessor.ground, assessor.subject("plan_rows")).filter(pl.col("target") == area)
    return rows.select(
        "plan_no",
        "year",
        "kind",
        "level",
        "area",
        "category",
        "stage",
        planned="batches",
        counted="counted",
        completed="completed",
    ).sort("kind", "area", "plan_no")


def unqualified_ledger(assessor: Assessor, area: str) -> pl.DataFrame:
    """Valid sheets sampled at or below the area, reported in the window, whose verdict is 不合格.

    Columns: sheet_no, sample_name, category, unit_name, producer_name, area, sampled_on, reported_on, failing_items
    (item names, `、`-separated), disposal_state (words), due (earliest of the open tasks), done (last completion).
    Tasks are those of any area: producer and seller may be disposed of in different districts.
    """
    ground = assessor.ground
    sheets = ground.sheets.filter((pl.col("verdict") == "不合格") & ground.window.holds("reported_on"))
    sheets = within(ground, sheets.rename({"area_code": "area"})).filter(pl.col("target") == area)
    failing = (
        ground.frames["items"]
        .filter(pl.col("verdict") == "不合格项")
        .join(sheets.select("sheet_no"), on="sheet_no", how="semi")
        .group_by("sheet_no")
        .agg(pl.col("item_name").sort().str.join("、").alias("failing_items"))
    )
    alive = ground.frames["disposals"].filter(pl.col("state") != "撤销")["sheet_no"].unique()
    tasks = (
        disposal_tasks(ground, assessor.clocks["disposal-complete"])
        .group_by("sheet_no")
        .agg(
            done_by=pl.col("done_by").all(),
            late=pl.col("late").any(),
            due=pl.col("due").filter(~pl.col("done_by")).min(),
            done=pl.col("completed_on").max(),
        )
    )
    assigned = pl.col("sheet_no").is_in(alive.implode())
    state = (
        pl.when(pl.col("done_by"))
        .then(pl.lit("已完成"))
        .when(pl.col("late"))
        .then(pl.when(assigned).then(pl.lit("逾期未完成")).otherwise(pl.lit("未建任务，已逾期")))
        .when(pl.col("late").is_null() & pl.col("done_by").is_null())
        .then(pl.lit("任务不在本年度收到"))
        .otherwise(pl.when(assigned).then(pl.lit("办理中")).otherwise(pl.lit("未建任务")))
    )
    return (
        sheets.join(failing, on="sheet_no", how="left")
        .join(tasks, on="sheet_no", how="left")
        .select(
            "sheet_no",
            "sample_name",
            "category",
            "unit_name",
            "producer_name",
            "area",
            "sampled_on",
            "reported_on",
            pl.col("failing_items").fill_null("（复检或异议改判）"),
            disposal_state=state,
            due=pl.when(~pl.col("done_by")).then(pl.col("due")),
            done=pl.when(pl.col("done_by")).then(pl.col("done")),
        )
        .sort("area", "sheet_no")
    )
