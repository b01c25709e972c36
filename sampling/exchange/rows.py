"""Reading one table: cells to values, and the rules that a row and its own table decide.

`samples` has rows of two levels and is read by `sheets`; what needs other tables or the database is `judging`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from domain.exchange.tables import Column, Kind, Table
from sampling.cells.limits import Limits
from sampling.cells.reading import CellReader, Refusal, Value, empty_value
from sampling.exchange.findings import Findings
from sampling.exchange.headers import Header, framed_rows, read_header
from sampling.exchange.raw import RawTable

Row = tuple[Value, ...]
Key = Value | tuple[Value, ...]
Items = dict[str, Row]

Progress = Callable[[str, int, int | None], None]
"""Called with table, rows read so far, and how many are expected (None: not known)."""

_PROGRESS_EVERY = 2_000


@dataclass(slots=True)
class TableRows:
    """The records of one table of the import, refused ones included.

    `table` has the carried columns that count for these records behind its own, `present` names the columns that
    speak for them. `values` holds one row per record in the order of `table.columns`; a cell that is empty, refused
    or absent has its `empty_value`. `keys` is None where a key cell is. For `samples` a record is a sheet: `lines`
    names its first row, and `items` its test items by name in the order of the file.
    """

    table: Table
    present: frozenset[str]
    header_row: int
    findings: Findings
    lines: list[int] = field(default_factory=list)
    values: list[Row] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    first: dict[Key, int] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    items: list[Items] = field(default_factory=list)
    conflicts: list[tuple[int, int, str, object]] = field(default_factory=list)
    whole_refused: bool = False

    def refuse(self, record: int, line: int, header: str, code: str, shown: object = "") -> None:
        """Refuse a cell and with it the record."""
        self.findings.error(self.table.name, line, header, code, shown)
        self.refused.add(record)

    def refuse_cell(self, record: int, column: Column, code: str, shown: object = "") -> None:
        """Refuse a cell of the record's (first) row."""
        self.refuse(record, self.lines[record], column.header, code, shown)

    def warn(self, record: int, column: Column, code: str, shown: object = "") -> None:
        """Warn about a cell of the record's (first) row."""
        self.findings.warn(self.table.name, self.lines[record], column.header, code, shown)

    def position(self, name: str) -> int:
        """Where the column stands in `values`."""
        return next(at for at, column in enumerate(self.table.columns) if column.name == name)

    def column_values(self, name: str) -> list[Value]:
        """The column over all records."""
        at = self.position(name)
        return [row[at] for row in self.values]

    @property
    def keyed(self) -> bool:
        """Whether the file has all key columns."""
        return all(key in self.present for key in self.table.keys)


def no_rows_yet(table: Table, header: Header, findings: Findings) -> TableRows:
    """What a table's rows are read into. A file without 待核 says as much as one where nothing is marked."""
    silent = {column.name for column in table.carried if column.kind is Kind.PENDING}
    present = silent.union(header.positions)
    rows = TableRows(table.with_carried(present), frozenset(present), header.row, findings)
    rows.whole_refused = findings.any_in(table.name)
    return rows


def read_rows(
    raw: RawTable, table: Table, findings: Findings, limits: Limits, progress: Progress | None
) -> TableRows:
    """Read and judge one table other than `samples`."""
    header, below = read_header(raw, table, findings)
    rows = no_rows_yet(table, header, findings)
    plan = [
        (at, header.positions[column.name], CellReader(column, guarded=raw.guarded, limits=limits))
        for at, column in enumerate(rows.table.columns)
        if column.name in header.positions
    ]
    empty = [empty_value(column) for column in rows.table.columns]
    for line, row in framed_rows(below, header, raw.name, findings, limits):
        record = len(rows.lines)
        rows.lines.append(line)
        values = empty.copy()
        for at, position, read in plan:
            value = read(row[position])
            if isinstance(value, Refusal):
                rows.refuse(record, line, read.column.header, value.code, row[position])
            else:
                values[at] = value
        rows.values.append(tuple(values))
        if progress and record % _PROGRESS_EVERY == 0:
            progress(raw.name, record, raw.expected_rows)
    if progress:
        progress(raw.name, len(rows.lines), len(rows.lines))
    _judge_keys(rows)
    judge_dates(rows)
    return rows


def _judge_keys(rows: TableRows) -> None:
    columns = [column for column in rows.table.columns if column.key]
    at = [rows.position(column.name) for column in columns]
    for record, values in enumerate(rows.values):
        parts = tuple(values[position] for position in at)
        key: Key = None if None in parts else parts if len(parts) > 1 else parts[0]
        rows.keys.append(key)
        if key is not None and rows.first.setdefault(key, record) != record:
            rows.refuse_cell(record, columns[0], "duplicate-key", "/".join(map(str, parts)))


def judge_dates(rows: TableRows) -> None:
    """Refuse every date that lies before the nearest earlier filled one of its chain."""
    for chain in rows.table.date_chains:
        columns = [(rows.position(name), rows.table.column(name)) for name in chain]
        for record, values in enumerate(rows.values):
            judge_chain(rows, record, values, columns)


def judge_chain(rows: TableRows, record: int, values: Row, columns: list[tuple[int, Column]]) -> None:
    """Judge one chain of one record; `values` may have stored dates in the place of absent columns."""
    earlier = ""
    for at, column in columns:
        day = cast(str | None, values[at])
        if day is None:
            continue
        if day < earlier:
            rows.refuse_cell(record, column, "date-order", day)
        earlier = day
