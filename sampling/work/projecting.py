"""Keeping the exchange rows in step with the work: what is written is what differs, and the audit entry says so."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from domain.exchange.tables import TABLE_BY_NAME
from domain.work.kind import Projection
from sampling.audit import Change
from sampling.store import projection as store
from sampling.store.imports import stored_table


def project(connection: Connection, projections: Iterable[Projection]) -> list[Change]:
    """Write the exchange rows of a record; returns what changed, column by column."""
    changes: list[Change] = []
    for one in projections:
        names = TABLE_BY_NAME[one.table].keys
        key = {name: one.values[name] for name in names}
        changes += _write(connection, one, key)
    return changes


def _write(connection: Connection, one: Projection, key: Mapping[str, Any]) -> list[Change]:
    label = "/".join(str(value) for value in key.values())
    table = stored_table(one.table).name
    before = store.row_of_key(connection, one.table, key)
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    if before is None:
        store.insert_row(connection, one.table, one.values)
        new.update(one.values)
    else:
        new.update({name: value for name, value in one.values.items() if before[name] != value})
        old.update({name: before[name] for name in new})
        if new:
            store.update_row(connection, one.table, key, new)
    if one.items is not None:
        sheet_no = str(key["sheet_no"])
        had = store.items_of_sheet(connection, sheet_no)
        has = [store.whole_item(item) for item in one.items]
        if had != has:
            store.replace_items(connection, sheet_no, has)
            old["items"], new["items"] = had, has
    if not new:
        return []
    return [Change(table, label, "created" if before is None else "updated", old if before else None, new)]
