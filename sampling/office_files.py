"""Tables that an office hands in as a CSV or XLSX file: read as a whole, or refused with every bad cell named.

The columns are the caller's; cells are read as an import of the exchange format reads them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from domain.errors import UnusableInput
from domain.exchange.tables import Column
from sampling.cells.limits import LimitExceeded, Limits
from sampling.cells.reading import CellReader, Refusal
from sampling.cells.unusable import SourceNotFound, SourceNotReadable
from sampling.exchange.archive import open_archive
from sampling.exchange.csv_rows import csv_rows, inspect_text
from sampling.exchange.findings import Finding as Fault
from sampling.exchange.headers import header_label, is_blank
from sampling.exchange.raw import RawRow
from sampling.exchange.workbook_rows import check_workbook, is_workbook

_MIB = 1024 * 1024
LIMITS = Limits(source_bytes=64 * _MIB, inflated_bytes=256 * _MIB, rows=200_000, findings=10_000)
_TITLE_ROWS = 10
_KNOWN_HEADERS = 2
_SHOWN_FAULTS = 5


class FileRefused(UnusableInput):
    """A file with bad cells, all of them named; nothing was written."""

    code = "file-refused"

    def __init__(self, file: str, faults: Sequence[Fault]) -> None:
        ordered = sorted(faults, key=lambda one: (one.row is not None, one.row or 0, one.column or ""))
        lines = [f"{f'第 {one.row} 行' if one.row else ''}{one.message}" for one in ordered[:_SHOWN_FAULTS]]
        more = f"；另有 {len(faults) - _SHOWN_FAULTS} 处" if len(faults) > _SHOWN_FAULTS else ""
        super().__init__(
            f"{file} 未导入：{'；'.join(lines)}{more}",
            file=file,
            errors=[one.as_dict() for one in ordered],
        )


@dataclass(frozen=True, slots=True)
class OfficeColumn:
    """A column: its header and others that mean the same, what it is called, and how its cells are read."""

    column: Column
    aliases: tuple[str, ...] = ()


@dataclass
class OfficeTable:
    """The filled rows of a file by row number, and what is wrong with its cells."""

    file: str
    headers: Mapping[str, str]
    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, row: int | None, name: str | None, code: str, said: str = "", shown: str = "") -> None:
        """Note a bad cell by its column's name; `said` where the code has no sentence of its own."""
        if len(self.faults) >= LIMITS.findings:
            raise LimitExceeded(self.file, "问题条数", LIMITS.findings)
        column = self.headers.get(name, name) if name else None
        self.faults.append(Fault(self.file, row, column, code, shown, said))

    def misfit(self, row: int, problem: msgspec.ValidationError) -> None:
        """Note a row that a form would not take."""
        words = str(problem)
        name = next((name for name in self.headers if f".{name}`" in words), None)
        shown = self.headers.get(name, "") if name else ""
        self.fault(row, name, "bad-value", f"“{shown}”的内容不符合要求（过长、含控制字符或不在可选范围）")

    def insist(self) -> None:
        """Raises `FileRefused` where anything is wrong."""
        if self.faults:
            raise FileRefused(self.file, self.faults)


def read_office_table(path: Path, columns: Sequence[OfficeColumn], *, name: str | None = None) -> OfficeTable:
    """The table in the first worksheet or the CSV. A title may stand above the header of a worksheet.

    Raises leaves of `UnusableInput` where the file cannot be read at all, `FileRefused` where a column is missing.
    """
    label = name or path.name
    rows, guarded = _rows(path, label)
    numbered = enumerate(rows, start=1)
    table = OfficeTable(label, {one.column.name: one.column.header for one in columns})
    known = {header_label(word): one for one in columns for word in (one.column.header, *one.aliases)}
    at, header = _header(numbered, known)
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        found = known.get(header_label(cell))
        if found is not None and found.column.name in places:
            table.fault(at, found.column.name, "missing-column", shown="twice")
        elif found is not None:
            places[found.column.name] = place
    for one in columns:
        if one.column.required and one.column.name not in places:
            table.fault(at, one.column.name, "missing-column")
    table.insist()
    readers = [
        (CellReader(one.column, guarded=guarded, limits=LIMITS), places[one.column.name])
        for one in columns
        if one.column.name in places
    ]
    for row, cells in numbered:
        if row > LIMITS.rows:
            raise LimitExceeded(label, "行数", LIMITS.rows)
        if not is_blank(cells):
            table.rows.append((row, _values(table, row, cells, readers)))
    return table


def _values(
    table: OfficeTable, row: int, cells: RawRow, readers: Sequence[tuple[CellReader, int]]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for read, place in readers:
        raw = cells[place] if place < len(cells) else ""
        value = read(raw)
        if isinstance(value, Refusal):
            name, shown = read.column.name, str(raw)[:40]
            if value.code == "bad-choice":
                listed = "、".join(read.column.choices)
                table.fault(row, name, value.code, f"“{read.column.header}”的“{shown}”应为 {listed} 之一")
            else:
                table.fault(row, name, value.code, shown=shown)
        elif value is not None:
            values[read.column.name] = value
    return values


def _header(numbered: Iterator[tuple[int, RawRow]], known: Mapping[str, OfficeColumn]) -> tuple[int, RawRow]:
    for row, cells in islice(numbered, _TITLE_ROWS):
        if len({header_label(cell) for cell in cells} & set(known)) >= _KNOWN_HEADERS:
            return row, cells
    return 1, []


def _rows(path: Path, label: str) -> tuple[Iterator[RawRow], bool]:
    try:
        with path.open("rb") as file:
            start = file.read(4)
        size = path.stat().st_size
    except OSError:
        raise SourceNotFound(label) from None
    if size > LIMITS.source_bytes:
        raise LimitExceeded(label, "字节数", LIMITS.source_bytes)
    if start == b"\xd0\xcf\x11\xe0":
        raise SourceNotReadable(label, "旧版 XLS 或加密的工作簿不能读取，请去掉密码并另存为 XLSX")
    if not start.startswith(b"PK"):
        return csv_rows(inspect_text(path, label), LIMITS), True
    with open_archive(path, label, LIMITS) as archive:
        if not is_workbook(archive):
            raise SourceNotReadable(label, "压缩包不能直接导入，请先解压出其中的 XLSX 或 CSV 文件")
    book = check_workbook(path, label, LIMITS)
    visible = [sheet for sheet in book.sheets if sheet.visible]
    if not visible:
        raise SourceNotReadable(label, "工作簿中没有可见的工作表")
    return book.rows(visible[0].title), False
