"""指标一览.xlsx: the same figures as the report, as a workbook to sort and filter.

Figures have as many decimals as the report prints; how cells hold them is `reports.sheets`, the sheets with the rows
behind each indicator are `reports.indicator_sheets`.
"""

import io
from datetime import datetime
from decimal import Decimal
from zipfile import ZipFile

import xlsxwriter

from domain.indicators.values import MeasureValue, plain
from reports import wording
from reports.archive import Member, pack
from reports.columns import PLAN_COLUMNS, UNQUALIFIED_COLUMNS, in_order
from reports.evidence_files import EVIDENCE_TITLES, evidence_rows
from reports.indicator_sheets import add_indicator_sheets
from reports.model import PackageInput
from reports.sheets import Cell, Sheets

_MADE = datetime(1980, 1, 1)  # noqa: DTZ001 - a fixed mark, not a moment
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def workbook_bytes(given: PackageInput) -> bytes:
    """The workbook; same input, same bytes (its ZIP is packed in the form of `reports.archive`)."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    book.set_properties({"title": f"{given.area.name}{given.assessment.year}年度指标一览", "created": _MADE})
    sheets = Sheets(book, given)
    _overview(sheets, given)
    _by_area(sheets, given)
    _plans(sheets, given)
    _unqualified(sheets, given)
    _definitions(sheets, given)
    _evidence(sheets, given)
    add_indicator_sheets(sheets, given)
    book.close()
    with ZipFile(buffer) as written:
        return pack([Member(name, written.read(name)) for name in written.namelist()])


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _overview(sheets: Sheets, given: PackageInput) -> None:
    headers = (
        ("代码", 8),
        ("指标", 46),
        ("区划代码", 12),
        ("辖区", 14),
        ("目标", 16),
        ("单位", 12),
        ("分子", 14),
        ("分母", 14),
        ("数值", 11),
        ("差距", 11),
        ("数据", 11),
        ("结论", 11),
    )
    rows = [_value_cells(given, value) for value in given.values]
    sheets.add("指标一览", headers, rows)


def _value_cells(given: PackageInput, value: MeasureValue) -> tuple[Cell, ...]:
    measure = value.measure
    return (
        measure.code,
        measure.name,
        value.area,
        given.name_of(value.area),
        wording.with_unit(measure.target.text, measure),
        measure.unit,
        _number(plain(value.numerator)),
        _number(plain(value.denominator)),
        _number(value.shown),
        _number(value.gap_shown),
        wording.status_word(value),
        wording.verdict_word(value),
    )


def _by_area(sheets: Sheets, given: PackageInput) -> None:
    """One row per measure, one column per area."""
    by_key = {(value.measure.code, value.area): value for value in given.values}
    headers = [("代码", 8.0), ("指标", 46.0), ("目标", 16.0), *((area.name, 12.0) for area in given.areas)]
    rows: list[list[Cell]] = []
    for measure in given.assessment.catalogue.measures:
        cells: list[Cell] = [measure.code, measure.name, wording.with_unit(measure.target.text, measure)]
        for area in given.areas:
            value = by_key[measure.code, area.code]
            cells.append(wording.status_word(value) if value.shown is None else _number(value.shown))
        rows.append(cells)
    sheets.add("分辖区", headers, rows)


def _plans(sheets: Sheets, given: PackageInput) -> None:
    frame = in_order(given.plans, PLAN_COLUMNS)
    widths = (20, 8, 14, 10, 12, 24, 10, 10, 10, 10)
    headers = [*zip(PLAN_COLUMNS.values(), widths, strict=True), ("辖区", 16), ("完成率（%）", 12)]
    rows = []
    for row in frame.iter_rows():
        planned, completed = row[7], row[9]
        rate = _number(wording.share(completed, planned)) if planned else None
        rows.append((*row, given.name_of(row[4]), rate))
    sheets.add("计划完成", headers, rows)


def _unqualified(sheets: Sheets, given: PackageInput) -> None:
    frame = in_order(given.unqualified, UNQUALIFIED_COLUMNS)
    widths = (26, 22, 18, 28, 28, 12, 12, 12, 28, 16, 12, 12)
    headers = [*zip(UNQUALIFIED_COLUMNS.values(), widths, strict=True), ("辖区", 16)]
    sheets.add("不合格样品", headers, [(*row, given.name_of(row[5])) for row in frame.iter_rows()])


def _definitions(sheets: Sheets, given: PackageInput) -> None:
    words = ("代码", "指标", "分子", "分母", "算法", "来源", "责任部门", "不计入")
    headers = list(zip(words, (8, 40, 44, 44, 26, 40, 22, 60), strict=True))
    rows = [
        (
            measure.code,
            measure.name,
            measure.numerator,
            measure.denominator,
            wording.formula(measure),
            wording.source(measure),
            measure.department,
            wording.bounds(measure),
        )
        for measure in given.assessment.catalogue.measures
    ]
    sheets.add("口径说明", headers, rows)


def _evidence(sheets: Sheets, given: PackageInput) -> None:
    widths = (20, 40, 22, 26, 12, 8, 10, 16, 30, 30, 66)
    sheets.add("证据目录", list(zip(EVIDENCE_TITLES.values(), widths, strict=True)), evidence_rows(given))
