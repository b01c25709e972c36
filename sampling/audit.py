"""The audit log: one entry per command, in the same transaction as what it tells, chained to the one before.

Everything that writes goes through `write_entry`; what the chain covers is told in `domain.audit.chain`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from domain.audit.anchors import Anchor
from domain.audit.chain import BEFORE_THE_FIRST, ChangeRow, Entry, Root, digest_of, hash_of
from domain.audit.checking import Verification, verify_chain
from sampling.store import audit as store


@dataclass(frozen=True, slots=True)
class Change:
    """One record that a command changed: the changed columns before and after."""

    table: str
    key: str
    action: str  # created | updated | deleted
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def canonical_json(value: object) -> str:
    """JSON that is the same for the same value everywhere: sorted keys, no blanks, Chinese as written."""
    return _ENCODER.encode(value)


def write_entry(
    connection: Connection,
    *,
    at: datetime,
    actor: str,
    command: str,
    summary: str,
    details: Mapping[str, Any],
    digest: str,
    changes: Iterable[Change] = (),
) -> int:
    """Write the entry of a command and its changes, chained to the one before; returns the entry's number.

    To be called last in its transaction: the head of the chain stays locked until the transaction ends, and other
    commands wait for it. `at` must be aware; it is stored in UTC to the microsecond. `digest` is the SHA-256 over the
    canonical form of all that the command created or changed, `summary` one Chinese line for people.
    """
    rows = [_row(seq, change) for seq, change in enumerate(changes, start=1)]
    changes_digest = digest_of(rows)
    before = store.locked_head(connection)
    entry = Entry(
        id=before.sequence + 1,
        at=at.astimezone(UTC).isoformat(timespec="microseconds"),
        actor=actor,
        command=command,
        summary=summary,
        details=canonical_json(details),
        digest=digest,
        change_count=len(rows),
        changes_digest=changes_digest,
        previous=before.hash,
    )
    store.insert_entry(connection, entry, hash_of(entry))
    store.insert_changes(connection, entry.id, rows)
    return entry.id


def _row(seq: int, change: Change) -> ChangeRow:
    return ChangeRow(
        seq,
        change.table,
        change.key,
        change.action,
        None if change.before is None else canonical_json(change.before),
        None if change.after is None else canonical_json(change.after),
    )


def verify_audit(connection: Connection, anchors: Sequence[Anchor] = ()) -> Verification:
    """Check the whole chain as one view has it, against roots kept outside."""
    entries, changes = store.stored_entries(connection), store.stored_changes(connection)
    return verify_chain(entries, changes, store.head(connection), anchors)


def root_of(connection: Connection) -> Root:
    """The newest entry's number and hash."""
    return store.head(connection)


def holds_root(connection: Connection, root: Root) -> bool:
    """Whether the chain has this root."""
    if root.sequence == 0:
        return root.hash == BEFORE_THE_FIRST
    return store.hash_at(connection, root.sequence) == root.hash
