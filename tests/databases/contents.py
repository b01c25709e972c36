"""A database's records as plain values, to be compared; and example records for tables of any revision."""

from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    Date,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    insert,
    select,
)

from sampling.exchange.template_examples import EXAMPLES
from sampling.store.schema import metadata

RECORD_TABLES = (*(name for name in EXAMPLES if name != "samples"), "sheets", "items")


def records(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """All records that are exchanged by table, with every column they have, in the order of their values."""
    with engine.connect() as connection:
        return {name: _rows(connection, metadata.tables[name]) for name in RECORD_TABLES}


def _rows(connection: Connection, table: Table) -> list[tuple[Any, ...]]:
    return sorted((tuple(row) for row in connection.execute(select(table))), key=repr)


def insert_examples(connection: Connection, known: MetaData | None = None) -> None:
    """One record for each table of the exchange format, into a database of any revision that has these tables."""
    tables = (known or metadata).tables
    for name, values in EXAMPLES.items():
        if name == "samples":
            insert_values(connection, tables["sheets"], values)
            insert_values(connection, tables["items"], {**values, "position": "0"})
        else:
            insert_values(connection, tables[name], values)


def insert_values(connection: Connection, table: Table, values: dict[str, str]) -> None:
    """One row from texts as a file has them; what the table has no column for is left out."""
    row = {name: _typed(table, name, text) for name, text in values.items() if name in table.columns}
    connection.execute(insert(table).values(row))


def _typed(table: Table, name: str, text: str) -> Any:
    kind = table.columns[name].type
    if isinstance(kind, Date):
        return date.fromisoformat(text)
    if isinstance(kind, Boolean):
        return text == "是"
    if isinstance(kind, LargeBinary):
        return text.encode()
    return int(text) if isinstance(kind, Integer) else text
