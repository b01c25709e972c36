"""Engines and transactions: the one place that knows which database is behind a URL.

SQLite runs with WAL, foreign keys on and a busy timeout; PostgreSQL through psycopg 3. `transaction` is the only
way to write: it commits when its block ends and rolls back when anything is raised.
"""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import NoSuchModuleError

from sampling.store.turns import Turns

BUSY_TIMEOUT_MS = 15_000
_BACKENDS = ("sqlite", "postgresql")
# A database that is gone or held by somebody is said to be so in time; connections of before a restart are not used.
_OPTIONS: dict[str, dict[str, Any]] = {
    "postgresql": {
        "pool_pre_ping": True,
        "connect_args": {"connect_timeout": 5, "options": f"-c lock_timeout={BUSY_TIMEOUT_MS}"},
    }
}
# Writers of one process stand in line for SQLite, whose own way of waiting is a matter of luck.
_TURNS: WeakKeyDictionary[Engine, Turns] = WeakKeyDictionary()


def normalise_url(url: str) -> URL:
    """The SQLAlchemy URL for what a user wrote: `postgres://` and `postgresql://` mean psycopg 3."""
    parsed = make_url(url)
    if parsed.drivername in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def make_engine(url: str | URL) -> Engine:
    """An engine with the settings that every connection needs. Raises `NoSuchModuleError` for other databases."""
    parsed = normalise_url(url) if isinstance(url, str) else url
    if parsed.get_backend_name() not in _BACKENDS:
        raise NoSuchModuleError(f"no database of this program: {parsed.get_backend_name()}")
    # Errors are logged, and values of a statement may be somebody's.
    engine = create_engine(parsed, hide_parameters=True, **_OPTIONS.get(parsed.get_backend_name(), {}))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        # The driver's own transaction handling starts one only before a write; ours starts at BEGIN, so that
        # everything a command reads and writes is one consistent view.
        event.listen(engine, "begin", _begin_sqlite)
        _TURNS[engine] = Turns(BUSY_TIMEOUT_MS / 1000)
    return engine


def keep_private(engine: Engine) -> None:
    """Make the file of a new SQLite database one that its owner alone reads; its journals get the same rights."""
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    if file and file != ":memory:":
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("shian_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One write transaction: commits at the end of the block, rolls back when anything is raised."""
    with (
        _turn(engine),
        engine.connect().execution_options(shian_write=True) as connection,
        connection.begin(),
    ):
        yield connection


def _turn(engine: Engine) -> AbstractContextManager[None]:
    turns = _TURNS.get(engine)
    return nullcontext() if turns is None else turns.turn()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view for reading; nothing written inside is kept."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin() as view:
            yield connection
            view.rollback()
