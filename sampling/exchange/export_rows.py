"""Records as the cells of an exchange file: the inverse of `cells`.

A CSV cell is text; a workbook cell is text too, except whole numbers that a spreadsheet holds exactly.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection

from domain.exchange.guard import guarded as guard
from domain.exchange.tables import Column, Kind, Table
from sampling.store.export import stream_records

Cell = str | int
"""Text, or an integer in a workbook; "" where there is nothing."""

_TEXT_KINDS = frozenset(
    (
        Kind.TEXT,
        Kind.CODE,
        Kind.CREDIT_CODE,
        Kind.CHOICE,
        Kind.PEOPLE,
        Kind.TAGS,
        Kind.QUARTER,
        Kind.DECIMAL,
        Kind.WORDS,
    )
)
_COUNT_KINDS = frozenset((Kind.WHOLE, Kind.YEAR, Kind.VERSION))
_EXACT = 10**15


class CellRows:
    """The rows of one table as cells. `records` counts the records that have passed: sheets, not items."""

    def __init__(self, rows: Iterator[tuple[Any, ...]], table: Table, *, guarded: bool) -> None:
        self.records = 0
        self._rows = rows
        self._writers = [_writer(column, guarded=guarded) for column in table.all_columns]
        self._keys = [at for at, column in enumerate(table.columns) if column.key]

    def __iter__(self) -> Iterator[list[Cell]]:
        last: list[Any] = []
        for row in self._rows:
            key = [row[at] for at in self._keys]
            if key != last:
                self.records += 1
                last = key
            yield [
                "" if value is None else write(value) for write, value in zip(self._writers, row, strict=True)
            ]


def records_as_cells(connection: Connection, table: Table, *, guarded: bool) -> CellRows:
    """Stream a table's records; `guarded` puts the apostrophe before cells that CSV would run as formulas."""
    return CellRows(stream_records(connection, table), table, guarded=guarded)


def _writer(column: Column, *, guarded: bool) -> Callable[[Any], Cell]:
    if column.kind is Kind.DATE:
        return date.isoformat
    if column.kind is Kind.YES_NO:
        return lambda value: "是" if value else "否"
    if column.kind is Kind.PENDING:
        return lambda confirmed: "" if confirmed else "是"
    if column.kind in _COUNT_KINDS:
        return str if guarded else _count
    assert column.kind in _TEXT_KINDS
    return guard if guarded else str


def _count(value: int) -> Cell:
    return value if abs(value) < _EXACT else str(value)
