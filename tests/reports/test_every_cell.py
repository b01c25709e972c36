"""On made-up cities: every figure is one figure in the PDF's glyphs, XLSX, JSON, Parquet, CSV and the API's answer."""

import io
import json
import os
import zipfile
from collections.abc import Iterator
from ctypes import c_double
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import polars as pl
import pypdfium2
import pypdfium2.raw as pdfium
from hypothesis import HealthCheck, Phase, assume, given, note, settings

from api.desk import Desk
from api.packaging import package_input
from api.tables import assessment_json, csv_row
from domain.catalogue.measures import load_catalogue
from domain.errors import CalendarNotPublished
from domain.indicators.values import STATUS_WORDS, MeasureValue, plain
from reports.indicator_sections import AREA_COLUMNS
from reports.indicator_sheets import MOST_ROWS
from reports.model import PackageInput
from reports.package import build_package
from sampling.calendar import shipped_calendar
from tests.worlds import Scenario, scenarios
from tests.worlds.frames import frames_of

DEEP = os.environ.get("SHIAN_DEEP") == "1"
CATALOGUE, CALENDAR = load_catalogue(), shipped_calendar()
HEADERS = "辖区分子分母数值差距数据结论"
Figures = tuple[
    str | None, str | None, str | None, str | None
]  # numerator, denominator, value and gap as printed


