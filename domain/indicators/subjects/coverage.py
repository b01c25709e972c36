"""Coverage of stages and trades by supervised sampling (indicator 08)."""

import polars as pl

from domain.catalogue.venues import DEFAULT_PRODUCER_TRADE, places_of_the_unit
from domain.indicators.ground import Ground, within

PAIR_RECORD = {
    "kind": pl.lit("环节业态"),
    "key": pl.concat_str("stage", "trade", separator="·"),
    "name": pl.col("trade"),
    "state": pl.when(pl.col("covered")).then(pl.lit("已覆盖")).otherwise(pl.lit("未覆盖")),
}


def stage_trades(ground: Ground) -> pl.DataFrame:
    """One row per target area and (stage, trade) of its active enterprises on E, with `covered`.

    Covered by the (stage, trade of the place) of a counted 监督抽检 batch taken in the target area. Pairs of a parent
    are counted again over all of its records, because districts share them.
    """
    wanted = (
        within(ground, ground.enterprises.filter(pl.col("active")).select("area", "stage", "trade").unique())
        .select("target", "stage", "trade")
        .unique()
    )
    return wanted.join(
        within(ground, _sampled_trades(ground))
        .select("target", "stage", "trade", covered=pl.lit(True))
        .unique(),
        on=["target", "stage", "trade"],
        how="left",
    ).with_columns(pl.col("covered").fill_null(False), area=pl.col("target"))


def _sampled_trades(ground: Ground) -> pl.DataFrame:
    """Distinct (area, stage, trade) of the counted 监督抽检 batches.

    A place inside a unit (生产线, 成品库, …) counts as the unit's trade, or as 食品生产企业 where the unit is not known;
    any other place stands for itself.
    """
    sampled = (
        ground.batches.filter(pl.col("task_kind") == "监督抽检")
        .select("area", "stage", "place", "unit_code")
        .unique()
    )
    inside = pl.DataFrame(places_of_the_unit(), schema=["stage", "place"], orient="row").with_columns(
        inside=pl.lit(True)
    )
    units = ground.frames["enterprises"].select(unit_code="credit_code", unit_trade="trade")
    return (
        sampled.join(inside, on=["stage", "place"], how="left")
        .join(units, on="unit_code", how="left")
        .select(
            "area",
            "stage",
            trade=pl.when(pl.col("inside"))
            .then(pl.coalesce("unit_trade", pl.lit(DEFAULT_PRODUCER_TRADE)))
            .otherwise(pl.col("place")),
        )
        .unique()
    )
