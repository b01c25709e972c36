"""Writing what was accepted: new records in bulk, changed ones with their audit, unchanged ones not at all.

A column that the file leaves out keeps the stored value, but a register row that is not marked 待核 confirms its
enterprise, and none becomes 待核 again; an imported sheet replaces its item set. The digest covers
everything that is created or changed, table by table in the order of the format and by key inside a table.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from domain.exchange.tables import AREAS, SAMPLES, Column, Kind, Table
from sampling.audit import Change
from sampling.exchange.area_order import parents_first
from sampling.exchange.rows import Items, Key, Row, TableRows
from sampling.store import imports as store

_COMPARED_AT_ONCE = 2_000
_HASHED_AT_ONCE = 1_000
_ITEM_COLUMNS = SAMPLES.item_columns


@dataclass(frozen=True, slots=True)
class Update:
    """A stored record and what it becomes; `items` are None where the item set stays."""

    before: Row
    after: Row
    items_before: Items | None = None
    items_after: Items | None = None
    beside: tuple[str, Any, Any] | None = None  # a column of no file, before and after: `companion` writes it


@dataclass(slots=True)
class Sorted:
    """The accepted records of one table by what has to be done with them."""

    table: Table
    created: list[tuple[Row, Items]] = field(default_factory=list)
    updated: list[Update] = field(default_factory=list)
    unchanged: int = 0

    def created_keys(self) -> list[tuple[Any, ...]]:
        """The keys of the new records, each with the values of its key columns."""
        at = [place for place, column in enumerate(self.table.columns) if column.key]
        return [tuple(values[place] for place in at) for values, _ in self.created]


def sort_records(connection: Connection, rows: TableRows) -> Sorted:
    """Compare the accepted records with what is stored."""
    result = Sorted(rows.table)
    accepted = (record for record in range(len(rows.lines)) if record not in rows.refused)
    with_items = bool(rows.table.item_columns)
    for record, is_stored, update in compared(connection, rows, accepted):
        if not is_stored:
            result.created.append((rows.values[record], rows.items[record] if with_items else {}))
        elif update is None:
            result.unchanged += 1
        else:
            result.updated.append(update)
    return result


def compared(
    connection: Connection, rows: TableRows, records: Iterable[int]
) -> Iterator[tuple[int, bool, Update | None]]:
    """For each of the records whether it is stored, and what it would change; None where it says the same."""
    wanted = iter(records)
    with_items = bool(rows.table.item_columns)
    stored_before = store.has_rows(connection, rows.table.name)
    while chunk := list(islice(wanted, _COMPARED_AT_ONCE)):
        stored = _stored(connection, rows, chunk) if stored_before else {}
        items = store.stored_items(connection, [str(key) for key in stored]) if with_items else {}
        for record in chunk:
            key = rows.keys[record]
            before = stored.get(key)
            if before is None:
                yield record, False, None
                continue
            mine = rows.items[record] if with_items else {}
            yield record, True, _compare(rows, record, before, mine, items.get(str(key), {}))


def _stored(connection: Connection, rows: TableRows, chunk: Sequence[int]) -> dict[Key, Row]:
    at = [rows.position(name) for name in rows.table.keys]
    first_keys = {rows.values[record][at[0]] for record in chunk}
    found = store.stored_records(connection, rows.table, first_keys)
    return {row[at[0]] if len(at) == 1 else tuple(row[position] for position in at): row for row in found}


def _compare(rows: TableRows, record: int, before: Row, mine: Items, stored: Items) -> Update | None:
    after = _merged(rows.table.columns, rows.present, before, rows.values[record])
    items_before, items_after = None, None
    if "item_name" in rows.present:
        merged = {
            name: _merged(_ITEM_COLUMNS, rows.present, stored[name], item) if name in stored else item
            for name, item in mine.items()
        }
        if merged != stored:
            items_before, items_after = stored, merged
    if after == before and items_after is None:
        return None
    return Update(before, after, items_before, items_after)


def _merged(columns: Sequence[Column], present: frozenset[str], before: Row, after: Row) -> Row:
    """The new values, with the stored ones where the file has no such column or the record is confirmed already."""
    return tuple(
        old if column.name not in present or (old is True and column.kind is Kind.PENDING) else new
        for column, old, new in zip(columns, before, after, strict=True)
    )


def write_sorted(connection: Connection, result: Sorted) -> None:
    """Insert and update; the records that others refer to must have been written before."""
    table = result.table
    with_items = bool(table.item_columns)
    created = sorted(result.created, key=lambda pair: str(pair[0][0])) if with_items else result.created
    new_rows = [values for values, _ in created]
    store.insert_records(connection, table, parents_first(new_rows) if table is AREAS else new_rows)
    store.update_records(connection, table, (change.after for change in result.updated))
    if with_items:
        replaced = [change for change in result.updated if change.items_after is not None]
        store.delete_items(connection, [str(change.after[0]) for change in replaced])
        store.insert_items(connection, ((str(values[0]), items.values()) for values, items in created))
        store.insert_items(
            connection, ((str(change.after[0]), (change.items_after or {}).values()) for change in replaced)
        )


def digest(results: Sequence[Sorted]) -> str:
    """SHA-256 over a JSON array per table, a line each: the name, then the records as they were written, by key."""
    hasher = hashlib.sha256()
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for result in results:
        written = _written(result)
        hasher.update(encode(result.table.name).encode())
        while chunk := list(islice(written, _HASHED_AT_ONCE)):
            hasher.update(b"," + encode(chunk)[1:-1].encode())
        hasher.update(b"\n")
    return hasher.hexdigest()


def _written(result: Sorted) -> Iterator[list[Any]]:
    rows: list[tuple[Row, Items | None]] = [*result.created]
    rows += [(change.after, change.items_after) for change in result.updated]
    key_at = [at for at, column in enumerate(result.table.columns) if column.key]
    rows.sort(key=lambda pair: [str(pair[0][at]) for at in key_at])
    for values, items in rows:
        yield (
            [*values, None if items is None else list(items.values())]
            if result.table.item_columns
            else [*values]
        )


def changes(results: Sequence[Sorted]) -> Iterator[Change]:
    """Before and after of every updated record: the columns that changed, and both item sets where they differ."""
    for result in results:
        key_at = [at for at, column in enumerate(result.table.columns) if column.key]
        for change in result.updated:
            before, after = _differences(result.table, change)
            key = "/".join(str(change.after[at]) for at in key_at)
            yield Change(store.stored_table(result.table.name).name, key, "updated", before, after)


def _differences(table: Table, change: Update) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for column, old, new in zip(table.columns, change.before, change.after, strict=True):
        if old != new:
            before[column.name], after[column.name] = old, new
    if change.items_after is not None:
        before["items"], after["items"] = _listed(change.items_before or {}), _listed(change.items_after)
    if change.beside is not None:
        name, old, new = change.beside
        before[name], after[name] = old, new
    return before, after


def _listed(items: Items) -> list[dict[str, Any]]:
    names = [column.name for column in _ITEM_COLUMNS]
    return [dict(zip(names, item, strict=True)) for item in items.values()]
