"""The files that a snapshot fixes, kept by their hash and checked against it whenever they are read."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from domain.errors import NotReady
from domain.snapshots.content import Basis, NewSnapshot, Snapshot
from domain.snapshots.digest import digest_of
from domain.work.record import Record
from sampling.store import snapshots as store


class SnapshotDamaged(NotReady):
    """What is kept is no longer what was fixed."""

    code = "snapshot-damaged"

    def __init__(self, snapshot: str, part: str) -> None:
        super().__init__(
            f"快照 {snapshot} 固定的内容“{part}”缺失或已被改动，不能据以出具材料，请从备份恢复数据库",
            snapshot=snapshot,
            part=part,
        )


@dataclass(frozen=True)
class Frozen:
    """Everything that a snapshot fixes. `files` by name: records, catalogue, calendar, values, papers."""

    area_code: str
    catalogue_edition: str
    catalogue_sha256: str
    calendar: str
    population: tuple[Basis, ...]
    software: str
    departments: Mapping[str, tuple[str, ...]]
    files: Mapping[str, bytes]


# Reads everything in one view; the view stands still while it is read.
Freeze = Callable[[Connection, NewSnapshot], Frozen]


def files_of(connection: Connection, record: Record[Snapshot]) -> dict[str, bytes]:
    """All files of a snapshot by name. Raises `SnapshotDamaged`."""
    snapshot = record.content
    if digest_of(snapshot.parts) != snapshot.digest:
        raise SnapshotDamaged(record.no, "清单")
    kept = store.kept_files(connection, [part.sha256 for part in snapshot.parts])
    files: dict[str, bytes] = {}
    for part in snapshot.parts:
        content = kept.get(part.sha256)
        if content is None or hashlib.sha256(content).hexdigest() != part.sha256:
            raise SnapshotDamaged(record.no, part.name)
        files[part.name] = content
    return files
