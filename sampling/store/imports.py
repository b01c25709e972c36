"""SQL of the import: what is stored already, and bulk writing. What may be written is judged in `sampling.exchange`.

Values are those of the exchange reader: dates as ISO text, so that records compare and copy without conversion.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from psycopg import sql as postgres_sql
from sqlalchemy import Column as StoredColumn
from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Text,
    bindparam,
    delete,
    exists,
    insert,
    select,
    text,
    type_coerce,
    update,
)
from sqlalchemy import Table as StoredTable

from domain.exchange.tables import SAMPLES, TABLE_BY_NAME, Kind, Table
from sampling.store.schema import metadata

Row = tuple[Any, ...]

_CHUNK = 500
_WRITTEN_AT_ONCE = 20_000
_ITEM_NAMES = tuple(column.name for column in SAMPLES.item_columns)
_ITEMS = metadata.tables["items"]


def stored_table(table: str) -> StoredTable:
    """The database table that holds the records of an exchange table (sheets for `samples`)."""
    return metadata.tables["sheets" if table == SAMPLES.name else table]


def wait_for_other_imports(connection: Connection) -> None:
    """Let one import judge and write after the other; SQLite's write transactions follow one another anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE audit_entries IN SHARE ROW EXCLUSIVE MODE"))


def has_rows(connection: Connection, table: str) -> bool:
    """Whether the database holds any record of the table."""
    stored = stored_table(table)
    return bool(connection.scalar(select(exists(select(stored.c[TABLE_BY_NAME[table].keys[0]])))))


def known_keys(connection: Connection, table: str, candidates: Collection[str]) -> set[str]:
    """Which of the candidates are keys of stored records."""
    key = stored_table(table).c[TABLE_BY_NAME[table].keys[0]]
    known: set[str] = set()
    for chunk in _chunks(candidates, _CHUNK):
        known.update(connection.scalars(select(key).where(key.in_(chunk))))
    return known


def stored_areas(connection: Connection) -> dict[str, tuple[str, str | None]]:
    """Level and parent of every stored area by code."""
    areas = metadata.tables["areas"]
    rows = connection.execute(select(areas.c.code, areas.c.level, areas.c.parent_code))
    return {code: (level, parent) for code, level, parent in rows}


def populated_areas(connection: Connection) -> set[str]:
    """Codes of the areas that have a population figure of any year."""
    return set(connection.scalars(select(metadata.tables["population"].c.area_code).distinct()))


def stored_plans(connection: Connection, plan_nos: Collection[str]) -> dict[str, tuple[str, str | None]]:
    """食品大类 and 环节 of the stored plan rows named."""
    plans = metadata.tables["plans"]
    found: dict[str, tuple[str, str | None]] = {}
    for chunk in _chunks(plan_nos, _CHUNK):
        wanted = select(plans.c.plan_no, plans.c.category, plans.c.stage).where(plans.c.plan_no.in_(chunk))
        found.update({plan_no: (category, stage) for plan_no, category, stage in connection.execute(wanted)})
    return found


def stored_records(connection: Connection, table: Table, first_keys: Collection[Any]) -> Iterator[Row]:
    """Stored records whose first key column is among `first_keys`, in the order of `table.columns`."""
    stored = stored_table(table.name)
    columns = [stored.c[column.name] for column in table.columns]
    dates = [at for at, column in enumerate(table.columns) if column.kind is Kind.DATE]
    first_key = stored.c[table.keys[0]]
    for chunk in _chunks(first_keys, _CHUNK):
        # All at once: row by row the driver is asked for each of them.
        for row in connection.execute(select(*columns).where(first_key.in_(chunk))).all():
            values = list(row)
            for at in dates:
                if values[at] is not None:
                    values[at] = values[at].isoformat()
            yield tuple(values)


def records_in_order(connection: Connection, table: Table) -> Iterator[Row]:
    """All stored records in the order of their keys, each in the order of `table.columns`.

    A day that is none, as only somebody past the program can write it, is read as it stands.
    """
    stored = stored_table(table.name)
    wanted = select(*(as_it_stands(stored.c[column.name]) for column in table.columns))
    wanted = wanted.order_by(*(stored.c[name] for name in table.keys))
    for row in connection.execute(wanted, execution_options={"yield_per": _CHUNK}):
        yield tuple(value.isoformat() if isinstance(value, date) else value for value in row)


