"""Opening what a user points at: a folder of CSV files, a workbook, or a ZIP of either."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from zipfile import ZipFile, ZipInfo

from domain.exchange.tables import TABLE_BY_NAME
from sampling.cells.limits import LimitExceeded, Limits
from sampling.cells.unusable import NoKnownTable, SourceNotFound, SourceNotReadable, TableTwice
from sampling.exchange.archive import display_name, extract, open_archive
from sampling.exchange.csv_rows import csv_rows, inspect_text
from sampling.exchange.raw import RawTable
from sampling.exchange.workbook_rows import WorkbookFile, check_workbook, is_workbook

_ZIP_START = b"PK"
_OLE_START = b"\xd0\xcf\x11\xe0"  # workbooks of before 2007, and password-protected ones


@dataclass(frozen=True, slots=True)
class Source:
    """A whole source: its tables in the order of the format, what was left aside, and SHA-256 by file name."""

    name: str
    tables: tuple[RawTable, ...]
    ignored: tuple[str, ...] = ()
    digests: dict[str, str] = field(default_factory=dict)
    workbook: WorkbookFile | None = None


def open_source(path: Path, scratch: Path, limits: Limits) -> Source:
    """The tables of a folder, workbook or archive; members of an archive are unpacked into `scratch`.

    Raises leaves of `UnusableInput`: nothing there, not readable, past a limit, no known table, one table twice.
    """
    if path.is_dir():
        return _open_folder(path, limits)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4)
    except OSError:
        raise SourceNotFound(str(path)) from None
    if size > limits.source_bytes:
        raise LimitExceeded(path.name, "字节数", limits.source_bytes)
    if start == _OLE_START:
        raise SourceNotReadable(path.name, "旧版 XLS 或加密的工作簿不能读取，请去掉密码并另存为 XLSX")
    if not start.startswith(_ZIP_START):
        raise SourceNotReadable(path.name, "应为 CSV 文件夹、XLSX 工作簿或二者之一的 ZIP 压缩包")
    with open_archive(path, path.name, limits) as archive:
        if not is_workbook(archive):
            return _open_archive(archive, path.name, scratch, limits)
    return _open_workbook(path, path.name, limits)


def _open_folder(folder: Path, limits: Limits) -> Source:
    try:
        files = sorted(entry for entry in folder.iterdir() if not entry.is_dir())
        total = sum(file.stat().st_size for file in files if _table_of(file.name))
    except OSError:
        raise SourceNotFound(str(folder)) from None
    if total > limits.source_bytes:
        raise LimitExceeded(folder.name, "字节数", limits.source_bytes)
    found, ignored = _sort_names((file.name for file in files), folder.name)
    return _csv_source(folder.name, {table: folder / name for table, name in found.items()}, ignored, limits)


def _open_archive(archive: ZipFile, label: str, scratch: Path, limits: Limits) -> Source:
    members = {display_name(member): member for member in archive.infolist() if not member.is_dir()}
    try:
        found, ignored = _sort_names(members, label)
    except NoKnownTable:
        name, workbook = _only_workbook(members, label)
        file = extract(archive, workbook, scratch / "workbook.xlsx", label, limits)
        inner = _open_workbook(file, f"{label}/{name}", limits)
        others = tuple(other for other in sorted(members) if other != name)
        return Source(label, inner.tables, inner.ignored + others, inner.digests, inner.workbook)
    files: dict[str, Path] = {}
    budget = limits.inflated_bytes
    for table, name in found.items():
        files[table] = extract(archive, members[name], scratch / f"{table}.csv", label, limits)
        budget -= files[table].stat().st_size
        if budget < 0:
            raise LimitExceeded(label, "解压后字节数", limits.inflated_bytes)
    return _csv_source(label, files, ignored, limits)


def _only_workbook(members: dict[str, ZipInfo], label: str) -> tuple[str, ZipInfo]:
    books = [name for name in members if name.lower().endswith(".xlsx") and _is_plain(name)]
    if len(books) != 1:
        raise NoKnownTable(label)
    return books[0], members[books[0]]


def _open_workbook(file: Path, label: str, limits: Limits) -> Source:
    book = check_workbook(file, label, limits)
    by_table: dict[str, list[str]] = {}
    for sheet in book.sheets:
        by_table.setdefault(sheet.title.strip().lower(), []).append(sheet.title)
    found = {table: by_table[table] for table in TABLE_BY_NAME if table in by_table}
    _refuse_unclear(found, label)
    tables = tuple(
        RawTable(table, partial(book.rows, names[0]), titled=True, guarded=False)
        for table, names in found.items()
    )
    ignored = tuple(
        sheet.title
        for sheet in book.sheets
        if sheet.visible and sheet.title.strip().lower() not in TABLE_BY_NAME
    )
    return Source(label, tables, ignored, {label: book.sha256}, book)


def _sort_names(names: Iterable[str], label: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Which file is which table, and the names that are none."""
    found: dict[str, list[str]] = {}
    ignored = []
    for name in names:
        table = _table_of(name)
        if table is None:
            ignored.append(name)
        else:
            found.setdefault(table, []).append(name)
    _refuse_unclear(found, label)
    return {table: found[table][0] for table in TABLE_BY_NAME if table in found}, tuple(ignored)


def _refuse_unclear(found: dict[str, list[str]], label: str) -> None:
    for table, names in found.items():
        if len(names) > 1:
            raise TableTwice(table, names)
    if not found:
        raise NoKnownTable(label)


def _table_of(name: str) -> str | None:
    path = PurePosixPath(name)
    if path.suffix.lower() != ".csv" or not _is_plain(name):
        return None
    table = path.stem.strip().lower()
    return table if table in TABLE_BY_NAME else None


def _is_plain(name: str) -> bool:
    """Whether a member lies at the top of an archive or in one folder, and is not a system's own side file."""
    path = PurePosixPath(name)
    return len(path.parts) <= 2 and path.parts[0] != "__MACOSX" and not path.name.startswith((".", "~$"))


def _csv_source(label: str, files: dict[str, Path], ignored: tuple[str, ...], limits: Limits) -> Source:
    checked = {table: inspect_text(file, f"{table}.csv") for table, file in files.items()}
    tables = tuple(
        RawTable(table, partial(csv_rows, file, limits), expected_rows=file.line_breaks)
        for table, file in checked.items()
    )
    return Source(label, tables, ignored, {file.label: file.sha256 for file in checked.values()})
