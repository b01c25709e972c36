"""SQL of what the work writes into the exchange tables: single rows by their key, partial where kinds share one."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy import Table as StoredTable

from domain.exchange.tables import SAMPLES
from sampling.store.imports import stored_table
from sampling.store.schema.samples import items

Row = dict[str, Any]
_ITEM_NAMES = tuple(column.name for column in SAMPLES.item_columns)


def row_of_key(connection: Connection, table: str, key: Mapping[str, Any]) -> Row | None:
    """The exchange row of this key with all columns, None where there is none."""
    stored = stored_table(table)
    wanted = select(stored).where(*_conditions(stored, key))
    row = connection.execute(wanted).mappings().first()
    return None if row is None else {str(name): value for name, value in row.items()}


def items_of_sheet(connection: Connection, sheet_no: str) -> list[Row]:
    """The test items of a sheet in their order, without sheet number and position."""
    columns = [items.c[name] for name in _ITEM_NAMES]
    wanted = select(*columns).where(items.c.sheet_no == sheet_no).order_by(items.c.position)
    return [dict(zip(_ITEM_NAMES, row, strict=True)) for row in connection.execute(wanted)]


def insert_row(connection: Connection, table: str, values: Mapping[str, Any]) -> None:
    """Insert one exchange row."""
    connection.execute(insert(stored_table(table)).values(dict(values)))


def update_row(connection: Connection, table: str, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Set columns of the exchange row of this key."""
    stored = stored_table(table)
    connection.execute(update(stored).where(*_conditions(stored, key)).values(dict(values)))


def whole_item(values: Mapping[str, Any]) -> Row:
    """A test item with every column, None where the values name none."""
    return {name: values.get(name) for name in _ITEM_NAMES}


def replace_items(connection: Connection, sheet_no: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """The test items of a sheet, in this order, instead of those it has."""
    connection.execute(delete(items).where(items.c.sheet_no == sheet_no))
    if rows:
        filled = [{"sheet_no": sheet_no, "position": at, **whole_item(row)} for at, row in enumerate(rows)]
        connection.execute(insert(items), filled)


def _conditions(stored: StoredTable, key: Mapping[str, Any]) -> list[Any]:
    return [stored.c[name] == value for name, value in key.items()]
