"""Commands in tests: an operation on a real database, by somebody, on a day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

from sqlalchemy import Engine

from domain.access.actor import Actor, local_actor
from domain.work.record import Step
from sampling.work.operation import Operation, operation

TODAY = date(2026, 11, 20)


@contextmanager
def at_work(
    engine: Engine,
    *,
    actor: str | Actor = "张三",
    today: date = TODAY,
    command: str = "test",
    nonce: str = "5a" * 32,
) -> Iterator[Operation]:
    """The transaction of one command."""
    at = datetime.combine(today, time(4), UTC)
    with operation(
        engine,
        command=command,
        actor=local_actor(actor) if isinstance(actor, str) else actor,
        at=at,
        today=today,
        nonce=nonce,
    ) as op:
        yield op


def a_step(on: date = TODAY, *, actor: str = "张三", today: date = TODAY, reason: str | None = None) -> Step:
    """A step for tests of machines, which need no database."""
    return Step(on=on, at=datetime.combine(on, time(4), UTC), today=today, actor=actor, reason=reason)
