"""What another system's importer adds to an import of tables: findings of its own, and what it keeps beside records.

`importing.import_tables` calls a companion at fixed points of its one transaction; an import of the exchange format
has none.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import Connection

from sampling.exchange.applying import Sorted
from sampling.exchange.rows import TableRows


class Companion(Protocol):
    """Called in the order of the methods. `write` is not called in a dry run."""

    def judge(self, connection: Connection, tables: Mapping[str, TableRows]) -> None:
        """Refuse more, before anything is judged across tables."""

    def withdraw(self, connection: Connection, tables: Mapping[str, TableRows]) -> None:
        """Leave out records silently, after everything was judged and before it is compared with the database."""

    def compare(self, connection: Connection, result: Sorted) -> None:
        """Add to a table's changes what changed only in what is kept beside its records."""

    def write(self, connection: Connection, result: Sorted) -> None:
        """Write what is kept beside the records of a table that was just written."""

    def details(self) -> Mapping[str, Any]:
        """What the audit entry says of it."""
