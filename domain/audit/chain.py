"""What the hash of an audit entry covers, byte by byte, so that anybody can compute it again.

A *field* is encoded as

- null: the one byte 00;
- text: the byte 01, the length of its UTF-8 form as 8 bytes, most significant first, then that form;
- a whole number: the byte 02, the length of its decimal form as 8 bytes, then that form in ASCII.

A *row* is the number of its fields as 8 bytes, then its fields. Every length and count is written out, so no two
different rows have the same bytes.

The *digest of the changes* of an entry is the SHA-256 over the text field `shian/audit/changes/1`, then over every
change row in the order of its number, each preceded by its length in bytes as 8 bytes. The fields of a change row:
number within the entry (from 1), table, key, action, before, after.

The *hash of an entry* is the SHA-256 over the one row

    "shian/audit/entry/1", number, at, actor, command, summary, details, digest, changes, changes_digest, previous

as lower-case hexadecimal, where `at` is the text that the database keeps (UTC, ISO 8601, six decimals), `digest` is
the command's own digest of all it created or changed, `changes` is the number of change rows, and `previous` is the
hash of the entry before it; the first entry has 64 zeros there. Numbers begin at 1 and have no gaps.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

# What stands before the first entry.
BEFORE_THE_FIRST = "0" * 64
_ENTRY = "shian/audit/entry/1"
_CHANGES = "shian/audit/changes/1"

Field = str | int | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change row of an entry as it is stored."""

    seq: int
    record_table: str
    record_key: str
    action: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is stored, its own hash apart."""

    id: int
    at: str
    actor: str
    command: str
    summary: str
    details: str
    digest: str
    change_count: int
    changes_digest: str
    previous: str


@dataclass(frozen=True, slots=True)
class Root:
    """The newest entry's number and hash: who knows it can tell whether anything up to there was rewritten."""

    sequence: int
    hash: str


def encode_field(value: Field) -> bytes:
    """The bytes of one field."""
    if value is None:
        return b"\x00"
    if isinstance(value, str):
        plain = value.encode()
        return b"\x01%b%b" % (len(plain).to_bytes(8, "big"), plain)
    plain = b"%d" % value
    return b"\x02%b%b" % (len(plain).to_bytes(8, "big"), plain)


def encode_row(fields: tuple[Field, ...]) -> bytes:
    """The bytes of a row."""
    return len(fields).to_bytes(8, "big") + b"".join(map(encode_field, fields))


class ChangesDigest:
    """The digest of an entry's change rows, row by row."""

    def __init__(self) -> None:
        self.count = 0
        self._hasher = hashlib.sha256(encode_field(_CHANGES))

    def add(self, row: ChangeRow) -> None:
        """Take the next row in."""
        encoded = encode_row((row.seq, row.record_table, row.record_key, row.action, row.before, row.after))
        self._hasher.update(len(encoded).to_bytes(8, "big"))
        self._hasher.update(encoded)
        self.count += 1

    def hexdigest(self) -> str:
        """The digest of all rows so far."""
        return self._hasher.hexdigest()


def digest_of(rows: Iterable[ChangeRow]) -> str:
    """The digest of these change rows."""
    digest = ChangesDigest()
    for row in rows:
        digest.add(row)
    return digest.hexdigest()


def hash_of(entry: Entry) -> str:
    """The hash of an entry."""
    fields: tuple[Field, ...] = (
        _ENTRY,
        entry.id,
        entry.at,
        entry.actor,
        entry.command,
        entry.summary,
        entry.details,
        entry.digest,
        entry.change_count,
        entry.changes_digest,
        entry.previous,
    )
    return hashlib.sha256(encode_row(fields)).hexdigest()
