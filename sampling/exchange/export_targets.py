"""What an export is written as: a folder of CSV files, a ZIP of them, or a workbook.

Which rows there are is the work of `exporting`, taking a place on disk that of `outputs`.
"""

import csv
import hashlib
import io
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

import xlsxwriter

from domain.errors import UnusableInput
from domain.exchange.tables import TABLES, Table
from sampling.exchange.export_rows import Cell
from sampling.exchange.outputs import OutputSuffixUnknown, placed_file, placed_folder

WriteRow = Callable[[Sequence[Cell]], None]

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that ZIP can say
_SHEET_ROWS = 1_048_576
_CELL_CHARS = 32_767
# Suffixes of things that an export is not; anything else without .zip or .xlsx is the name of a folder.
_MISTAKEN = frozenset((".csv", ".xls", ".xlsm", ".json", ".txt", ".rar", ".7z", ".gz", ".tar", ".db"))


class TooLargeForWorkbook(UnusableInput):
    """More rows or longer text than a worksheet can hold."""

    code = "too-large-for-workbook"

    def __init__(self, table: str, what: str, limit: int) -> None:
        super().__init__(
            f"{table} 的{what}超过 XLSX 的上限 {limit}，请改为导出文件夹或 ZIP",
            table=table,
            what=what,
            limit=limit,
        )


class ExportTarget(ABC):
    """Takes the tables one after the other. `guarded`: cells need the apostrophe against formulas."""

    guarded: bool

    @abstractmethod
    def table(self, table: Table) -> AbstractContextManager[WriteRow]:
        """Begin a table with its header; inside, the given function writes one row."""

    @abstractmethod
    def close(self) -> dict[str, str]:
        """Finish what was written; SHA-256 by file name."""


@contextmanager
def export_target(out: Path, *, force: bool) -> Iterator[ExportTarget]:
    """The target for a name. What was written takes its place when the block ends, and vanishes when it fails."""
    suffix = out.suffix.lower()
    if suffix in _MISTAKEN:
        raise OutputSuffixUnknown(str(out), suffix)
    if suffix == ".xlsx":
        with placed_file(out, force=force) as file:
            yield _WorkbookTarget(file)
    elif suffix == ".zip":
        with placed_file(out, force=force) as file:
            yield _ZipTarget(file)
    else:
        with placed_folder(out, force=force) as folder:
            yield _FolderTarget(folder)


class _FolderTarget(ExportTarget):
    guarded = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def table(self, table: Table) -> Iterator[WriteRow]:
        with (self._folder / _member(table)).open("w", encoding="utf-8", newline="") as file:
            yield _csv_table(file, table)

    def close(self) -> dict[str, str]:
        return {_member(table): _sha256(self._folder / _member(table)) for table in TABLES}


class _ZipTarget(ExportTarget):
    guarded = True

    def __init__(self, file: Path) -> None:
        self._file = file
        self._archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)

    @contextmanager
    def table(self, table: Table) -> Iterator[WriteRow]:
        member = zipfile.ZipInfo(_member(table), _FIXED_TIME)
        member.compress_type = zipfile.ZIP_DEFLATED
        member.create_system = 3
        member.external_attr = 0o644 << 16
        with (
            self._archive.open(member, "w", force_zip64=True) as raw,
            io.TextIOWrapper(raw, encoding="utf-8", newline="") as file,
        ):
            yield _csv_table(file, table)

    def close(self) -> dict[str, str]:
        self._archive.close()
        return {self._file.name: _sha256(self._file)}


class _WorkbookTarget(ExportTarget):
    guarded = False

    def __init__(self, file: Path) -> None:
        self._file = file
        self._book = xlsxwriter.Workbook(file, {"constant_memory": True, "use_zip64": True})
        self._book.set_properties({"created": datetime(*_FIXED_TIME)})  # noqa: DTZ001  (a document property)
        self._head = self._book.add_format({"bold": True})

    @contextmanager
    def table(self, table: Table) -> Iterator[WriteRow]:
        sheet = self._book.add_worksheet(table.name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(table.all_columns) - 1, 16)
        for at, column in enumerate(table.all_columns):
            sheet.write_string(0, at, column.header, self._head)
        row = 0

        def write(cells: Sequence[Cell]) -> None:
            nonlocal row
            row += 1
            if row >= _SHEET_ROWS:
                raise TooLargeForWorkbook(table.name, "行数", _SHEET_ROWS)
            for at, cell in enumerate(cells):
                if type(cell) is int:
                    sheet.write_number(row, at, cell)
                elif cell and sheet.write_string(row, at, cell):
                    raise TooLargeForWorkbook(table.name, "单元格字数", _CELL_CHARS)

        yield write

    def close(self) -> dict[str, str]:
        self._book.close()
        return {self._file.name: _sha256(self._file)}


def _csv_table(file: io.TextIOBase, table: Table) -> WriteRow:
    # With CR in the line end, a CR inside a cell is quoted as well.
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(column.header for column in table.all_columns)
    return writer.writerow


def _member(table: Table) -> str:
    return f"{table.name}.csv"


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
