"""One sheet per indicator: the rows behind its figures, as many as a reader can go through.

The rest is in the record files, and the sheet says how many rows that are and what all of them add up to.
"""

from decimal import Decimal

import polars as pl

from domain.catalogue.measures import Measure
from domain.indicators.values import plain
from reports import wording
from reports.columns import RECORD_COLUMNS, in_order
from reports.model import PackageInput
from reports.sheets import Cell, Sheets

MOST_ROWS = 100  # of one measure
_WIDTHS = (10, 30, 12, 34, 12, 12, 8, 12, 22, 14, 14)


def add_indicator_sheets(sheets: Sheets, given: PackageInput) -> None:
    """A sheet for each indicator in the order of the catalogue, the rows of its measures below each other."""
    headers = [("代码", 8.0), *zip(RECORD_COLUMNS.values(), _WIDTHS, strict=True), ("辖区", 16.0)]
    for number, measures in given.assessment.catalogue.indicators():
        rows: list[tuple[Cell, ...]] = []
        notes = []
        for measure in measures:
            frame = in_order(given.records[measure.code], RECORD_COLUMNS)
            rows += _rows(given, measure, frame.head(MOST_ROWS))
            notes.append(_note(given, measure, frame.height))
        sheets.add(f"指标{number}", headers, rows, "　".join(notes))


def _rows(given: PackageInput, measure: Measure, frame: pl.DataFrame) -> list[tuple[Cell, ...]]:
    area = list(RECORD_COLUMNS).index("area")
    return [
        (measure.code, *map(_cell, row), given.name_of(row[area]) if row[area] is not None else None)
        for row in frame.iter_rows()
    ]


def _cell(cell: Cell | bool) -> Cell:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    # Frames hold all contributions with twelve decimals.
    return Decimal(plain(cell) or "0") if isinstance(cell, Decimal) else cell


def _note(given: PackageInput, measure: Measure, height: int) -> str:
    """What the sheet has of the measure, and what is left to its record file."""
    value = next(v for v in given.values if v.measure is measure and v.area == given.area.code)
    figures = f"分子 {wording.count(value.numerator)}，分母 {wording.count(value.denominator)}"
    told = f"指标 {measure.code}：{figures}，数值 {wording.figure(value)}；共{height}行"
    left = height - MOST_ROWS
    return (
        f"{told}，列出前{MOST_ROWS}行，其余{left}行见 records/{measure.code}.csv"
        if left > 0
        else f"{told}，全部列出"
    )
