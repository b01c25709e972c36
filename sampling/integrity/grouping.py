"""Change rows gathered by the record that they speak of, some records at a time."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Connection

from domain.audit.records import Told
from sampling.store import integrity as store

AT_ONCE = 300
Group = tuple[str, str, list[Told]]


def groups(connection: Connection, tables: Sequence[str]) -> Iterator[tuple[Group, ...]]:
    """(table, key, all that was told in order) of every record of these tables that was ever spoken of."""
    rows = groupby(
        store.changes_by_record(connection, tables), key=lambda row: (row["record_table"], row["record_key"])
    )
    gathered = ((table, key, [_told(row) for row in of_one]) for (table, key), of_one in rows)
    while some := tuple(islice(gathered, AT_ONCE)):
        yield some


def _told(row: Any) -> Told:
    return Told(row["entry_id"], row["action"], _fields(row["before"]), _fields(row["after"]))


def _fields(text: str | None) -> dict[str, Any] | None:
    return None if text is None else json.loads(text)
