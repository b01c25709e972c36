"""Header rows: finding them, matching them to columns, and the rows below them as the header frames them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from domain.exchange.tables import Table
from sampling.cells.limits import LimitExceeded, Limits
from sampling.cells.reading import BLANKS
from sampling.exchange.findings import Findings
from sampling.exchange.raw import RawRow, RawTable

_TITLE_ROWS = 10
_KNOWN_HEADERS = 2
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NO_BLANKS = dict.fromkeys(map(ord, BLANKS))

NumberedRow = tuple[int, RawRow]


@dataclass(frozen=True, slots=True)
class Header:
    """Where each known column stands. `width` ends with the last filled header; `bare` are gaps before that."""

    row: int
    width: int
    positions: dict[str, int]
    bare: tuple[int, ...]


def read_header(raw: RawTable, table: Table, findings: Findings) -> tuple[Header, Iterator[NumberedRow]]:
    """The header and the rows below it. Refuses absent required headers and headers that stand twice."""
    rows = enumerate(raw.rows(), start=1)
    first_rows, below = _split(rows, table, titled=raw.titled)
    row, cells = first_rows
    labels = [header_label(cell) for cell in cells]
    while labels and not labels[-1]:
        labels.pop()
    columns = {header_label(column.header): column for column in table.known_columns}
    positions: dict[str, int] = {}
    seen: set[str] = set()
    for at, label in enumerate(labels):
        if not label:
            continue
        column = columns.get(label)
        shown = column.header if column else str(cells[at]).strip(BLANKS)
        if label in seen:
            findings.error(raw.name, row, shown, "missing-column", "twice")
        elif column is None:
            findings.warn(raw.name, row, shown, "unknown-column")
        else:
            positions[column.name] = at
        seen.add(label)
    for column in table.columns:
        if column.required and column.name not in positions:
            findings.error(raw.name, row, column.header, "missing-column")
    bare = tuple(at for at, label in enumerate(labels) if not label)
    return Header(row, len(labels), positions, bare), below


def _split(
    rows: Iterator[NumberedRow], table: Table, *, titled: bool
) -> tuple[NumberedRow, Iterator[NumberedRow]]:
    """The header row and what follows. A CSV starts with it; in a workbook a title may stand above it."""
    known = {header_label(column.header) for column in table.known_columns}
    passed: list[NumberedRow] = []
    for row, cells in islice(rows, _TITLE_ROWS) if titled else rows:
        if not titled and not is_blank(cells):
            return (row, cells), rows
        if titled and len({header_label(cell) for cell in cells} & known) >= _KNOWN_HEADERS:
            return (row, cells), rows
        if titled:
            passed.append((row, cells))
    while passed:
        row, cells = passed.pop(0)
        if not is_blank(cells):
            return (row, cells), chain(passed, rows)
    return (1, []), rows


def header_label(cell: object) -> str:
    """A header as it is compared: without blanks, without the mark of required columns, half-width, upper-case."""
    return str(cell).translate(_HALF_WIDTH).translate(_NO_BLANKS).rstrip("*").upper()


def is_blank(row: Sequence[object]) -> bool:
    """Whether no cell of the row holds anything but blanks."""
    return all(cell == "" or (type(cell) is str and not cell.strip(BLANKS)) for cell in row)


def framed_rows(
    rows: Iterator[NumberedRow], header: Header, file: str, findings: Findings, limits: Limits
) -> Iterator[NumberedRow]:
    """The filled rows, each at least as wide as the header. Blank rows are skipped but counted."""
    width = header.width
    for line, row in rows:
        if line > limits.rows:
            raise LimitExceeded(file, "行数", limits.rows)
        if is_blank(row):
            continue
        if len(row) < width:
            row = [*row, *[""] * (width - len(row))]
        elif len(row) > width or header.bare:
            _warn_overflow(line, row, header, file, findings)
        yield line, row


def _warn_overflow(line: int, row: RawRow, header: Header, file: str, findings: Findings) -> None:
    for at in (*header.bare, *range(header.width, len(row))):
        if at < len(row) and not is_blank((row[at],)):
            findings.warn(file, line, None, "overflow-cell", column_letters(at))


def column_letters(at: int) -> str:
    """The letters with which a spreadsheet names the column at this position, counted from 0."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
