"""What every measure stands on: the frames, the window of time, the target areas, and what is derived from them once.

W is the window from 1 January of the year to the as-of date or 31 December, E its last day, D the as-of date; the
names follow the exchange format's definitions.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from domain.calendar import WorkCalendar
from domain.catalogue.measures import Catalogue
from domain.errors import AsOfBeforeYear
from domain.indicators.schemas import Frames
from domain.indicators.verdicts import sheet_verdicts


@dataclass(frozen=True, slots=True)
class Window:
    """The year and the as-of date of an assessment. Raises `AsOfBeforeYear` when they do not fit."""

    year: int
    as_of: date

    def __post_init__(self) -> None:
        if self.as_of < self.start:
            raise AsOfBeforeYear(self.year, self.as_of.isoformat())

    @property
    def start(self) -> date:
        """1 January of the year."""
        return date(self.year, 1, 1)

    @property
    def end(self) -> date:
        """E, the last day of the window."""
        return min(self.as_of, date(self.year, 12, 31))

    def holds(self, column: str) -> pl.Expr:
        """Whether the day in `column` lies in the window."""
        return pl.col(column).is_between(self.start, self.end)


@dataclass(frozen=True)
class Ground:
    """Frames, window, calendar and target areas of one assessment."""

    frames: Frames
    catalogue: Catalogue
    calendar: WorkCalendar
    window: Window
    targets: tuple[str, ...]

    @cached_property
    def closure(self) -> pl.DataFrame:
        """(area, target) for every target and each area that rolls up to it, itself included.

        Roll-up follows the parent codes, never the digits of a code.
        """
        areas = self.frames["areas"].select(area="code", parent="parent_code")
        level = areas.filter(pl.col("area").is_in(self.targets)).select("area", target="area")
        levels = [level]
        while level.height:
            level = areas.join(level, left_on="parent", right_on="area").select("area", "target")
            levels.append(level)
        return pl.concat(levels)

    @cached_property
    def sheets(self) -> pl.DataFrame:
        """All valid sheets but quick tests that are reported by D, with `verdict` and `has_residue`."""
        sheets = self.frames["sheets"].filter(
            (pl.col("state") == "有效")
            & (pl.col("task_kind") != "快速检测")
            & (pl.col("reported_on") <= self.window.as_of)
        )
        # Only what can matter for the year is judged: sampled or reported within the window.
        sheets = sheets.filter(self.window.holds("sampled_on") | self.window.holds("reported_on"))
        verdicts = sheet_verdicts(sheets, self.frames["items"], self.frames["reviews"], self.window.as_of)
        return sheets.join(verdicts, on="sheet_no", how="left").with_columns(
            pl.col("verdict").fill_null("未判定"), pl.col("has_residue").fill_null(False)
        )

    @cached_property
    def batches(self) -> pl.DataFrame:
        """Counted batches: valid sheets but quick tests, reported by D, sampled in W."""
        return self.sheets.filter(self.window.holds("sampled_on")).rename({"area_code": "area"})

    @cached_property
    def enterprises(self) -> pl.DataFrame:
        """Confirmed enterprises of all areas with `active` (on E), `producer` and `kinds` (list of tags).

        A food producer is of stage 生产 and not a workshop (小作坊).
        """
        return (
            self.frames["enterprises"]
            .filter(pl.col("confirmed").fill_null(True))
            .rename({"area_code": "area"})
            .with_columns(
                active=active_on(self.window.end),
                producer=(pl.col("stage") == "生产") & (pl.col("trade") != "小作坊"),
                kinds=pl.col("tags").fill_null("").str.split(";"),
            )
        )


def active_on(day: date) -> pl.Expr:
    """Founded on or before the day and not closed by it."""
    return (pl.col("founded_on") <= day) & ~(pl.col("closed_on") <= day).fill_null(False)


def within(ground: Ground, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of `frame` once for every target area that their `area` rolls up to, as column `target`."""
    return frame.join(ground.closure, on="area")
