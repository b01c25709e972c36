"""The audit log: one entry per command, in the same transaction as what it tells."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from sampling.store import audit as store


@dataclass(frozen=True, slots=True)
class Change:
    """One record that a command changed: the changed columns before and after."""

    table: str
    key: str
    action: str  # created | updated | deleted
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def canonical_json(value: object) -> str:
    """JSON that is the same for the same value everywhere: sorted keys, no blanks, Chinese as written."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


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
    """Write the entry of a command and its changes; returns the entry's id.

    `at` must be aware; it is stored in UTC to the microsecond. `digest` is the SHA-256 over the canonical form of
    all that the command created or changed, `summary` one Chinese line for people.
    """
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    entry_id = store.insert_entry(
        connection,
        {
            "at": moment,
            "actor": actor,
            "command": command,
            "summary": summary,
            "details": canonical_json(details),
            "digest": digest,
        },
    )
    store.insert_changes(
        connection,
        (
            {
                "entry_id": entry_id,
                "seq": seq,
                "record_table": change.table,
                "record_key": change.key,
                "action": change.action,
                "before": None if change.before is None else canonical_json(change.before),
                "after": None if change.after is None else canonical_json(change.after),
            }
            for seq, change in enumerate(changes, start=1)
        ),
    )
    return entry_id
