"""指标一览.xlsx: the same figures as the report, as a workbook to sort and filter.

Figures are number cells where a spreadsheet holds them exactly (at most 15 digits), with as many decimals as the
report prints; longer ones are text. Nothing is a formula.
"""

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

import xlsxwriter

from domain.indicators.values import MeasureValue, plain
from reports import wording
from reports.archive import Member, pack
from reports.columns import PLAN_COLUMNS, UNQUALIFIED_COLUMNS, in_order
from reports.model import PackageInput
from reports.report import SYNTHETIC

_MADE = datetime(1980, 1, 1)  # noqa: DTZ001 - a fixed mark, not a moment
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
Cell = str | int | Decimal | date | None


def workbook_bytes(given: PackageInput) -> bytes:
    """The workbook; same input, same bytes (its ZIP is packed in the form of `reports.archive`)."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    book.set_properties({"title": f"{given.area.name}{given.assessment.year}年度指标一览", "created": _MADE})
    sheets = _Sheets(book, given)
    _overview(sheets, given)
    _by_area(sheets, given)
    _plans(sheets, given)
    _unqualified(sheets, given)
    _definitions(sheets, given)
    book.close()
    with ZipFile(buffer) as written:
        return pack([Member(name, written.read(name)) for name in written.namelist()])


class _Sheets:
    """Adds sheets of one look: label, title, frozen header, print set-up, filters."""

    def __init__(self, book: Any, given: PackageInput) -> None:
        self.book = book
        self.label = SYNTHETIC if given.synthetic else ""
        assessment = given.assessment
        self.subtitle = f"{given.area.name}　{assessment.year}年度　截止 {assessment.as_of.isoformat()}"
        look = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
        lined = {**look, "border": 1, "border_color": "#BDC4CC"}
        self.title = book.add_format({**look, "font_size": 14, "bold": True})
        self.mark = book.add_format({**look, "bold": True, "font_color": "#9E2B26"})
        self.quiet = book.add_format({**look, "font_color": "#666C73"})
        self.header = book.add_format(
            {**lined, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#E6EBF0"}
        )
        self.text = book.add_format({**lined, "text_wrap": True})
        self.day = book.add_format({**lined, "num_format": "yyyy-mm-dd", "align": "center"})
        self._lined = lined
        self._numbers: dict[str, Any] = {}

    def add(self, name: str, headers: Sequence[tuple[str, float]], rows: Sequence[Sequence[Cell]]) -> None:
        """A sheet with a title over its header row; `headers` are words and column widths."""
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, name, self.title)
        sheet.write_string(1, 0, self.subtitle, self.quiet)
        if self.label:
            sheet.write_string(1, min(4, len(headers) - 1), self.label, self.mark)
        for column, (header, width) in enumerate(headers):
            sheet.set_column(column, column, width)
            sheet.write_string(2, column, header, self.header)
        for number, row in enumerate(rows, start=3):
            for column, cell in enumerate(row):
                self._write(sheet, number, column, cell)
        sheet.freeze_panes(3, 2)
        sheet.autofilter(2, 0, max(3, len(rows) + 2), len(headers) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        sheet.set_header(f"&L{_escaped(self.subtitle)}&C{self.label}&R&A")
        sheet.set_footer("&C第 &P 页　共 &N 页")

    def _write(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        if cell is None:
            sheet.write_blank(row, column, None, self.text)
        elif isinstance(cell, str):
            sheet.write_string(row, column, cell, self.text)
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, cell, self.day)
        elif _exact_in_a_spreadsheet(cell):
            sheet.write_number(row, column, cell, self._number(cell))
        else:
            sheet.write_string(row, column, plain(cell) or "", self.text)

    def _number(self, cell: int | Decimal) -> Any:
        """A format with the decimals of the figure, so that what is shown is what is stored."""
        exponent = cell.as_tuple().exponent if isinstance(cell, Decimal) else 0
        decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        pattern = "0" + ("." + "0" * decimals if decimals else "")
        if pattern not in self._numbers:
            self._numbers[pattern] = self.book.add_format(
                {**self._lined, "num_format": pattern, "align": "right"}
            )
        return self._numbers[pattern]


def _escaped(text: str) -> str:
    return text.replace("&", "&&")


def _exact_in_a_spreadsheet(number: int | Decimal) -> bool:
    """Whether at most 15 significant digits, which is what a spreadsheet keeps."""
    return len(Decimal(number).as_tuple().digits) <= 15


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _overview(sheets: _Sheets, given: PackageInput) -> None:
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


def _by_area(sheets: _Sheets, given: PackageInput) -> None:
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


def _plans(sheets: _Sheets, given: PackageInput) -> None:
    frame = in_order(given.plans, PLAN_COLUMNS)
    widths = (20, 8, 14, 10, 12, 24, 10, 10, 10, 10)
    headers = [*zip(PLAN_COLUMNS.values(), widths, strict=True), ("辖区", 16), ("完成率（%）", 12)]
    rows = []
    for row in frame.iter_rows():
        planned, completed = row[7], row[9]
        rate = _number(wording.share(completed, planned)) if planned else None
        rows.append((*row, given.name_of(row[4]), rate))
    sheets.add("计划完成", headers, rows)


def _unqualified(sheets: _Sheets, given: PackageInput) -> None:
    frame = in_order(given.unqualified, UNQUALIFIED_COLUMNS)
    widths = (26, 22, 18, 28, 28, 12, 12, 12, 28, 16, 12, 12)
    headers = [*zip(UNQUALIFIED_COLUMNS.values(), widths, strict=True), ("辖区", 16)]
    sheets.add("不合格样品", headers, [(*row, given.name_of(row[5])) for row in frame.iter_rows()])


def _definitions(sheets: _Sheets, given: PackageInput) -> None:
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
