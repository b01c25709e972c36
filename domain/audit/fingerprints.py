"""Fingerprints of the records that an import created, kept beside its audit entry and bound to it by their digest.

A change row for every imported record would double the database; instead an import keeps, for each table, 32 bytes a
record: 12 of the SHA-256 of its key and 20 of the SHA-256 of what it said. With the fields that later change rows tell
put back to what they were before, a stored record must still have the fingerprint of the day it came.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

_KEY_BYTES, _RECORD_BYTES = 12, 20
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def encoded(record: Sequence[Any]) -> bytes:
    """A record as it is hashed: a JSON array of its values, days as ISO text, the test items of a sheet at the end."""
    return _ENCODE(record).encode()


def key_part(key: str) -> bytes:
    """What is kept of a key (key columns joined with /)."""
    return hashlib.sha256(key.encode()).digest()[:_KEY_BYTES]


def record_part(record: bytes) -> bytes:
    """What is kept of a record as `encoded`."""
    return hashlib.sha256(record).digest()[:_RECORD_BYTES]


def packed(fingerprints: Iterable[bytes]) -> bytes:
    """All fingerprints of a table, in order, so that the same records give the same bytes."""
    return b"".join(sorted(fingerprints))


def unpacked(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Key and record part of each fingerprint. Raises `ValueError` where bytes are missing."""
    size = _KEY_BYTES + _RECORD_BYTES
    if len(content) % size:
        raise ValueError(f"{len(content)} bytes are no whole number of fingerprints")
    for at in range(0, len(content), size):
        yield content[at : at + _KEY_BYTES], content[at + _KEY_BYTES : at + size]


def undone(record: Mapping[str, Any], changes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A record with each field put back to what it was before the first of these changes told it, oldest first."""
    earlier = dict(record)
    for before in reversed([*changes]):
        earlier.update({name: value for name, value in before.items() if name in earlier})
    return earlier
