"""Returns measures: what departments filed, quarter by quarter.

Only accepted returns count, of those the highest version of each quarter, and only quarters of the year that had
ended by the as-of date. A flow adds the quarters up; a stock takes each filer's own newest quarter.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from domain.catalogue.measures import Catalogue, Measure
from domain.indicators.ground import Window
from domain.indicators.schemas import EXACT, Frames
from domain.indicators.values import MeasureValue, Status

_QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))


def ended_quarters(window: Window) -> list[str]:
    """Quarters of the year whose last day is not after the as-of date, oldest first: `2023Q1`."""
    return [
        f"{window.year}Q{number}"
        for number, end in enumerate(_QUARTER_ENDS, start=1)
        if date(window.year, *end) <= window.as_of
    ]


@dataclass(frozen=True, slots=True)
class Filers:
    """Who may file: the city and its districts (areas of level 县区 below it)."""

    city: str
    districts: tuple[str, ...]

    def of(self, measure: Measure, area: str) -> tuple[str, ...]:
        """The units whose returns make up the area's figure; empty where the measure is not filed at its level."""
        districts = self.districts if "district" in measure.filed_by else ()
        if area == self.city:
            return ((self.city,) if "city" in measure.filed_by else ()) + districts
        return (area,) if area in districts else ()


class ReturnFigures:
    """The returns that count in a year, ready to be added up."""

    def __init__(self, frames: Frames, catalogue: Catalogue, window: Window, filers: Filers) -> None:
        self.quarters = ended_quarters(window)
        self.filers = filers
        self._rows = _counting_rows(frames["returns"], catalogue, self.quarters).to_dicts()

    def rows(self, measure: Measure, area: str) -> list[dict[str, object]]:
        """The filed returns behind the area's figure, by quarter and filer."""
        filers = self.filers.of(measure, area)
        rows = [row for row in self._rows if row["measure"] == measure.code and row["area_code"] in filers]
        return sorted(rows, key=lambda row: (row["quarter"], row["area_code"]))

    def lacking(self, measure: Measure, area: str) -> list[tuple[str, str]]:
        """(filer, quarter) that should be there and are not: every ended quarter of a flow, the newest of a stock."""
        wanted = self.quarters if measure.over == "flow" else self.quarters[-1:]
        there = {(row["area_code"], row["quarter"]) for row in self.rows(measure, area)}
        return [
            (filer, quarter)
            for filer in self.filers.of(measure, area)
            for quarter in wanted
            if (filer, quarter) not in there
        ]

    def value(self, measure: Measure, area: str) -> MeasureValue:
        """The measure's value for the area."""
        if not self.filers.of(measure, area):
            return MeasureValue(measure, area, None, None, Status.NOT_APPLICABLE)
        rows = self.rows(measure, area)
        if not rows:
            return MeasureValue(measure, area, None, None, Status.MISSING)
        numerator = _total(rows, "numerator")
        denominator = _total(rows, "denominator")
        if self.lacking(measure, area):
            status = Status.INCOMPLETE
        else:
            status = Status.OK if denominator else Status.NOT_APPLICABLE
        return MeasureValue(measure, area, numerator, denominator, status)


def _total(rows: list[dict[str, object]], column: str) -> Decimal:
    total = pl.Series([row[column] for row in rows], dtype=EXACT).sum()
    assert isinstance(total, Decimal)
    return total


def _counting_rows(returns: pl.DataFrame, catalogue: Catalogue, quarters: list[str]) -> pl.DataFrame:
    stocks = [measure.code for measure in catalogue.measures if measure.over == "stock"]
    newest_version = (
        returns.filter((pl.col("state") == "已审核") & pl.col("quarter").is_in(quarters))
        .sort("version")
        .unique(["measure", "area_code", "quarter"], keep="last", maintain_order=True)
    )
    newest_quarter = pl.col("quarter") == pl.col("quarter").max().over("measure", "area_code")
    return newest_version.filter(~pl.col("measure").is_in(stocks) | newest_quarter).with_columns(
        pl.col("numerator", "denominator").cast(EXACT)
    )
