"""Commands over HTTP: done once however often they are delivered, and only on the version that their sender saw.

A handler that changes anything takes `delivery` (a command that opens or adds) or `update` (one that changes a record
that is there) instead of the workbench alone, and gives its work as a function: the answer is made and kept inside the
command's transaction, so that neither can be without the other.

Kept are successes and refusals by a rule (404, 409, 422). Not kept: what was refused before any rule was asked, what
waits for something else to happen (`request-in-progress`, `record-changed`), 412, 428, and faults.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Request as HttpRequest
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import HeaderParameter
from litestar.serialization import encode_json

from api.etags import Current, check_seen, etag_of
from api.problems import PROBLEM_MEDIA_TYPE, problem_of, status_of
from api.workbench import Workbench
from domain.errors import ShianError
from domain.work.errors import RecordChanged
from sampling.answers import (
    Answer,
    KeyUsedForAnother,
    Request,
    RequestInProgress,
    answer_given,
    keep_answer,
    keep_refusal,
    take_request,
)
from sampling.audit import canonical_json
from sampling.work.operation import Operation

KEPT_REFUSALS = (404, 409, 422)
UNDECIDED = (RecordChanged, KeyUsedForAnother, RequestInProgress)
JSON = "application/json"

KeyHeader = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        required=False,
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="请求的唯一标识（如 UUID），200 字以内的可见 ASCII 字符；原样重发时返回第一次的结果，7 天内有效",
    ),
]
SeenHeader = Annotated[
    str | None,
    HeaderParameter(
        name="If-Match",
        required=False,
        max_length=1_000,
        description="所见版本，即读取该记录时响应头 ETag 的值；变更已有的记录时必须给出",
    ),
]


@dataclass(frozen=True, slots=True)
class Told:
    """What a command answers, with the tag of the record after it and where it can be found."""

    content: Any
    etag: str | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of a command."""

    bench: Workbench
    path: str
    request: Request | None

    def command(
        self,
        name: str,
        work: Callable[[Operation], Told],
        *,
        status: int = 200,
        before: Callable[[], None] | None = None,
    ) -> Response[Any]:
        """Do the command named like `disposal.complete` once, and give its answer.

        `before` is what has to be asked outside the transaction; its refusals count as the command's.
        """
        try:
            return _response(self._answer(name, work, status, before))
        except ShianError as refusal:
            status = status_of(refusal)
            if self.request is None or status not in KEPT_REFUSALS or isinstance(refusal, UNDECIDED):
                raise
            problem = encode_json(problem_of(refusal, self.path))
            refused = Answer(status, problem, {"Content-Type": PROBLEM_MEDIA_TYPE})
            return _response(keep_refusal(self.bench.engine, self.request, refused))

    def _answer(
        self, name: str, work: Callable[[Operation], Told], status: int, before: Callable[[], None] | None
    ) -> Answer:
        if before is not None:
            given = self._given()
            if given is not None:
                return given
            before()
        with self.bench.operation(name) as op:
            if self.request is not None:
                given = take_request(op.connection, self.request)
                if given is not None:
                    return given
            answer = _answer_of(work(op), status)
            if self.request is not None:
                keep_answer(op.connection, self.request, answer)
        return answer

    def _given(self) -> Answer | None:
        if self.request is None:
            return None
        with self.bench.view() as view:
            return answer_given(view, self.request)


@dataclass(frozen=True, slots=True)
class Update:
    """One delivery of a command that changes a record which its sender has seen."""

    delivery: Delivery
    seen: str | None

    def command(
        self, name: str, current: Callable[[Operation], Current | None], work: Callable[[Operation], Told]
    ) -> Response[Any]:
        """Do the command once, provided that `current`, which locks the record, is what its sender saw."""

        def checked(op: Operation) -> Told:
            check_seen(self.seen, current(op))
            return work(op)

        return self.delivery.command(name, checked)


async def delivery_of(
    request: HttpRequest[Any, Any, Any], bench: NamedDependency[Workbench], idempotency_key: KeyHeader = None
) -> Delivery:
    """The delivery that a request is."""
    path = str(request.scope["path"])
    if idempotency_key is None:
        return Delivery(bench, path, None)
    told = [
        request.method,
        path,
        request.scope["query_string"].decode("latin-1"),
        bench.actor.name,
        hashlib.sha256(await request.body()).hexdigest(),
    ]
    fingerprint = hashlib.sha256(canonical_json(told).encode()).hexdigest()
    return Delivery(bench, path, Request(idempotency_key, fingerprint, bench.at))


def update_of(delivery: NamedDependency[Delivery], if_match: SeenHeader = None) -> Update:
    """The delivery of a change that a request is."""
    return Update(delivery, if_match)


def tagged(content: Any, etag: str | None = None) -> Response[Any]:
    """A representation with its tag; its own bytes where it has no version."""
    return Response(content, headers={"ETag": etag or etag_of(content)})


def _answer_of(told: Told, status: int) -> Answer:
    headers = {"Content-Type": JSON}
    if told.etag is not None:
        headers["ETag"] = told.etag
    if told.location is not None:
        headers["Location"] = told.location
    return Answer(status, encode_json(told.content), headers)


def _response(answer: Answer) -> Response[bytes]:
    headers = dict(answer.headers)
    media_type = headers.pop("Content-Type")
    return Response(answer.body, status_code=answer.status, media_type=media_type, headers=headers)
