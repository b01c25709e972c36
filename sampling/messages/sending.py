"""Handing messages to a sink, each at most once.

A message is claimed and the claim committed before anything is sent, and marked as sent afterwards. Whoever dies in
between leaves a claim, of which nobody knows whether it arrived: it is counted, and sent again only on purpose. What a
sink says it surely did not take is tried again the next time.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Engine

from sampling.store import messages as store
from sampling.store.engine import reading, transaction
from sampling.store.work import stored_moment

Row = dict[str, Any]


class NotTaken(Exception):
    """A sink surely did not take the message; its words say why."""


class Sink(Protocol):
    """Somewhere messages go."""

    name: str

    def takes(self, message: Row) -> bool:
        """Whether the message is for this sink at all."""

    def send(self, message: Row) -> None:
        """Send it. Raises `NotTaken` where it surely was not taken; anything else leaves that unknown."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How a run ended in one sink."""

    sink: str
    sent: int
    failed: int
    unknown: int


def send_messages(
    engine: Engine,
    sink: Sink,
    now: Callable[[], datetime],
    applying: Container[str],
    *,
    resend_unknown: bool = False,
) -> Sent:
    """Send what waits for the sink and still applies; `resend_unknown` sends claims again whose end nobody knows.

    `applying` are the keys of the day's messages (`writing.key_of`): a sink that was down for days, or is new, gets no
    words of tiers that have passed or of clocks that have stopped.
    """
    states = [store.FAILED, *([store.CLAIMED] if resend_unknown else [])]
    with reading(engine) as view:
        waiting = store.waiting(view, sink.name, states=states)
    rows = [row for row in waiting if row["key"] in applying and sink.takes(row)]
    sent = failed = 0
    for row in rows:
        number = int(row["id"])
        with transaction(engine) as connection:
            if not store.claim(connection, number, sink.name, stored_moment(now()), row):
                continue
        fault = _fault_of(sink, row)
        state = store.SENT if fault is None else store.FAILED
        with transaction(engine) as connection:
            store.settle(connection, number, sink.name, state, stored_moment(now()), fault)
        sent, failed = sent + (fault is None), failed + (fault is not None)
    with reading(engine) as view:
        unknown = len(store.claimed_numbers(view, sink.name))
    return Sent(sink.name, sent, failed, unknown)


def _fault_of(sink: Sink, row: Row) -> str | None:
    try:
        sink.send(row)
    except NotTaken as fault:
        return str(fault)[:500]
    return None
