"""Holding a package against the database again: the snapshot that it was made from, or the records as they stand."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from api.database import open_database
from api.desk import load_view
from api.evidence import evidence_intact
from api.evidence_places import installed_place
from api.freezing import SnapshotComputedOtherwise, frozen_desk
from api.packaging import differences
from domain.errors import RecordNotFound
from domain.snapshots.kind import SNAPSHOT
from reports.manifest import MANIFEST
from reports.verify import read_json, read_values
from sampling.snapshots.contents import SnapshotDamaged
from sampling.store.engine import reading
from sampling.work.reading import read_record


def reckon(package: Path) -> dict[str, Any]:
    """`ok` and what differs. A draft is computed again from today's records.

    A package of a snapshot is held against the snapshot: that it is there, undamaged, the one that the manifest names,
    and gives the same values; every document of evidence that it names must still have the bytes of then. What the
    records have come to say since stands in `since` and is no fault.
    """
    sealed = read_values(package)
    named = read_json(package, MANIFEST).get("snapshot")
    with reading(open_database()) as connection:
        if not named:
            changed = differences(load_view(connection), sealed)
            return {"ok": not changed, "differences": changed}
        try:
            record = read_record(connection, SNAPSHOT, _said(named, "no"))
            frozen = frozen_desk(connection, record)
            frozen.check_computation()
        except (RecordNotFound, SnapshotDamaged, SnapshotComputedOtherwise) as refusal:
            return {"ok": False, "snapshot": {"ok": False, "message": refusal.message}, "differences": []}
        same = record.content.digest == _said(named, "digest")
        changed = differences(frozen.desk, sealed)
        since = differences(load_view(connection), sealed)
        papers = frozen.papers
    faults = evidence_intact(installed_place(), papers.evidence) if papers.evidence else []
    message = "相符" if same else "材料包所记的快照摘要与库中的快照不同"
    return {
        "ok": same and not changed and not faults,
        "snapshot": {"ok": same, "message": message},
        "differences": changed,
        "evidence": [asdict(one) for one in faults],
        "since": since,
    }


def _said(named: Any, key: str) -> str:
    """What a manifest says of its snapshot; a forged one may say anything."""
    return str(named.get(key, "")) if isinstance(named, dict) else ""
