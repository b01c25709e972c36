"""The verdict of a sheet: from its items, then from the reviews that were concluded by the as-of date."""

from datetime import date

import polars as pl

_WORDS = ["未判定", "合格", "问题", "不合格"]  # by severity
_RESIDUES = ["农药残留", "兽药残留"]


def sheet_verdicts(
    sheets: pl.DataFrame, items: pl.DataFrame, reviews: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """(sheet_no, verdict, has_residue) of those `sheets` that have items or a review.

    Items: any 不合格项 makes 不合格, else any 问题项 makes 问题, else any 合格项 makes 合格, else 未判定.
    `has_residue`: an item of 农药残留 or 兽药残留 that is not 未检验 (indicator 16).
    """
    verdict = pl.col("verdict")
    severity = (
        pl.when(verdict == "不合格项")
        .then(3)
        .when(verdict == "问题项")
        .then(2)
        .when(verdict == "合格项")
        .then(1)
        .otherwise(0)
        .cast(pl.UInt8)
    )
    residue = pl.col("item_class").is_in(_RESIDUES) & (verdict != "未检验")
    by_items = (
        items.lazy()
        .select("sheet_no", severity=severity, has_residue=residue)
        .group_by("sheet_no")
        .agg(pl.col("severity").max(), pl.col("has_residue").any())
        .with_columns(verdict=pl.col("severity").replace_strict(range(4), _WORDS, return_dtype=pl.String))
        .select("sheet_no", "verdict", "has_residue")
    )
    changed = overturned(reviews, as_of)
    if changed.is_empty():
        return by_items.collect()
    return (
        by_items.join(changed.lazy(), on="sheet_no", how="full", coalesce=True)
        .select(
            "sheet_no",
            verdict=pl.coalesce("reviewed", "verdict"),
            has_residue=pl.col("has_residue").fill_null(False),
        )
        .collect()
    )


def overturned(reviews: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """(sheet_no, reviewed) of sheets whose verdict a review changed by `as_of`, that day included.

    Accepted and concluded reviews count in order of conclusion date, on one day 复检 before 异议 and within a type
    by application date. A concluded 复检 is final. 维持 leaves the verdict as it stands.
    """
    concluded = reviews.filter(
        (pl.col("acceptance") == "受理")
        & (pl.col("concluded_on") <= as_of)
        & pl.col("conclusion").is_not_null()
    ).with_columns(reinspection=pl.col("kind") == "复检")
    ordered = concluded.sort("sheet_no", "concluded_on", ~pl.col("reinspection"), "applied_on")
    earlier_final = pl.col("reinspection").cast(pl.Int64).cum_sum().over("sheet_no") - pl.col("reinspection")
    return (
        ordered.filter(earlier_final == 0)
        .filter(pl.col("conclusion") != "维持")
        .group_by("sheet_no", maintain_order=True)
        .agg(reviewed=pl.col("conclusion").last().str.strip_prefix("改判"))
    )
