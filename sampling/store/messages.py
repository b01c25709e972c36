"""SQL of messages: written once each, claimed once by each sink, read by people."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sampling.store.schema.messages import message_sends, messages

Row = dict[str, Any]
CLAIMED, SENT, FAILED = "claimed", "sent", "failed"


def insert_message(connection: Connection, values: Mapping[str, Any]) -> bool:
    """Write a message unless one of its key is there; whether it was written."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(messages).values(dict(values)).on_conflict_do_nothing(index_elements=["key"])
    return connection.execute(statement.returning(messages.c.id)).first() is not None


def messages_after(
    connection: Connection,
    filters: Mapping[str, Any],
    after: int | None,
    limit: int,
    within: ColumnElement[bool],
) -> list[Row]:
    """Messages by number after a number; filters `organisation`, `area_code`, `unread`."""
    wanted = select(messages).where(within)
    for name in ("organisation", "area_code"):
        if filters.get(name) is not None:
            wanted = wanted.where(messages.c[name] == filters[name])
    if filters.get("unread"):
        wanted = wanted.where(messages.c.read_at.is_(None))
    if after is not None:
        wanted = wanted.where(messages.c.id > after)
    rows = connection.execute(wanted.order_by(messages.c.id).limit(limit)).mappings()
    return [{str(name): value for name, value in row.items()} for row in rows]


def message_row(connection: Connection, number: int) -> Row | None:
    """One message; None where there is none."""
    row = connection.execute(select(messages).where(messages.c.id == number)).mappings().first()
    return None if row is None else {str(name): value for name, value in row.items()}


def is_within(connection: Connection, number: int, within: ColumnElement[bool]) -> bool:
    """Whether the message of this number meets the condition."""
    wanted = select(messages.c.id).where(messages.c.id == number, within)
    return connection.execute(wanted).first() is not None


def mark_read(connection: Connection, number: int, at: str, by: str) -> None:
    """Say who read it, unless somebody has already."""
    unread = (messages.c.id == number) & messages.c.read_at.is_(None)
    connection.execute(update(messages).where(unread).values(read_at=at, read_by=by))


def waiting(connection: Connection, sink: str, *, states: Sequence[str]) -> list[Row]:
    """Messages that the sink never had, and those that stand in one of these states there, with `attempts`."""
    sends = message_sends
    here = (sends.c.message_id == messages.c.id) & (sends.c.sink == sink)
    wanted = select(messages, sends.c.attempts, sends.c.state).outerjoin(sends, here)
    wanted = wanted.where(sends.c.state.is_(None) | sends.c.state.in_(states)).order_by(messages.c.id)
    return [
        {str(name): value for name, value in row.items()} for row in connection.execute(wanted).mappings()
    ]


def claim(connection: Connection, number: int, sink: str, at: str, row: Mapping[str, Any]) -> bool:
    """Take a message for sending, provided that nobody did since it was listed; `row` is how it was listed."""
    if row["state"] is None:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        values = {"message_id": number, "sink": sink, "state": CLAIMED, "attempts": 1, "at": at}
        statement = dialect.insert(message_sends).values(values).on_conflict_do_nothing()
        return connection.execute(statement.returning(message_sends.c.message_id)).first() is not None
    same = (
        (message_sends.c.message_id == number)
        & (message_sends.c.sink == sink)
        & (message_sends.c.state == row["state"])
        & (message_sends.c.attempts == row["attempts"])
    )
    values = {"state": CLAIMED, "attempts": row["attempts"] + 1, "at": at, "fault": None}
    return connection.execute(update(message_sends).where(same).values(values)).rowcount == 1


def settle(connection: Connection, number: int, sink: str, state: str, at: str, fault: str | None) -> None:
    """Say how a claimed message ended in its sink."""
    mine = (message_sends.c.message_id == number) & (message_sends.c.sink == sink)
    connection.execute(update(message_sends).where(mine).values(state=state, at=at, fault=fault))


def claimed_numbers(connection: Connection, sink: str) -> list[int]:
    """Messages of which nobody knows whether the sink had them."""
    wanted = select(message_sends.c.message_id).where(
        message_sends.c.sink == sink, message_sends.c.state == CLAIMED
    )
    return [int(number) for number in connection.scalars(wanted.order_by(message_sends.c.message_id))]
