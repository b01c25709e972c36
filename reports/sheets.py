"""Sheets of a workbook in one look: label, title, frozen header, print set-up for A4, filters, exact numbers.

Figures are number cells where a spreadsheet holds them exactly (at most 15 digits), with as many decimals as they
have; longer ones are text. Nothing is a formula, whatever a text begins with.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from domain.indicators.values import plain
from reports.chapters.signing import DRAFT
from reports.model import PackageInput
from reports.report import SYNTHETIC

Cell = str | int | Decimal | date | None


class Sheets:
    """Adds sheets of one look: label, title, frozen header, print set-up, filters."""

    def __init__(self, book: Any, given: PackageInput) -> None:
        self.book = book
        self.label = SYNTHETIC if given.synthetic else ""
        standing = given.papers.standing
        self.standing = DRAFT if standing is None else f"快照 {standing.snapshot}"
        # What every printed page says; the number of a snapshot would not fit beside a long name.
        self.labels = "　".join(filter(None, (DRAFT if standing is None else "", self.label)))
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

    def add(
        self,
        name: str,
        headers: Sequence[tuple[str, float]],
        rows: Sequence[Sequence[Cell]],
        note: str = "",
    ) -> None:
        """A sheet with a title over its header row; `headers` are words and column widths, `note` stands above them."""
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, name, self.title)
        told = "　".join(filter(None, (self.subtitle, self.standing, note)))
        sheet.write_string(1, 0, told, self.quiet)
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
        sheet.set_header(f"&L{_escaped(self.subtitle)}&C{self.labels}&R&A")
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
