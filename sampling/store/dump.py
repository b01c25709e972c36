"""SQL of a whole database as rows, out of one engine and into another: every table, in one view and one transaction.

A row is a JSON list in the order of its table's columns: text, whole numbers, true and false as they are, days as ISO
text, bytes as Base64, what is unknown as null. Rows come in parts of bounded size, ordered by primary key, so that the
same records give the same bytes.
"""

import base64
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from psycopg import sql as postgres_sql
from sqlalchemy import (
    Boolean,
    Connection,
    Date,
    LargeBinary,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    select,
    text,
)

from sampling.store.schema import metadata

REVISIONS = "alembic_version"
_PART_BYTES = 4 * 1_048_576
_READ_AT_ONCE = 1_000
_WRITTEN_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class TablePart:
    """Some consecutive rows of a table, a line each; `number` counts the parts of the table from 1."""

    table: str
    number: int
    rows: int
    content: bytes


def table_columns() -> dict[str, list[str]]:
    """Names of all tables, parents before children, with their columns in the order of rows."""
    return {
        str(table.name): [str(column.name) for column in table.columns] for table in metadata.sorted_tables
    }


def dump_tables(connection: Connection) -> Iterator[TablePart]:
    """All rows of all tables as this view has them."""
    for table in metadata.sorted_tables:
        yield from _parts(str(table.name), _lines(connection, table))


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    wanted = select(table).order_by(*table.primary_key.columns)
    encode = msgspec.json.Encoder().encode  # bytes as Base64, days as ISO text
    found = connection.execute(wanted, execution_options={"yield_per": _READ_AT_ONCE})
    for row in found:
        yield encode(tuple(row)) + b"\n"


def _parts(table: str, lines: Iterable[bytes]) -> Iterator[TablePart]:
    number, size, held = 1, 0, list[bytes]()
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= _PART_BYTES:
            yield TablePart(table, number, len(held), b"".join(held))
            number, size, held = number + 1, 0, []
    if held or number == 1:
        yield TablePart(table, number, len(held), b"".join(held))


def is_empty(connection: Connection) -> bool:
    """Whether the database has no table at all."""
    return not inspect(connection).get_table_names()


class Loader:
    """Rows into a database whose schema was just made; to be used inside `loading`."""

    def __init__(self, connection: Connection, tables: dict[str, list[str]], known: MetaData) -> None:
        self._connection = connection
        self._tables = {name: known.tables[name] for name in tables}
        self._columns = tables
        self.rows = dict.fromkeys(tables, 0)

    def load(self, table: str, lines: Iterable[bytes]) -> None:
        """Insert the rows of a table, all of them at once; parents come before children."""
        readers = [_reader(self._tables[table].c[name].type) for name in self._columns[table]]
        rows = (self._counted(table, readers, line) for line in lines)
        if self._connection.dialect.name == "postgresql":
            self._copy(table, rows)
            return
        statement = insert(self._tables[table])
        names = self._columns[table]
        chunk: list[dict[str, Any]] = []
        for row in rows:
            chunk.append(dict(zip(names, row, strict=True)))
            if len(chunk) == _WRITTEN_AT_ONCE:
                self._connection.execute(statement, chunk)
                chunk.clear()
        if chunk:
            self._connection.execute(statement, chunk)

    def _counted(self, table: str, readers: list[Callable[[Any], Any]], line: bytes) -> list[Any]:
        self.rows[table] += 1
        values = msgspec.json.decode(line, type=list[Any])
        return [None if value is None else read(value) for read, value in zip(readers, values, strict=True)]

    def _copy(self, table: str, rows: Iterable[list[Any]]) -> None:
        """One statement for the whole table: rows of it may refer to each other in any order."""
        statement = postgres_sql.SQL("COPY {} ({}) FROM STDIN").format(
            postgres_sql.Identifier(table),
            postgres_sql.SQL(", ").join(postgres_sql.Identifier(name) for name in self._columns[table]),
        )
        driver: Any = self._connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    def continue_numbers(self) -> None:
        """Let the numbers that the database gives itself go on after the highest there is."""
        if self._connection.dialect.name != "postgresql":
            return
        for name, table in self._tables.items():
            for column in table.primary_key.columns:
                asked = text("SELECT pg_get_serial_sequence(:table, :column)")
                sequence = self._connection.scalar(asked, {"table": name, "column": column.name})
                highest = self._connection.scalar(select(func.max(column))) if sequence else None
                if highest is not None:
                    moved = text("SELECT setval(cast(:sequence AS regclass), :highest)")
                    self._connection.execute(moved, {"sequence": sequence, "highest": highest})


@contextmanager
def loading(connection: Connection, tables: dict[str, list[str]]) -> Iterator[Loader]:
    """Empty the tables that a new schema has and take the guards off while rows are loaded."""
    known = MetaData()
    known.reflect(connection)
    for table in reversed(known.sorted_tables):
        _guards(connection, table.name, "DISABLE")
    triggers = _take_triggers(connection)
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    for table in reversed(known.sorted_tables):
        if table.name != REVISIONS:
            connection.execute(table.delete())
    loader = Loader(connection, tables, known)
    yield loader
    loader.continue_numbers()
    for statement in triggers:
        connection.execute(text(statement))
    for table in known.sorted_tables:
        _guards(connection, table.name, "ENABLE")


def _guards(connection: Connection, table: str, verb: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f'ALTER TABLE "{table}" {verb} TRIGGER USER'))


def _take_triggers(connection: Connection) -> list[str]:
    if connection.dialect.name != "sqlite":
        return []
    found = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    ).all()
    for name, _ in found:
        connection.execute(text(f'DROP TRIGGER "{name}"'))
    return [str(statement) for _, statement in found]


def _reader(kind: Any) -> Callable[[Any], Any]:
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, LargeBinary):
        return base64.b64decode
    return bool if isinstance(kind, Boolean) else _same


def _same(value: Any) -> Any:
    return value
