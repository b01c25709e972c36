"""Exactly once: the answer to a command is kept under the key that its sender chose, in the command's transaction.

Whoever sends the same again, because the first answer never came, gets that answer; nothing is done twice. The key's
name is held until the transaction ends, so a second delivery waits for the first.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine

from domain.errors import RuleViolation
from sampling.audit import canonical_json
from sampling.store import answers as store
from sampling.store.engine import transaction

# Promised are 7 days; a day more covers clocks that differ.
KEPT = timedelta(days=8)


class KeyUsedForAnother(RuleViolation):
    """The idempotency key was used for another request."""

    code = "idempotency-key-used"

    def __init__(self, key: str) -> None:
        super().__init__(f"Idempotency-Key {key} 已用于内容不同的另一请求，请为新的请求另取一个", key=key)


class RequestInProgress(RuleViolation):
    """The same request is being worked on."""

    code = "request-in-progress"

    def __init__(self, key: str) -> None:
        super().__init__(f"Idempotency-Key {key} 的请求正在办理，请稍后以同样的内容再次发送", key=key)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it went out: status, body, and the headers that belong to it."""

    status: int
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Request:
    """What a key stands for: `fingerprint` is the same for the same request of the same actor."""

    key: str
    fingerprint: str
    at: datetime


def answer_given(connection: Connection, request: Request) -> Answer | None:
    """The answer that was given to this request, None where there was none. Raises `KeyUsedForAnother`."""
    row = store.stored_answer(connection, request.key)
    if row is None:
        return None
    if row["fingerprint"] != request.fingerprint:
        raise KeyUsedForAnother(request.key)
    return Answer(row["status"], bytes(row["body"]), json.loads(row["headers"]))


def take_request(connection: Connection, request: Request) -> Answer | None:
    """Hold the key until the transaction ends; the answer where one was given. Raises `RequestInProgress` too."""
    if not store.take_key(connection, f"answer/{request.key}"):
        raise RequestInProgress(request.key)
    return answer_given(connection, request)


def keep_answer(connection: Connection, request: Request, answer: Answer) -> None:
    """Keep the answer, in the transaction of what it answers."""
    store.insert_answer(
        connection,
        {
            "key": request.key,
            "fingerprint": request.fingerprint,
            "at": _moment(request.at),
            "status": answer.status,
            "headers": canonical_json(answer.headers),
            "body": answer.body,
        },
    )


def keep_refusal(engine: Engine, request: Request, refused: Answer) -> Answer:
    """Keep a refusal, which changed nothing, in a transaction of its own; the answer to give.

    Another delivery of the same may have been answered since: then that answer is the first.
    """
    with transaction(engine) as connection:
        given = take_request(connection, request)
        if given is not None:
            return given
        keep_answer(connection, request, refused)
    return refused


def forget_old_answers(engine: Engine, now: datetime) -> int:
    """Forget answers that nobody will ask for again; returns how many."""
    with transaction(engine) as connection:
        return store.delete_before(connection, _moment(now - KEPT))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
