"""Everything a database holds, for tests that compare databases."""

from typing import Any

from sqlalchemy import Engine, select

from sampling.store.schema import metadata

AUDIT = ("audit_entries", "audit_changes", "audit_head")


def contents(engine: Engine, *, audit: bool = False) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of every table in one order, so that equal databases compare equal; the audit only when asked for."""
    with engine.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in metadata.tables.items()
            if audit or name not in AUDIT
        }
