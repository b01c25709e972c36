"""SQL of the answers that are kept for idempotency keys, and locks by name."""

from typing import Any

from sqlalchemy import Connection, delete, insert, select, text
from sqlalchemy.exc import OperationalError

from sampling.store.schema.answers import answers

Row = dict[str, Any]
# How long a second delivery waits for the first before it is told to come again.
WAIT = "10s"


def take_key(connection: Connection, name: str) -> bool:
    """Hold a name until the transaction ends; False where another transaction holds it for too long.

    SQLite's write transactions have the database to themselves.
    """
    if connection.dialect.name != "postgresql":
        return True
    number = "hashtextextended(:name, 0)"
    if connection.execute(text(f"SELECT pg_try_advisory_xact_lock({number})"), {"name": name}).scalar_one():
        return True
    connection.execute(text("SELECT set_config('lock_timeout', :wait, true)"), {"wait": WAIT})
    try:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({number})"), {"name": name})
    except OperationalError as failure:
        if getattr(failure.orig, "sqlstate", None) == "55P03":
            return False
        raise
    connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
    return True


def hold(connection: Connection, name: str) -> None:
    """Hold a name until the transaction ends, waiting for whoever holds it."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


def stored_answer(connection: Connection, key: str) -> Row | None:
    """The answer that is kept for a key."""
    row = connection.execute(select(answers).where(answers.c.key == key)).mappings().first()
    return None if row is None else dict(row)


def insert_answer(connection: Connection, row: Row) -> None:
    """Keep an answer."""
    connection.execute(insert(answers).values(**row))


def delete_before(connection: Connection, moment: str) -> int:
    """Forget answers from before a stored moment; returns how many."""
    return connection.execute(delete(answers).where(answers.c.at < moment)).rowcount
