"""Commands as careful clients send them, and the books that a database must keep of them."""

import hashlib
import http.client
import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, text

from sampling.audit import verify_audit
from sampling.store.engine import reading

SECONDS = 60
BASE = "/api/v1/work/cases"


@dataclass(frozen=True)
class Answered:
    """An answer as it came."""

    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def undecided(self) -> bool:
        """Whether it says to come again."""
        return self.status == 503 or (self.status == 409 and b'"request-in-progress"' in self.body)

    @property
    def same(self) -> tuple[int, bytes, str | None, str | None]:
        """What has to be the same in every answer to one key."""
        return self.status, self.body, self.headers.get("etag"), self.headers.get("location")


@dataclass(frozen=True)
class Command:
    """One command: it may be sent again and again under its key."""

    key: str
    path: str
    body: bytes
    seen: str | None = None
    media_type: str = "application/json"


@dataclass
class Caller:
    """One client with a connection that it keeps."""

    port: int
    _connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    def send(self, command: Command) -> Answered:
        """Deliver a command once. Raises OSError or HTTPException where no whole answer came."""
        headers = {"Idempotency-Key": command.key, "Content-Type": command.media_type}
        if command.seen is not None:
            headers["If-Match"] = command.seen
        return self.ask("POST", command.path, command.body, headers)

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answered:
        """One request."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            self._connection.request(method, path, body, headers or {})
            answer = self._connection.getresponse()
            found = Answered(
                answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
            )
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        return found

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def opening(key: str, number: str) -> Command:
    """Enter a clue."""
    clue = {"area_code": "320412", "facts": f"合成数据 {key}", "should_file": True}
    return Command(key, BASE, _json({"clue_no": number, "clue": clue, "on": "2023-03-01"}))


def correcting(key: str, number: str, seen: str) -> Command:
    """Replace what a clue says, on the version that was seen."""
    clue = {"area_code": "320412", "facts": f"合成数据 {key}", "should_file": True}
    return Command(key, f"{BASE}/{number}/correct", _json({"clue": clue, "reason": "合成数据"}), seen)


def attaching(key: str, number: str, content: bytes) -> Command:
    """Attach a file to a clue."""
    path = f"/api/v1/work/attachments?owner_kind=case&owner_no={number}&name={key}.jpg"
    return Command(key, path, content, media_type="application/octet-stream")


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Books:
    """What a database says of commands, in counts that must agree."""

    answers: int
    versions: int
    entries: int


def books_of(engine: Engine) -> Books:
    """Answers kept for successes, versions of records, entries of commands; orders of packages apart (keys p-…)."""
    with reading(engine) as view:
        one = view.execute(
            text(
                "SELECT (SELECT count(*) FROM answers WHERE status < 300 AND key NOT LIKE 'p-%'),"
                " (SELECT count(*) FROM work_versions WHERE kind IN ('case', 'attachment')),"
                " (SELECT count(*) FROM audit_entries WHERE command LIKE 'case.%' OR command LIKE 'attachment.%')"
            )
        ).one()
    return Books(*one)


_HALVES = {
    "records whose newest version is not their last": (
        "SELECT r.record_no FROM work_records r LEFT JOIN work_versions v"
        " ON v.kind = r.kind AND v.record_no = r.record_no GROUP BY r.kind, r.record_no, r.version"
        " HAVING count(v.version) <> r.version OR max(v.version) <> r.version OR min(v.version) <> 1"
    ),
    "records whose content is not that of their last version": (
        "SELECT r.record_no FROM work_records r JOIN work_versions v ON v.kind = r.kind"
        " AND v.record_no = r.record_no AND v.version = r.version WHERE v.content <> r.content OR v.state <> r.state"
    ),
    "clues without exchange row": (
        "SELECT record_no FROM work_records WHERE kind = 'case' AND record_no NOT IN (SELECT clue_no FROM cases)"
    ),
    "exchange rows without clue": (
        "SELECT clue_no FROM cases WHERE clue_no NOT IN (SELECT record_no FROM work_records WHERE kind = 'case')"
    ),
    "attachments without register row": (
        "SELECT record_no FROM work_records WHERE kind = 'attachment'"
        " AND record_no NOT IN (SELECT attachment_no FROM attachments)"
    ),
    "entries whose change rows are not as many as they say": (
        "SELECT e.id FROM audit_entries e LEFT JOIN audit_changes c ON c.entry_id = e.id"
        " GROUP BY e.id, e.change_count HAVING count(c.seq) <> e.change_count"
    ),
}


def halves_of(engine: Engine) -> list[str]:
    """Whatever is there by half, and the first breach of the audit chain."""
    faults = []
    with reading(engine) as view:
        for what, statement in _HALVES.items():
            found = [str(row[0]) for row in view.execute(text(statement))]
            if found:
                faults.append(f"{what}: {found[:5]}")
        breach = verify_audit(view).breach
    if breach is not None:
        faults.append(breach.message)
    books = books_of(engine)
    if len({books.answers, books.versions, books.entries}) != 1:
        faults.append(f"the books disagree: {books}")
    return faults


def kept_answers(engine: Engine) -> dict[str, tuple[int, str]]:
    """Status and digest of the body of every answer that is kept, by key."""
    with reading(engine) as view:
        rows = view.execute(text("SELECT key, status, body FROM answers")).all()
    return {key: (status, hashlib.sha256(bytes(body)).hexdigest()) for key, status, body in rows}
