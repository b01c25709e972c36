"""Counted batches (indicators 15, 16, 17, 21) and the plan rows they fill (06)."""

import polars as pl

from domain.indicators.ground import Ground

BATCH_RECORD = {
    "kind": pl.lit("批次"),
    "key": pl.col("sheet_no"),
    "name": pl.col("sample_name"),
    "date": pl.col("sampled_on"),
    "done": pl.col("reported_on"),
    "state": pl.col("verdict"),
}
PLAN_RECORD = {
    "kind": pl.lit("计划行"),
    "key": pl.col("plan_no"),
    "name": pl.concat_str(
        pl.col("level"), pl.col("category"), pl.col("stage").fill_null("各环节"), separator="·"
    ),
    "state": pl.format("计划{}批次，计入{}批次", "batches", "counted"),
}


def batches(ground: Ground) -> pl.DataFrame:
    """One row per counted batch, see `Ground.batches`."""
    return ground.batches


def plan_rows(ground: Ground) -> pl.DataFrame:
    """One row per plan row of the year with `counted` batches and `completed` = min(counted, batches).

    A counted batch of any task kind and level fills the row it names if its food category is the row's and, where
    the row names a stage, its sampling stage is that one. What one row has too many helps no other.
    """
    rows = ground.frames["plans"].filter(pl.col("year") == ground.window.year).rename({"area_code": "area"})
    filled = (
        ground.batches.select("plan_no", "category", sampled_stage="stage")
        .join(rows.select("plan_no", "category", "stage"), on=["plan_no", "category"])
        .filter((pl.col("sampled_stage") == pl.col("stage")).fill_null(True))
        .group_by("plan_no")
        .agg(counted=pl.len().cast(pl.Int64))
    )
    return rows.join(filled, on="plan_no", how="left", maintain_order="left").with_columns(
        pl.col("counted").fill_null(0),
        completed=pl.min_horizontal(pl.col("counted").fill_null(0), "batches"),
    )
