"""Opening files of the national system: CSV or XLSX, a title above the header or none, within the import's bounds.

Cells are handed on as they are; what they mean is `translation`'s work.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from domain.national.headers import HeaderRow, count_known, read_headers
from sampling.cells.limits import LimitExceeded, Limits
from sampling.cells.reading import BLANKS
from sampling.cells.unusable import SourceNotFound, SourceNotReadable
from sampling.exchange.archive import open_archive
from sampling.exchange.csv_rows import csv_rows, inspect_text
from sampling.exchange.raw import RawRow
from sampling.exchange.workbook_rows import WorkbookFile, check_workbook, is_workbook
from sampling.national.unusable import FileTwice, NotNationalExport

_TITLE_ROWS = 10
_KNOWN_HEADERS = 3
_ZIP_START = b"PK"
_OLE_START = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class NationalTable:
    """One CSV file or one worksheet: `label` names it in reports, `header_row` counts as a spreadsheet does."""

    label: str
    header: HeaderRow
    header_row: int
    width: int
    all_rows: Callable[[], Iterator[RawRow]]
    expected_rows: int | None
    path: Path
    sheet: str = ""  # the worksheet's title

    def rows(self) -> Iterator[tuple[int, RawRow]]:
        """The filled rows below the header with their numbers, each as wide as the header or wider."""
        for number, row in enumerate(self.all_rows(), start=1):
            if number > self.header_row and not _is_blank(row):
                missing = self.width - len(row)
                yield number, ([*row, *[""] * missing] if missing > 0 else row)


@dataclass(frozen=True, slots=True)
class NationalFiles:
    """All tables of one command, worksheets that were left aside, and SHA-256 by file."""

    tables: tuple[NationalTable, ...]
    ignored: tuple[str, ...]
    digests: dict[str, str]
    workbooks: dict[Path, WorkbookFile]


def open_files(paths: Sequence[Path], limits: Limits) -> NationalFiles:
    """Raises leaves of `UnusableInput`: not there, not readable, past a limit, not of the national system."""
    names = [path.name for path in paths]
    tables: list[NationalTable] = []
    ignored: list[str] = []
    digests: dict[str, str] = {}
    workbooks: dict[Path, WorkbookFile] = {}
    total = 0
    for path in paths:
        label = path.name if names.count(path.name) == 1 else path.as_posix()
        total += _size(path)
        if total > limits.source_bytes:
            raise LimitExceeded(label, "字节数", limits.source_bytes)
        opened, left, digest = _open(path, label, limits, workbooks)
        for known, other in digests.items():
            if other == digest:
                raise FileTwice(known, label)
        digests[label] = digest
        tables += opened
        ignored += left
    return NationalFiles(tuple(tables), tuple(ignored), digests, workbooks)


def _size(path: Path) -> int:
    try:
        with path.open("rb"):
            return path.stat().st_size
    except OSError:
        raise SourceNotFound(str(path)) from None


def _open(
    path: Path, label: str, limits: Limits, workbooks: dict[Path, WorkbookFile]
) -> tuple[list[NationalTable], list[str], str]:
    with path.open("rb") as file:
        start = file.read(4)
    if start == _OLE_START:
        raise SourceNotReadable(label, "旧版 XLS 或加密的工作簿不能读取，请去掉密码并另存为 XLSX")
    if not start.startswith(_ZIP_START):
        text = inspect_text(path, label)
        table = _table(path, label, partial(csv_rows, text, limits), text.line_breaks)
        if table is None:
            raise NotNationalExport(label)
        return [table], [], text.sha256
    with open_archive(path, label, limits) as archive:
        if not is_workbook(archive):
            raise SourceNotReadable(label, "压缩包不能直接导入，请先解压出其中的 XLSX 或 CSV 文件")
    book = workbooks[path] = check_workbook(path, label, limits)
    sheets = [sheet for sheet in book.sheets if sheet.visible]
    tables: list[NationalTable] = []
    ignored: list[str] = []
    for sheet in sheets:
        shown = label if len(sheets) == 1 else f"{label}/{sheet.title}"
        table = _table(path, shown, partial(book.rows, sheet.title), None, sheet.title)
        if table is None:
            ignored.append(shown)
        else:
            tables.append(table)
    if not tables:
        raise NotNationalExport(label)
    return tables, ignored, book.sha256


def _table(
    path: Path,
    label: str,
    rows: Callable[[], Iterator[RawRow]],
    expected_rows: int | None,
    sheet: str = "",
) -> NationalTable | None:
    """The table with its header: the first of ten rows that names three columns of the system."""
    for number, row in enumerate(islice(rows(), _TITLE_ROWS), start=1):
        cells = [cell if isinstance(cell, str) else "" for cell in row]
        if count_known(cells) >= _KNOWN_HEADERS:
            header = read_headers(cells)
            return NationalTable(label, header, number, len(cells), rows, expected_rows, path, sheet)
    return None


def _is_blank(row: RawRow) -> bool:
    return all(cell == "" or (type(cell) is str and not cell.strip(BLANKS)) for cell in row)
