"""What the audit entry says of a record that was written."""

from typing import Any

import msgspec

from domain.access.personal import without_personal
from domain.work.kind import Kind
from domain.work.record import AnyRecord
from sampling.audit import Change

# Beside the fields of the content, in what a change row says of the record afterwards: the numbers of the new versions
# and their digest. A content may have a field `version` or `state` of its own, which then stands for the record's.
STORED = "stored_versions"


def change_of_record(
    kind: Kind[Any], before: AnyRecord | None, after: AnyRecord, *, stored: int, digest: str
) -> Change:
    """The fields of the content that differ, with state and version; the full content is the version's own.

    `stored` is the newest version before, 0 where there was none; `digest` is that of the new ones as they are stored
    (`sampling.work.writing.versions_digest`).
    """
    now = plain(without_personal(after.content, kind.personal))
    was = plain(without_personal(before.content, kind.personal)) if before is not None else {}
    fields = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    old = None
    if before is not None:
        old = {"version": before.version, "state": before.state, **{name: was.get(name) for name in fields}}
    new = {
        "version": after.version,
        "state": after.state,
        STORED: {"first": stored + 1, "last": after.version, "sha256": digest},
        **{name: now.get(name) for name in fields},
    }
    action = "created" if before is None else "updated"
    return Change("work_records", f"{kind.code}/{after.no}", action, old, new)


def plain(content: Any) -> dict[str, Any]:
    """The content as JSON would have it."""
    built: dict[str, Any] = msgspec.to_builtins(content)
    return built
