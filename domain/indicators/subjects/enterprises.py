"""Enterprises as they stand on the last day of the window, and school canteens per term."""

from datetime import date

import polars as pl

from domain.indicators.ground import Ground, active_on

CANTEEN = "学校/托幼食堂"
_TERMS = (("春季", (2, 1), (6, 30)), ("秋季", (9, 1), (12, 31)))

ENTERPRISE_RECORD = {
    "kind": pl.lit("主体"),
    "key": pl.col("credit_code"),
    "name": pl.col("name"),
}
CANTEEN_RECORD = {
    "kind": pl.lit("食堂学期"),
    "key": pl.concat_str("credit_code", "term", separator="·"),
    "name": pl.col("name"),
    "state": pl.when(pl.col("inspected")).then(pl.lit("已检查")).otherwise(pl.lit("未检查")),
}


def has(*kinds: str) -> pl.Expr:
    """Whether the enterprise carries any of the tags."""
    return pl.any_horizontal(pl.col("kinds").list.contains(kind) for kind in kinds)


def enterprises(ground: Ground) -> pl.DataFrame:
    """One row per active confirmed enterprise with what it did or had done in W.

    `sampled`: nominal producer of a counted 监督抽检 batch, wherever that was taken. `inspected`: had a 体系检查 dated in
    W. `reported_risk`, `reported_regularly`: filed a 自查风险报告 / 定期自查报告 dated in W.
    """
    window = ground.window
    batches = ground.batches
    inspections = ground.frames["inspections"].filter(window.holds("inspected_on"))
    reports = ground.frames["self_reports"].filter(window.holds("reported_on"))

    def among(frame: pl.DataFrame, column: str) -> pl.Expr:
        return pl.col("credit_code").is_in(frame[column].drop_nulls().unique().implode())

    return ground.enterprises.filter(pl.col("active")).with_columns(
        sampled=among(batches.filter(pl.col("task_kind") == "监督抽检"), "producer_code"),
        inspected=among(inspections.filter(pl.col("kind") == "体系检查"), "credit_code"),
        reported_risk=among(reports.filter(pl.col("kind") == "自查风险报告"), "credit_code"),
        reported_regularly=among(reports.filter(pl.col("kind") == "定期自查报告"), "credit_code"),
    )


def canteen_terms(ground: Ground) -> pl.DataFrame:
    """One row per canteen and term that has begun by E (indicator 04); numbers add up over the terms.

    Spring begins on 1 February and counts the canteens active on 30 June, autumn on 1 September and on 31 December;
    while a term runs, those active on E. Inspected: an inspection of that term's type dated anywhere in W.
    """
    window = ground.window
    canteens = ground.enterprises.filter(pl.col("trade") == CANTEEN)
    inspections = ground.frames["inspections"].filter(window.holds("inspected_on"))
    terms = []
    for term, begins, counts_on in _TERMS:
        if window.end < date(window.year, *begins):
            continue
        visited = inspections.filter(pl.col("kind") == f"{term}校园检查")["credit_code"].unique()
        day = min(window.end, date(window.year, *counts_on))
        terms.append(
            canteens.filter(active_on(day)).with_columns(
                term=pl.lit(term), inspected=pl.col("credit_code").is_in(visited.implode())
            )
        )
    if terms:
        return pl.concat(terms)
    return canteens.clear().with_columns(term=pl.lit(None, pl.String), inspected=pl.lit(None, pl.Boolean))
