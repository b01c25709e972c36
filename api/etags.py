"""Versions of records as HTTP names them: a strong ETag for what a client has seen, If-Match for what it changes."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from api.refusals import VersionMissing, VersionStale
from domain.work.record import AnyRecord

_TAG = re.compile(r'(W/)?"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Current:
    """A record as it stands: its tag, and its representation for those who saw another one."""

    etag: str
    show: Callable[[], Any]


def etag_of(value: Any) -> str:
    """The tag of a plain representation."""
    return f'"{_digest(msgspec.json.encode(value, order="deterministic"))}"'


def record_etag(record: AnyRecord) -> str:
    """The tag of a record that is worked on: its version, and its content, which an import can change before that."""
    told = msgspec.json.encode([record.kind, record.no, record.state, record.content], order="deterministic")
    return f'"{record.version}-{_digest(told)}"'


def check_seen(seen: str | None, current: Current | None) -> None:
    """That the client saw the record as it stands; a record that is not there yet needs no version.

    `*` names no version: whoever sends it has seen none.
    Raises `VersionMissing`, `VersionStale`.
    """
    if current is None:
        return
    if seen is None or seen.strip() == "*":
        raise VersionMissing
    tags = {tag for weak, tag in _TAG.findall(seen) if not weak}
    if current.etag.strip('"') not in tags:
        raise VersionStale(current.etag, msgspec.to_builtins(current.show()))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