@settings(
    max_examples=60 if DEEP else 4,
    derandomize=not DEEP,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(scenario=scenarios())
def test_every_cell_of_every_file_is_the_figure_of_the_assessment(scenario: Scenario) -> None:
    note(f"{scenario.year} as of {scenario.as_of}, city {scenario.city}")
    desk = Desk(frames_of(scenario.world), CATALOGUE, CALENDAR)
    try:
        package = package_input(
            desk,
            year=scenario.year,
            as_of=scenario.as_of,
            city=scenario.city,
            original=desk.frames["plans"],
        )
    except CalendarNotPublished:
        assume(False)
        raise
    with zipfile.ZipFile(io.BytesIO(build_package(package))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    expected = {(value.measure.code, value.area): figures_of(value) for value in package.values}
    assert of_the_document(files["自评报告.pdf"], package) == expected
    assert of_the_workbook(files["指标一览.xlsx"]) == expected
    assert of_parquet(files["values.parquet"]) == expected
    answered = json.loads(json.dumps(assessment_json(package.assessment)))["values"]
    assert json.loads(files["indicators.json"])["values"] == answered
    for value in package.values:
        row = csv_row(value, package.name_of(value.area))
        assert (row[6], row[7]) == (plain(value.numerator) or "", plain(value.denominator) or "")
    rows_are_those_of_the_record_files(files, package)


def figures_of(value: MeasureValue) -> Figures:
    return (plain(value.numerator), plain(value.denominator), value.shown, value.gap_shown)


def of_parquet(content: bytes) -> dict[tuple[str, str], Figures]:
    frame = pl.read_parquet(io.BytesIO(content))
    return {
        (row["measure"], row["area"]): (
            plain(row["numerator"]),
            plain(row["denominator"]),
            row["shown"],
            row["gap"],
        )
        for row in frame.iter_rows(named=True)
    }


def of_the_workbook(content: bytes) -> dict[tuple[str, str], Figures]:
    """Numbers of up to 15 digits are number cells whose format shows as many decimals as the report prints."""
    sheet = openpyxl.load_workbook(io.BytesIO(content))["指标一览"]
    found = {}
    for cells in sheet.iter_rows(min_row=4):
        numerator, denominator, value, gap = (_as_shown(cell) for cell in cells[6:10])
        found[cells[0].value, cells[2].value] = (
            numerator,
            denominator,
            value,
            f"+{gap}" if gap is not None and Decimal(gap) > 0 else gap,
        )
    return found


def _as_shown(cell: Any) -> str | None:
    if cell.value is None or isinstance(cell.value, str):
        return None if cell.value is None else str(cell.value).lstrip("+")
    decimals = len(cell.number_format.partition(".")[2])
    shown = f"{Decimal(str(cell.value)):.{decimals}f}"
    assert Decimal(shown) == Decimal(str(cell.value)), "the format hides decimals"
    return shown


def rows_are_those_of_the_record_files(files: dict[str, bytes], package: PackageInput) -> None:
    """Each indicator's sheet: the first rows of its measures' files, number for number, none beyond the bound."""
    book = openpyxl.load_workbook(io.BytesIO(files["指标一览.xlsx"]))
    for number, measures in CATALOGUE.indicators():
        told = [tuple(cell.value for cell in row) for row in book[f"指标{number}"].iter_rows(min_row=4)]
        wanted = []
        for measure in measures:
            frame = pl.read_parquet(io.BytesIO(files[f"records/{measure.code}.parquet"]))
            wanted += [(measure.code, *row) for row in frame.head(MOST_ROWS).iter_rows()]
        # An empty sheet keeps a blank line under its header.
        told = [row for row in told if any(cell is not None for cell in row)]
        assert [_comparable(row[:12]) for row in told] == [_comparable(row) for row in wanted]
        assert sum(len(files[f"records/{m.code}.csv"]) > 0 for m in measures) == len(measures)
    assert package.area.name in str(book["指标1"]["A2"].value)


def _comparable(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(map(_plain_cell, row))


def _plain_cell(cell: Any) -> Any:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    if isinstance(cell, int | float | Decimal):
        return plain(Decimal(str(cell)))
    # More digits than a spreadsheet keeps are text, and so is an identifier of digits alone.
    return cell


def of_the_document(content: bytes, package: PackageInput) -> dict[tuple[str, str], Figures]:
    """The tables by area, read by the places of their glyphs: cells wrap where a figure is longer than its column."""
    names = {area.name: area.code for area in package.areas}
    document = pypdfium2.PdfDocument(content)
    tables = [rows for page in document for rows in _tables(_lines(page))]
    assert len(tables) == len(CATALOGUE.measures)
    found = {}
    for measure, rows in zip(CATALOGUE.measures, tables, strict=True):
        assert len(rows) == len(names), measure.code
        for name, *cells in rows:
            told = tuple(None if cell == "—" else cell for cell in cells[:4])
            found[measure.code, names[name]] = told
            assert cells[4] in STATUS_WORDS.values()
    return found  # type: ignore[return-value]


Line = list[tuple[float, str, float]]  # x, character, size


def _lines(page: pypdfium2.PdfPage) -> list[Line]:
    """Characters of a page by baseline, from above."""
    text = page.get_textpage()
    lines: dict[float, Line] = {}
    for index in range(text.count_chars()):
        if pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue
        x, y = c_double(), c_double()
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        size = pdfium.FPDFText_GetFontSize(text, index)
        lines.setdefault(round(y.value, 1), []).append((x.value, text.get_text_range(index, 1), size))
    return [sorted(lines[y]) for y in sorted(lines, reverse=True)]


def _tables(lines: list[Line]) -> Iterator[list[list[str]]]:
    """The tables under the known header: columns end where the next header's column begins by its share."""
    shares = tuple(column.share for column in AREA_COLUMNS)
    width, left = 156 * 72 / 25.4, 28 * 72 / 25.4
    ends = [left + width * sum(shares[: at + 1]) / sum(shares) for at in range(len(shares))]
    for number, line in enumerate(lines):
        if "".join(character for _, character, _ in line).replace(" ", "") != HEADERS:
            continue
        rows: list[list[str]] = []
        for below in lines[number + 1 :]:
            if any(abs(size - 10.5) > 0.1 for _, _, size in below):
                break
            cells = [""] * len(shares)
            for x, character, _ in below:
                column = next(at for at, end in enumerate(ends) if x < end)
                cells[column] += character.strip()
            if cells[0]:
                rows.append(cells)
            else:
                rows[-1] = [before + more for before, more in zip(rows[-1], cells, strict=True)]
        yield rows
