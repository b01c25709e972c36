"""The audit chain a second time, from the words of its description alone, with nothing of the program's own."""

import hashlib
import struct
from typing import Any

from sqlalchemy import Connection, text


def field(value: str | int | None) -> bytes:
    """One field: a kind, a length of eight bytes, the text."""
    if value is None:
        return b"\0"
    plain = (value if isinstance(value, str) else str(value)).encode("utf-8")
    return struct.pack(">BQ", 1 if isinstance(value, str) else 2, len(plain)) + plain


def row(values: list[Any]) -> bytes:
    """A row: how many fields, then each."""
    return struct.pack(">Q", len(values)) + b"".join(field(value) for value in values)


def changes_digest(rows: list[list[Any]]) -> str:
    """Of change rows in order, each a list of its six columns."""
    whole = field("shian/audit/changes/1")
    for values in rows:
        encoded = row(values)
        whole += struct.pack(">Q", len(encoded)) + encoded
    return hashlib.sha256(whole).hexdigest()


def entry_hash(values: list[Any]) -> str:
    """Of an entry, a list of its ten columns."""
    return hashlib.sha256(row(["shian/audit/entry/1", *values])).hexdigest()


def first_fault(connection: Connection) -> int | None:
    """The number of the first entry that does not hold, 0 for the head; None where everything does."""
    previous, number = "0" * 64, 0
    entries = connection.execute(
        text(
            "SELECT id, at, actor, command, summary, details, digest, change_count, changes_digest, previous, hash"
            " FROM audit_entries ORDER BY id"
        )
    ).all()
    for entry in entries:
        number += 1
        rows = connection.execute(
            text(
                "SELECT seq, record_table, record_key, action, before, after FROM audit_changes"
                " WHERE entry_id = :entry ORDER BY seq"
            ),
            {"entry": entry.id},
        ).all()
        told = (entry.id, entry.previous, entry.change_count, entry.changes_digest, entry.hash)
        changes = changes_digest([list(one) for one in rows])
        if told != (number, previous, len(rows), changes, entry_hash(list(entry)[:-1])):
            return number
        previous = entry.hash
    head = connection.execute(text("SELECT sequence, hash FROM audit_head")).one()
    return None if tuple(head) == (number, previous) else 0
