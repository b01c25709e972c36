"""A folder as text: which rows it has, under which headers, and what every cell of them is."""

from dataclasses import dataclass, field
from typing import Any

from tests.reference_import.cells import Refused, is_empty, plain, value_of
from tests.reference_import.findings import Findings
from tests.reference_import.spec import Column, columns_of, keys_of

Folder = dict[str, list[list[str]]]
"""The rows of every table, header first, cells as a file has them."""


@dataclass(eq=False)
class Row:
    """A row that is not blank. `values` has None for an empty cell and nothing for one that could not be read."""

    table: str
    number: int
    texts: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)

    def get(self, header: str) -> Any:
        """The value; None as well where the cell is empty, unreadable or has no column."""
        return self.values.get(header)


@dataclass
class File:
    """One table of the import; `broken` when its header line was refused."""

    table: str
    headers: list[str]
    rows: list[Row]
    broken: bool

    def has(self, header: str) -> bool:
        """Whether the column is there."""
        return header in self.headers

    @property
    def keyed(self) -> bool:
        """Whether all key columns are there: without them nobody knows which records the file has."""
        return all(self.has(header) for header in keys_of(self.table))


def read_files(folder: Folder, findings: Findings) -> dict[str, File]:
    """The tables with their rows; headers and overflowing cells are judged here, cells are not."""
    return {table: _read_file(table, lines, findings) for table, lines in folder.items()}


def _read_file(table: str, lines: list[list[str]], findings: Findings) -> File:
    known = {column.header: column for column in columns_of(table)}
    filled = [(number, line) for number, line in enumerate(lines, start=1) if any(map(str.strip, line))]
    number, first = filled[0] if filled else (1, [])
    headers = [_header(cell) for cell in first]
    while headers and not headers[-1]:
        headers.pop()
    shown = [
        header if header in known else plain(cell).strip()
        for header, cell in zip(headers, first, strict=False)
    ]
    broken = _judge_headers(table, number, headers, shown, known, findings)
    rows = []
    for number, line in filled[1:]:
        for at, cell in enumerate(line):
            if cell.strip() and not (headers[at] if at < len(headers) else ""):
                findings.warn(table, number, None, "overflow-cell")
        texts = {}
        for header in known:
            if header in headers:
                at = headers.index(header)
                texts[header] = line[at] if at < len(line) else ""
        row = Row(table, number, texts)
        for column in known.values():
            read_cell(row, column, None)
        rows.append(row)
    return File(table, [header for header in headers if header in known], rows, broken)


def _judge_headers(
    table: str,
    number: int,
    headers: list[str],
    shown: list[str],
    known: dict[str, Column],
    findings: Findings,
) -> bool:
    """Refuse what is missing or stands twice; True when anything was. Unknown headers are named as they are written."""
    bad = [column.header for column in known.values() if column.required and column.header not in headers]
    for at, header in enumerate(headers):
        if header and header in headers[:at]:
            bad.append(shown[at])
        elif header and header not in known:
            findings.warn(table, number, shown[at], "unknown-column")
    for header in bad:
        findings.refuse(table, number, header, "missing-column")
    return bool(bad)


def _header(cell: str) -> str:
    return "".join(plain(cell).split()).rstrip("*")


def read_cell(row: Row, column: Column, findings: Findings | None) -> None:
    """Put the cell's value into the row; with findings given, refuse what cannot be there."""
    if column.header not in row.texts:
        return
    text = row.texts[column.header]
    if is_empty(column, text):
        row.values[column.header] = None
        if column.required and findings is not None:
            findings.refuse(row.table, row.number, column.header, "required")
        return
    try:
        row.values[column.header] = value_of(column, text)
    except Refused as refusal:
        if findings is not None:
            findings.refuse(row.table, row.number, column.header, refusal.code)
