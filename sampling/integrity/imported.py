"""Records that a file brought, against the fingerprints that their import left behind.

Imports of earlier programs left none: what they brought is counted and not compared.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from domain.audit.fingerprints import key_part, undone, unpacked
from domain.audit.records import Code, Divergence
from domain.exchange.tables import TABLES, Table
from sampling.fingerprints import (
    Stored,
    as_fields,
    column_names,
    key_reader,
    of_fields,
    part_of,
    stored_in_full,
    whole,
)
from sampling.store import integrity as store
from sampling.store.snapshots import kept_files

_AT_ONCE = 300


@dataclass(frozen=True, slots=True)
class _Left:
    """What an import left of one table: which entry it is, and the columns that its fingerprints cover."""

    entry: int
    columns: tuple[str, ...]
    item_columns: tuple[str, ...]


@dataclass(slots=True)
class _Known:
    """Fingerprints of a table by the key's part, each with its import; `uncovered` records came without."""

    records: dict[bytes, tuple[bytes, _Left]] = field(default_factory=dict)
    uncovered: int = 0


def imported_divergences(connection: Connection) -> Iterator[Divergence]:
    """What differs, table by table in the order of keys."""
    entries = [(entry, json.loads(details)) for entry, details in store.import_entries(connection)]
    for table in TABLES:
        known = _Known()
        for entry, details in entries:
            yield from _learn(connection, table, entry, details, known)
        if known.records:
            yield from _compare(connection, whole(table), known)


def _learn(
    connection: Connection, table: Table, entry: int, details: Mapping[str, Any], known: _Known
) -> Iterator[Divergence]:
    """Add what one import left of the table, or tell that it is no longer what the entry names."""
    left = details.get("fingerprints", {}).get(table.name)
    if left is None:
        known.uncovered += details.get("accepted", {}).get(table.name, 0)
        return
    content = kept_files(connection, [left["sha256"]]).get(left["sha256"])
    if content is None or hashlib.sha256(content).hexdigest() != left["sha256"]:
        known.uncovered += details["accepted"][table.name]
        yield Divergence(store.table_of(table.name), "", "fingerprints-lost", entry)
        return
    about = _Left(entry, tuple(left["columns"]), tuple(left["items"]))
    known.records |= {key: (record, about) for key, record in unpacked(content)}


def _compare(connection: Connection, table: Table, known: _Known) -> Iterator[Divergence]:
    stored_name = store.table_of(table.name)
    key_of = key_reader(table)
    records = stored_in_full(connection, table)
    while some := {key_of(stored[0]): stored for stored in islice(records, _AT_ONCE)}:
        told = store.changes_of_keys(connection, stored_name, list(some))
        for key, stored in some.items():
            code, entry = _judge(key, stored, table, told.get(key, []), known)
            if code is not None:
                yield Divergence(stored_name, key, code, entry)
    if known.records:
        yield Divergence(stored_name, "", "imported-missing", counts=(len(known.records), 0))


def _judge(
    key: str, stored: Stored, table: Table, told: Sequence[store.Row], known: _Known
) -> tuple[Code | None, int | None]:
    """What is wrong with a record, by which import; its fingerprint is no longer looked for."""
    left = known.records.pop(key_part(key), None)
    if left is None:
        is_told = any(row["action"] == "created" for row in told)
        return (None if is_told or known.uncovered else "record-untold"), None
    was, about = left
    befores = [json.loads(row["before"]) for row in told if row["before"] is not None]
    if befores or (about.columns, about.item_columns) != column_names(table):
        fields = undone(as_fields(stored, table), befores)
        stored = of_fields(fields, about.columns, about.item_columns)
    return (None, None) if part_of(stored) == was else ("imported-changed", about.entry)
