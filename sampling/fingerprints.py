"""Fingerprints of imported records: taken when they are written, and compared with what is stored.

What is hashed is read back from the database, every column of the exchange table and what other systems' imports left
on records; a later program with more columns still compares those that there were.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from domain.audit.fingerprints import encoded, key_part, packed, record_part
from domain.exchange.tables import Table
from sampling.store import imports as store

ITEMS = "items"
_AT_ONCE = 1_000
Row = tuple[Any, ...]
# A record's values in the order of its columns, and its test items in theirs; None where the table has none.
Stored = tuple[Row, list[Row] | None]


@dataclass(frozen=True, slots=True)
class Taken:
    """The fingerprints of one table's records as one file, and the columns that they cover."""

    content: bytes
    columns: tuple[str, ...]
    item_columns: tuple[str, ...]


def whole(table: Table) -> Table:
    """The table with every column that a record can have."""
    return table.with_carried([column.name for column in table.carried])


def column_names(table: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns of a table and those of its test items."""
    return tuple(column.name for column in table.columns), tuple(column.name for column in table.item_columns)


def stored_in_full(
    connection: Connection, table: Table, first_keys: Collection[str] | None = None
) -> Iterator[Stored]:
    """Stored records of a table (of `whole`), all in the order of their keys or those of some first keys.

    Values are as the exchange reader has them.
    """
    if first_keys is None:
        rows = store.records_in_order(connection, table)
    else:
        rows = store.stored_records(connection, table, first_keys)
    while some := list(islice(rows, _AT_ONCE)):
        if not table.item_columns:
            yield from ((row, None) for row in some)
            continue
        items = store.stored_items(connection, [str(row[0]) for row in some])
        yield from ((row, list(items.get(str(row[0]), {}).values())) for row in some)


def key_reader(table: Table) -> Callable[[Row], str]:
    """Reads the key of a record as change rows write it."""
    at = [place for place, column in enumerate(table.columns) if column.key]
    return lambda row: "/".join(str(row[place]) for place in at)


def part_of(stored: Stored) -> bytes:
    """What a fingerprint keeps of a record, over all columns."""
    row, items = stored
    return record_part(encoded(row if items is None else (*row, items)))


def as_fields(stored: Stored, table: Table) -> dict[str, Any]:
    """A record by the names that change rows use, its test items as `items`."""
    columns, item_columns = column_names(table)
    row, items = stored
    fields = dict(zip(columns, row, strict=True))
    if items is not None:
        fields[ITEMS] = [dict(zip(item_columns, item, strict=True)) for item in items]
    return fields


def of_fields(fields: Mapping[str, Any], columns: Sequence[str], item_columns: Sequence[str]) -> Stored:
    """The record again, over these columns alone."""
    row = tuple(fields.get(name) for name in columns)
    if not item_columns:
        return row, None
    return row, [tuple(item.get(name) for name in item_columns) for item in fields[ITEMS]]


def take(connection: Connection, table: Table, keys: Collection[Row]) -> Taken:
    """The fingerprints of stored records of these keys."""
    full = whole(table)
    key_of = key_reader(full)
    wanted = {"/".join(map(str, key)) for key in keys}
    found = (
        key_part(key) + part_of(stored)
        for stored in stored_in_full(connection, full, {key[0] for key in keys})
        if (key := key_of(stored[0])) in wanted
    )
    return Taken(packed(found), *column_names(full))