def as_it_stands(column: StoredColumn[Any]) -> ColumnElement[Any]:
    """A column read without a look at whether a text is the day that it should be."""
    return type_coerce(column, Text).label(column.name) if isinstance(column.type, Date) else column


def stored_items(connection: Connection, sheet_nos: Collection[str]) -> dict[str, dict[str, Row]]:
    """Stored test items of the sheets, by sheet number and item name, in their order on the sheet."""
    found: dict[str, dict[str, Row]] = {}
    columns = [_ITEMS.c[name] for name in _ITEM_NAMES]
    name_at = _ITEM_NAMES.index("item_name") + 1
    for chunk in _chunks(sheet_nos, _CHUNK):
        wanted = select(_ITEMS.c.sheet_no, *columns).where(_ITEMS.c.sheet_no.in_(chunk))
        rows = connection.execute(wanted.order_by(_ITEMS.c.sheet_no, _ITEMS.c.position)).all()
        for row in rows:
            found.setdefault(row[0], {})[row[name_at]] = row[1:]
    return found


def confirm_enterprises(connection: Connection, credit_codes: Collection[str]) -> None:
    """Take the mark 待核 off the enterprises."""
    stored = metadata.tables["enterprises"]
    for chunk in _chunks(credit_codes, _CHUNK):
        connection.execute(update(stored).where(stored.c.credit_code.in_(chunk)).values(confirmed=True))


def insert_records(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Insert new records, values in the order of `table.columns`."""
    names = [column.name for column in table.columns]
    _insert_many(connection, stored_table(table.name), names, rows)


def insert_items(connection: Connection, sheets: Iterable[tuple[str, Iterable[Row]]]) -> None:
    """Insert the test items of sheets that have none stored."""
    rows = ((sheet_no, *item, position) for sheet_no, items in sheets for position, item in enumerate(items))
    _insert_many(connection, _ITEMS, ["sheet_no", *_ITEM_NAMES, "position"], rows)


def delete_items(connection: Connection, sheet_nos: Collection[str]) -> None:
    """Delete all test items of the sheets, so that their new sets can be inserted."""
    for chunk in _chunks(sheet_nos, _CHUNK):
        connection.execute(delete(_ITEMS).where(_ITEMS.c.sheet_no.in_(chunk)))


def update_records(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Set every column of stored records, found by their keys."""
    stored = stored_table(table.name)
    statement = update(stored)
    for column in table.columns:
        if column.key:
            statement = statement.where(stored.c[column.name] == bindparam(f"new_{column.name}"))
    statement = statement.values(
        {column.name: bindparam(f"new_{column.name}") for column in table.columns if not column.key}
    )
    if not any(not column.key for column in table.columns):
        return
    for chunk in _chunks(rows, _WRITTEN_AT_ONCE):
        connection.execute(statement, [_parameters(table, row) for row in chunk])


def _parameters(table: Table, row: Row) -> Mapping[str, Any]:
    return {
        f"new_{column.name}": date.fromisoformat(value)
        if column.kind is Kind.DATE and value is not None
        else value
        for column, value in zip(table.columns, row, strict=True)
    }


def _insert_many(
    connection: Connection, table: StoredTable, names: Sequence[str], rows: Iterable[Row]
) -> None:
    """The fastest way of each database: COPY on PostgreSQL, one prepared statement on SQLite."""
    if connection.dialect.name == "postgresql":
        _copy(connection, table, names, rows)
        return
    statement = str(insert(table).compile(dialect=connection.dialect, column_keys=list(names)))
    for chunk in _chunks(rows, _WRITTEN_AT_ONCE):
        connection.exec_driver_sql(statement, chunk)


def _copy(connection: Connection, table: StoredTable, names: Sequence[str], rows: Iterable[Row]) -> None:
    statement = postgres_sql.SQL("COPY {} ({}) FROM STDIN").format(
        postgres_sql.Identifier(table.name),
        postgres_sql.SQL(", ").join(postgres_sql.Identifier(name) for name in names),
    )
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _chunks(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    iterator = iter(values)
    while chunk := list(islice(iterator, size)):
        yield chunk
