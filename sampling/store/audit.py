"""SQL of the audit log: entries and changes are only ever inserted."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, insert

from sampling.store.schema.audit import audit_changes, audit_entries


def insert_entry(connection: Connection, entry: Mapping[str, Any]) -> int:
    """Insert one entry and return its id."""
    result = connection.execute(insert(audit_entries).values(**entry).returning(audit_entries.c.id))
    return int(result.scalar_one())


def insert_changes(connection: Connection, changes: Iterable[Mapping[str, Any]]) -> None:
    """Insert the changes that belong to an entry."""
    rows = [dict(change) for change in changes]
    if rows:
        connection.execute(insert(audit_changes), rows)
