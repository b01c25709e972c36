"""Marked copies of refused workbooks of the national system."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from sampling.exchange.findings import Finding
from sampling.exchange.marking import Marks, mark_copy
from sampling.national.reading import NationalFiles, NationalTable


def mark_copies(
    files: NationalFiles, errors: Sequence[Finding], target_of: Callable[[Path], Path | None]
) -> list[Path]:
    """Copy every workbook that has errors to where `target_of` says; returns the copies."""
    copies: list[Path] = []
    for path, book in files.workbooks.items():
        tables = [table for table in files.tables if table.path == path]
        labels = {table.label for table in tables}
        mine = [error for error in errors if error.file in labels]
        target = target_of(path) if mine else None
        if target is not None:
            marks = {table.sheet: _marks(table, mine) for table in tables}
            mark_copy(book, target, mine, partial(_of_sheet, marks))
            copies.append(target)
    return copies


def _of_sheet(marks: Mapping[str, Marks], title: str) -> Marks:
    return marks.get(title, {})


def _marks(table: NationalTable, errors: Sequence[Finding]) -> Marks:
    """An error without a cell of its own (a missing column) goes to the header's first one."""
    at = {table.header.title(name): places[0] for name, places in table.header.positions.items()}
    marks: Marks = {}
    for error in errors:
        if error.file == table.label:
            row = (error.row or table.header_row) - 1
            marks.setdefault(row, {}).setdefault(at.get(error.column or "", 0), error)
    return marks
