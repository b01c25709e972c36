"""Telling of clocks: one round writes the day's messages once and sends to each sink what it never had."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from secrets import token_hex

from sqlalchemy import Engine

from api.clock import local_day, now
from domain.access.actor import Actor
from domain.messages.tiers import Message
from sampling.audit import Change
from sampling.messages.sending import Sent, Sink, send_messages
from sampling.messages.writing import key_of, messages_of_day, write_messages
from sampling.work.operation import operation


@dataclass(frozen=True, slots=True)
class Round:
    """What a round wrote, and how it ended in each sink."""

    messages: list[Message]
    sinks: list[Sent]


def notify_once(
    engine: Engine,
    sinks: Sequence[Sink],
    actor: Actor,
    *,
    day: date | None = None,
    resend_unknown: bool = False,
) -> Round:
    """One round for a day (today where none is named). Several at once, or on several machines, tell nothing twice.

    Sending again what may have arrived is somebody's decision, so it has an audit entry of its own.
    """
    at = now()
    chosen = day or local_day(at)
    with operation(
        engine, command="messages.write", actor=actor, at=at, today=local_day(at), nonce=token_hex(32)
    ) as op:
        told = write_messages(op, chosen)
        applying = {key_of(message) for message in messages_of_day(op.connection, chosen)}
    ends = [send_messages(engine, sink, now, applying, resend_unknown=resend_unknown) for sink in sinks]
    if resend_unknown:
        at = now()
        with operation(
            engine, command="messages.resend", actor=actor, at=at, today=local_day(at), nonce=token_hex(32)
        ) as op:
            sent = {end.sink: end.sent for end in ends}
            op.change(Change("messages", str(chosen), "updated", None, sent))
            op.tell(f"重发 {chosen} 不知是否送达的提醒")
    return Round(told, ends)
