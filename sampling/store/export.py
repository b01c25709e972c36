"""SQL of the export: every table as a stream of rows in the order of its keys.

Text is ordered by code point on every database, so that the same records come in the same order whatever the
collation of the database is.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, Select, collate, exists, func, select
from sqlalchemy import Text as TextType

from domain.exchange.tables import Table
from sampling.store.imports import stored_table
from sampling.store.schema import metadata

Row = tuple[Any, ...]

_FETCHED_AT_ONCE = 2_000
_COLLATIONS = {"sqlite": "BINARY", "postgresql": "C"}


def stream_records(connection: Connection, table: Table) -> Iterator[Row]:
    """Rows in the order of `table.all_columns`, one for each record; for samples one for each test item, in the
    order of the items on their sheet, and one with empty item columns for a sheet without items.

    Dates are `date`, yes/no is bool, decimals are canonical text.
    """
    statement = _samples(connection, table) if table.item_columns else _plain(connection, table)
    streaming = connection.execution_options(stream_results=True, yield_per=_FETCHED_AT_ONCE)
    with streaming.execute(statement) as result:
        for row in result:
            yield tuple(row)


def carried_in_use(connection: Connection, table: Table) -> set[str]:
    """The carried columns that say something of any record: words at all, or that it is not confirmed."""
    stored = stored_table(table.name)
    return {
        column.name
        for column in table.carried
        if connection.scalar(select(exists(select(stored).where(_says_something(stored.c[column.name])))))
    }


def _says_something(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return ~column if isinstance(column.type, Boolean) else column.is_not(None)


def count_stubs(connection: Connection) -> int:
    """How many enterprises are stubs (待核)."""
    enterprises = metadata.tables["enterprises"]
    return connection.scalar(select(func.count()).where(~enterprises.c.confirmed)) or 0


def _plain(connection: Connection, table: Table) -> Select[Any]:
    stored = metadata.tables[table.name]
    statement = select(*(stored.c[column.name] for column in table.columns))
    return statement.order_by(*(_by_code_point(connection, stored.c[key]) for key in table.keys))


def _samples(connection: Connection, table: Table) -> Select[Any]:
    sheets, items = metadata.tables["sheets"], metadata.tables["items"]
    columns = [sheets.c[column.name] for column in table.columns]
    columns += [items.c[column.name] for column in table.item_columns]
    return (
        select(*columns)
        .select_from(sheets.outerjoin(items, items.c.sheet_no == sheets.c.sheet_no))
        .order_by(_by_code_point(connection, sheets.c.sheet_no), items.c.position)
    )


def _by_code_point(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[Any]:
    if isinstance(column.type, TextType):
        return collate(column, _COLLATIONS[connection.dialect.name])
    return column
