"""What stands around the figures of an area: its enterprises, plans, cases, coverage, and the state of its data.

Plain counts of records at or below the area, as of the assessed day; nothing here is judged.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from domain.indicators.compute import Assessor
from domain.indicators.ground import within

UNKNOWN = "未登记"


@dataclass(frozen=True, slots=True)
class ReturnQuality:
    """Returns of a measure for the quarters that had ended, by filer and quarter.

    `corrected` are accepted in a version above the first, of `waiting` the newest version is not accepted.
    """

    measure: str
    expected: int
    accepted: int
    corrected: int
    waiting: int


@dataclass(frozen=True)
class DataQuality:
    """How complete and how timely the year's records are. `days` None: no sheet to count."""

    sheets: int  # sampled in the window, valid or not
    void: int  # of these, no longer valid
    unreported: int  # valid, sampled in the window, not reported by the day
    without_code: int  # valid, the sampled unit has no credit code
    without_items: int  # reported, with no test item at all
    undecided: int  # counted batches without a verdict
    reviewed: int  # counted batches with a re-inspection or objection
    slowest_days: int | None  # from sampling to report
    median_days: int | None
    same_product: int  # counted batches that share unit, sample name and day with another
    returns: tuple[ReturnQuality, ...] = ()  # of the measures that are filed for the area


@dataclass(frozen=True)
class Surroundings:
    """Frames and counts of one area.

    `enterprises`: stage, risk_grade, active; `plans`: kind, level, rows, batches; `coverage`: stage, trade, active,
    sampled; `cases`: the ledger of clues found in the window.
    """

    areas: int
    enterprises: pl.DataFrame
    plans: pl.DataFrame
    coverage: pl.DataFrame
    cases: pl.DataFrame
    quality: DataQuality = field(repr=False)


def surroundings_of(assessor: Assessor, area: str) -> Surroundings:
    """Everything around the figures of one area."""
    ground = assessor.ground
    own = ground.closure.filter(pl.col("target") == area)["area"].unique()
    active = within(ground, ground.enterprises.filter(pl.col("active"))).filter(pl.col("target") == area)
    return Surroundings(
        areas=own.len() - 1,
        enterprises=active.group_by("stage", pl.col("risk_grade").fill_null(UNKNOWN))
        .agg(active=pl.len())
        .sort("stage", "risk_grade"),
        plans=_plans(assessor, area),
        coverage=_coverage(assessor, area, active),
        cases=_cases(assessor, area),
        quality=_quality(assessor, area),
    )


def _plans(assessor: Assessor, area: str) -> pl.DataFrame:
    ground = assessor.ground
    rows = ground.frames["plans"].filter(pl.col("year") == ground.window.year)
    own = within(ground, rows.rename({"area_code": "area"})).filter(pl.col("target") == area)
    return (
        own.group_by("kind", "level")
        .agg(rows=pl.len(), batches=pl.col("batches").sum())
        .sort("kind", "level")
    )


def _coverage(assessor: Assessor, area: str, active: pl.DataFrame) -> pl.DataFrame:
    """Active enterprises by stage and trade, and how many of them were sampled in the window, as unit or producer."""
    batches = assessor.ground.batches
    seen = pl.concat(
        [batches.select(code="unit_code"), batches.select(code="producer_code")], how="vertical"
    )["code"].drop_nulls()
    return (
        active.with_columns(sampled=pl.col("credit_code").is_in(seen.unique().implode()))
        .group_by("stage", pl.col("trade").fill_null(UNKNOWN))
        .agg(active=pl.len(), sampled=pl.col("sampled").sum())
        .sort("stage", "trade")
    )


def _cases(assessor: Assessor, area: str) -> pl.DataFrame:
    """Clues found in the window: clue_no, area, found_on, should_file, filed_on, closed_on, as known by the day."""
    ground = assessor.ground
    day = ground.window.as_of
    clues = ground.frames["cases"].filter(ground.window.holds("found_on")).rename({"area_code": "area"})

    def known(column: str) -> pl.Expr:
        return pl.when(pl.col(column) <= day).then(pl.col(column)).alias(column)

    return (
        within(ground, clues)
        .filter(pl.col("target") == area)
        .select("clue_no", "area", "found_on", "should_file", known("filed_on"), known("closed_on"))
        .sort("found_on", "clue_no")
    )


def _quality(assessor: Assessor, area: str) -> DataQuality:
    ground = assessor.ground
    day: date = ground.window.as_of
    sheets = ground.frames["sheets"].filter(
        ground.window.holds("sampled_on") & (pl.col("task_kind") != "快速检测")
    )
    own = within(ground, sheets.rename({"area_code": "area"})).filter(pl.col("target") == area)
    valid = own.filter(pl.col("state") == "有效")
    reported = valid.filter(pl.col("reported_on") <= day)
    items = ground.frames["items"]["sheet_no"].unique().implode()
    counted = within(ground, ground.batches).filter(pl.col("target") == area)
    reviewed = ground.frames["reviews"]["sheet_no"].unique().implode()
    waited = (reported["reported_on"] - reported["sampled_on"]).dt.total_days()
    twins = (
        counted.filter(pl.col("unit_name").is_not_null())
        .group_by("unit_name", "sample_name", "sampled_on")
        .len()
    )
    return DataQuality(
        sheets=own.height,
        void=own.height - valid.height,
        unreported=valid.height - reported.height,
        without_code=valid["unit_code"].null_count(),
        without_items=reported.filter(~pl.col("sheet_no").is_in(items)).height,
        undecided=counted.filter(pl.col("verdict") == "未判定").height,
        reviewed=counted.filter(pl.col("sheet_no").is_in(reviewed)).height,
        slowest_days=None if waited.is_empty() else int(waited.max()),  # type: ignore[arg-type]
        median_days=None if waited.is_empty() else int(waited.sort()[(waited.len() - 1) // 2]),
        same_product=int(twins.filter(pl.col("len") > 1)["len"].sum()),
        returns=tuple(_returns(assessor, area)),
    )


def _returns(assessor: Assessor, area: str) -> Iterator[ReturnQuality]:
    figures = assessor.returns
    ended = assessor.ground.frames["returns"].filter(pl.col("quarter").is_in(figures.quarters))
    for measure in assessor.ground.catalogue.measures:
        filers = () if measure.from_records else figures.filers.of(measure, area)
        if not filers or not figures.quarters:
            continue
        own = ended.filter((pl.col("measure") == measure.code) & pl.col("area_code").is_in(filers))
        newest = own.sort("version").unique(["area_code", "quarter"], keep="last", maintain_order=True)
        accepted = own.filter(pl.col("state") == "已审核")
        yield ReturnQuality(
            measure.code,
            expected=len(filers) * len(figures.quarters),
            accepted=accepted.select("area_code", "quarter").n_unique(),
            corrected=accepted.filter(pl.col("version") > 1).select("area_code", "quarter").n_unique(),
            waiting=newest.filter(pl.col("state") != "已审核").height,
        )
