"""Writing the messages of a day, and reading them."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from domain.access.policy import Reach
from domain.access.reading import load_policy
from domain.errors import NotFound
from domain.messages.tiers import Message, furthest_days, message_of
from sampling.audit import Change, canonical_json
from sampling.clocks import Question, list_due
from sampling.store import messages as store
from sampling.store.reach import messages_within
from sampling.store.work import stored_moment
from sampling.work.kinds import KINDS
from sampling.work.operation import Operation

Row = dict[str, Any]


class MessageNotFound(NotFound):
    """There is no message of this number."""

    code = "message-not-found"

    def __init__(self, number: int) -> None:
        super().__init__(f"没有编号为 {number} 的提醒，请核对编号", number=number)


def messages_of_day(connection: Connection, day: date) -> list[Message]:
    """What there is to tell on a day, the most urgent first, told or not."""
    dues = list_due(connection, Question(within=furthest_days()), day)
    found = [message_of(due, KINDS[due.kind].machine.record) for due in dues]
    return [message for message in found if message is not None]


def key_of(message: Message) -> str:
    """What stands for the message in the database."""
    return hashlib.sha256(canonical_json(message.key).encode()).hexdigest()


def write_messages(op: Operation, day: date) -> list[Message]:
    """Write those messages of the day that were not written before; returns them."""
    written = []
    for message in messages_of_day(op.connection, day):
        key = key_of(message)
        values = {
            "key": key,
            "kind": message.kind,
            "record_no": message.record_no,
            "clock": message.clock,
            "due": message.due,
            "tier": message.tier,
            "organisation": message.organisation,
            "area_code": message.area,
            "person": message.person,
            "text": message.text,
            "at": stored_moment(op.at),
        }
        if store.insert_message(op.connection, values):
            written.append(message)
            op.change(Change("messages", key, "created", None, {"text": message.text}))
            op.tell(message.text)
    return written


def list_messages(
    connection: Connection, filters: Mapping[str, Any], *, after: int | None, limit: int, reach: Reach
) -> tuple[list[Row], int | None]:
    """Messages within reach by number, and the number to go on after."""
    rows = store.messages_after(connection, filters, after, limit + 1, messages_within(reach))
    return rows[:limit], (rows[limit - 1]["id"] if len(rows) > limit else None)


READ = "messages.read"


def read_message(op: Operation, number: int) -> Row:
    """Mark a message as read; who read it first stays. Raises `MessageNotFound`."""
    before = store.message_row(op.connection, number)
    reach = load_policy().reach(op.who, READ)
    if before is None or not store.is_within(op.connection, number, messages_within(reach)):
        raise MessageNotFound(number)
    if before["read_at"] is None:
        store.mark_read(op.connection, number, stored_moment(op.at), op.actor)
        op.change(Change("messages", before["key"], "updated", {"read_by": None}, {"read_by": op.actor}))
        op.tell(f"提醒 {number} 已读")
    after = store.message_row(op.connection, number)
    assert after is not None
    return after
