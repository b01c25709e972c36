"""The marked copy of a refused workbook: the same cells, the bad ones coloured and commented, all listed at the end.

Row by row on both sides, so that a large workbook needs no more memory than reading it; formats, widths and
validations are not carried over. Text is written as text, never as a formula.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import xlsxwriter

from domain.exchange.tables import TABLE_BY_NAME
from sampling.exchange.findings import Finding, Findings
from sampling.exchange.headers import read_header
from sampling.exchange.raw import RawTable
from sampling.exchange.workbook_rows import WorkbookFile

_COMMENTS_AT_MOST = 2_000  # every comment is a drawing that the spreadsheet program loads at once
_LIST_TITLE = "导入错误清单"
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_TITLE_CHARS = 31
_LISTED_AT_MOST = 1_048_000
_LIST_HEADERS = ("数据表", "行", "列", "代码", "说明")


Marks = dict[int, dict[int, Finding]]
"""Findings by row and column position, both from 0."""


def mark_copy(
    workbook: WorkbookFile,
    target: Path,
    errors: Sequence[Finding],
    marks_of: Callable[[str], Marks] | None = None,
) -> None:
    """Write the copy to `target`, replacing a file that is there.

    `marks_of` tells the marks of a worksheet by its title where the workbook is not of the exchange format.
    """
    find = marks_of or partial(_marks, workbook, errors)
    with xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "nan_inf_to_errors": True,
        },
    ) as book:
        pen = _Pen(book)
        for sheet in workbook.sheets:
            shown = sheet.visible or sheet.title.strip().lower() in TABLE_BY_NAME
            if shown and sheet.title != _LIST_TITLE:
                pen.copy_sheet(pen.free_title(sheet.title), workbook.rows(sheet.title), find(sheet.title))
        pen.list_errors(errors)


def _marks(workbook: WorkbookFile, errors: Sequence[Finding], title: str) -> Marks:
    """A finding without a cell goes to the header's first one."""
    table = TABLE_BY_NAME.get(title.strip().lower())
    mine = [error for error in errors if table is not None and error.file == table.name]
    if table is None or not mine:
        return {}
    raw = RawTable(table.name, partial(workbook.rows, title), titled=True, guarded=False)
    header, _ = read_header(raw, table, Findings(workbook.limits.findings))
    at = {
        column.header: header.positions[column.name]
        for column in table.known_columns
        if column.name in header.positions
    }
    marks: Marks = {}
    for error in mine:
        row = (error.row or header.row) - 1
        marks.setdefault(row, {}).setdefault(at.get(error.column or "", 0), error)
    return marks


class _Pen:
    """Writes sheets into one workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._bad = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
        self._plain_formats = {kind: book.add_format({"num_format": kind}) for kind in _DATE_FORMATS.values()}
        self._bad_formats = {
            kind: book.add_format({**self._bad, "num_format": kind}) for kind in _DATE_FORMATS.values()
        }
        self._bad_format = book.add_format(self._bad)
        self._comments = 0
        self._titles = {_LIST_TITLE}

    def free_title(self, title: str) -> str:
        """The title as spreadsheet programs allow it; other programs write longer ones and other characters."""
        base = _NOT_IN_TITLES.sub("_", title).strip("'")[:_TITLE_CHARS] or "_"
        allowed, number = base, 1
        while allowed.lower() in self._titles:
            number += 1
            allowed = f"{base[: _TITLE_CHARS - 6]} ({number})"
        self._titles.add(allowed.lower())
        return allowed

    def copy_sheet(
        self, title: str, rows: Iterator[Sequence[object]], marks: dict[int, dict[int, Finding]]
    ) -> None:
        sheet = self._book.add_worksheet(title)
        for at, row in enumerate(rows):
            bad = marks.get(at, {})
            for column in range(max(len(row), max(bad, default=-1) + 1)):
                cell = row[column] if column < len(row) else ""
                self._write(sheet, at, column, cell, marked=column in bad)
                if column in bad and self._comments < _COMMENTS_AT_MOST:
                    self._comments += 1
                    sheet.write_comment(at, column, bad[column].message, {"author": "shian"})

    def list_errors(self, errors: Sequence[Finding]) -> None:
        sheet = self._book.add_worksheet(_LIST_TITLE)
        sheet.write_row(0, 0, _LIST_HEADERS)
        for at, error in enumerate(errors[:_LISTED_AT_MOST], start=1):
            shown = (error.file, error.row, error.column, error.code, error.message)
            for column, cell in enumerate(shown):
                self._write(sheet, at, column, "" if cell is None else cell, marked=False)

    def _write(self, sheet: Any, row: int, column: int, cell: object, *, marked: bool) -> None:
        if isinstance(cell, bool):
            sheet.write_boolean(row, column, cell, self._bad_format if marked else None)
        elif isinstance(cell, (int, float)):
            sheet.write_number(row, column, cell, self._bad_format if marked else None)
        elif isinstance(cell, (datetime, date, time, timedelta)):
            kind = next(shown for known, shown in _DATE_FORMATS.items() if isinstance(cell, known))
            formats = self._bad_formats if marked else self._plain_formats
            sheet.write_datetime(row, column, cell, formats[kind])
        elif cell != "":
            sheet.write_string(row, column, str(cell), self._bad_format if marked else None)
        elif marked:
            sheet.write_blank(row, column, None, self._bad_format)


_DATE_FORMATS: dict[type, str] = {
    datetime: "yyyy-mm-dd hh:mm:ss",
    date: "yyyy-mm-dd",
    time: "hh:mm:ss",
    timedelta: "[h]:mm:ss",
}
