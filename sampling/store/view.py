"""One consistent view of a database, for reading with plain SQL.

Reading figures needs nothing but a cursor, and importing an SQL toolkit would cost a short command a third of its
time. So what is read for figures goes through a `View`, which either stands on an open connection of `engine` or, for
an SQLite file, on the driver alone. Statements are made of names from our own schemas; no value is ever put in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection

Rows = Sequence[Sequence[Any]]
BUSY_TIMEOUT_S = 15


@dataclass(frozen=True, slots=True)
class View:
    """`rows` runs a statement; `attempt` too, but gives None where the database cannot hand over the answer."""

    dialect: str  # sqlite | postgresql
    rows: Callable[[str], Rows]
    attempt: Callable[[str], Rows | None]


def view_of(connection: Connection) -> View:
    """The view that a connection has in its current transaction."""
    from sqlalchemy.exc import DBAPIError

    def rows(statement: str) -> Rows:
        return connection.exec_driver_sql(statement).all()

    def attempt(statement: str) -> Rows | None:
        try:
            with connection.begin_nested():
                return rows(statement)
        except DBAPIError:
            return None

    return View(connection.dialect.name, rows, attempt)


@contextmanager
def sqlite_view(file: str) -> Iterator[View]:
    """A view of an SQLite file through the driver alone; nothing can be written through it."""
    connection = sqlite3.connect(file, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("BEGIN")

        def rows(statement: str) -> Rows:
            return connection.execute(statement).fetchall()

        def attempt(statement: str) -> Rows | None:
            try:
                return rows(statement)
            except sqlite3.Error:
                return None

        yield View("sqlite", rows, attempt)
        connection.execute("ROLLBACK")
    finally:
        connection.close()
