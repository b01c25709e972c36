"""Cursors: where a list goes on, as an opaque text that fits only the list and the filters it came from.

A cursor holds the key of the last row that was given, never an offset, so rows that come or go in between shift
nothing. It is no secret: its check sum guards against mistakes, its types against mischief.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from api.refusals import MalformedRequest
from sampling.audit import canonical_json

_SUM = 8  # bytes of check sum before the key
_LARGEST_KEY = 2**63 - 1

Key = str | int


class CursorInvalid(MalformedRequest):
    """The cursor is damaged, or belongs to another list or other filters."""

    code = "cursor-invalid"

    def __init__(self) -> None:
        super().__init__(
            "参数 cursor 无效：须原样使用同一列表、同样筛选条件上一页的 next_cursor，或去掉它从第一页开始"
        )


def question_of(name: str, filters: Mapping[str, Any]) -> bytes:
    """What a cursor is bound to: the list's name and the filters that are set."""
    return canonical_json(
        [name, {key: value for key, value in filters.items() if value is not None}]
    ).encode()


def encode_cursor(question: bytes, key: Sequence[Key]) -> str:
    """The cursor that goes on after `key`."""
    payload = msgspec.json.encode(list(key))
    return base64.urlsafe_b64encode(_check(question, payload) + payload).decode().rstrip("=")


def decode_cursor(question: bytes, cursor: str, types: Sequence[type]) -> list[Key]:
    """The key in a cursor of this question, its parts of exactly these types. Raises `CursorInvalid`."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        key = msgspec.json.decode(raw[_SUM:], type=list[Key])
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise CursorInvalid from None
    whole = raw[:_SUM] == _check(question, raw[_SUM:]) and [type(part) for part in key] == list(types)
    if not whole or not all(_storable(part) for part in key):
        raise CursorInvalid
    return key


def _check(question: bytes, payload: bytes) -> bytes:
    return hashlib.sha256(question + b"\n" + payload).digest()[:_SUM]


def _storable(part: Key) -> bool:
    if isinstance(part, int):
        return abs(part) <= _LARGEST_KEY
    return "\0" not in part
