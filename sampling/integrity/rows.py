"""Rows of the exchange tables and of registers: what was told of them last against what is stored.

Columns that no entry spoke of are not compared here: of rows that a file brought they are covered by the fingerprints
of the import (`sampling.integrity.imported`). The rows of each table are counted as well.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from domain.audit.records import Divergence, Told, divergence_of_row
from domain.exchange.tables import SAMPLES, TABLES
from sampling.integrity.grouping import groups
from sampling.store import integrity as store

# Key columns by database table. Every row of an unshared register was told when it was made.
_KEYS: Mapping[str, tuple[str, ...]] = {
    **{store.table_of(table.name): table.keys for table in TABLES},
    "organisations": ("code",),
    "accounts": ("login",),
}
_REGISTERS = ("organisations", "accounts")
_ITEM_NAMES = tuple(column.name for column in SAMPLES.item_columns)
_SHEETS = store.table_of(SAMPLES.name)


def row_divergences(connection: Connection) -> Iterator[Divergence]:
    """What differs, row by row."""
    for some in groups(connection, list(_KEYS)):
        by_table: dict[str, dict[str, list[Told]]] = {}
        for table, key, told in some:
            by_table.setdefault(table, {})[key] = told
        for table, of_table in by_table.items():
            stored = _stored(connection, table, list(of_table), of_table)
            for key, told in of_table.items():
                if table == "accounts":
                    told = _with_activation(told)
                found = divergence_of_row(table, key, told, stored.get(key))
                if found is not None:
                    yield found
    for table in _REGISTERS:
        for key in store.untold_keys(connection, table):
            yield Divergence(table, key, "record-untold")


def count_divergences(connection: Connection) -> Iterator[Divergence]:
    """Exchange tables with more or fewer rows than imports and the work made; rows are never taken out of them."""
    names = {table.name: store.table_of(table.name) for table in TABLES}
    expected = store.told_counts(connection, list(names.values()))
    for _, details in store.import_entries(connection):
        told = json.loads(details)
        for name, count in told.get("accepted", {}).items():
            expected[names[name]] += count
    for table, count in expected.items():
        there = store.stored_count(connection, table)
        if there != count:
            yield Divergence(table, "", "rows-uncounted", counts=(count, there))


def _stored(
    connection: Connection, table: str, keys: Sequence[str], told: Mapping[str, Sequence[Told]]
) -> dict[str, dict[str, Any]]:
    names = _KEYS[table]
    split = {key: tuple(key.rsplit("/", len(names) - 1)) for key in keys}
    rows = store.rows_of_keys(connection, table, names, [parts[0] for parts in split.values()])
    found = {key: _as_told(rows[parts]) for key, parts in split.items() if parts in rows}
    if table == _SHEETS:
        wanted = [key for key in found if any("items" in (one.after or {}) for one in told[key])]
        for key, items in store.items_of_sheets(connection, wanted, _ITEM_NAMES).items():
            found[key]["items"] = [_as_told(item) for item in items]
    if table == "accounts":
        for key, grants in store.grants_in_force(connection, list(found)).items():
            found[key] = {name: found[key][name] for name in ("name", "organisation", "state")}
            found[key]["grants"] = grants
    return found


def _as_told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _with_activation(told: Sequence[Told]) -> list[Told]:
    """An invited account becomes active by setting its password, which its entry tells as the password alone."""
    states: list[Told] = []
    state = None
    for one in told:
        after = dict(one.after or {})
        state = after.get("state", state)
        if "password_set_at" in after and state == "invited":
            state = after["state"] = "active"
        states.append(Told(one.entry, one.action, one.before, after))
    if states and states[0].action == "created":
        first = states[0]
        states[0] = Told(first.entry, first.action, first.before, {"grants": [], **(first.after or {})})
    return states
