"""Packages that are made in the background: asking for one, claiming it, finishing or failing it.

The table is the queue: what is queued or running survives a crash. Making the file itself is not known here.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from domain.access.policy import Reach
from domain.errors import AreaNotFound
from sampling.audit import Change, canonical_json, write_entry
from sampling.listing import get_record
from sampling.package_refusals import PackageCancelled, PackageFinished, PackageQueueFull
from sampling.store import packages as store
from sampling.store.engine import transaction
from sampling.store.freshness import PACKAGE_COMMANDS
from sampling.store.listing import area_exists
from sampling.work.operation import Operation

REQUEST = f"{PACKAGE_COMMANDS} request"
QUEUE_LIMIT = 100
# A package whose making was cut off is tried once more; a second time something about it ends the program.
INTERRUPTED = "package-interrupted"
MOST_ATTEMPTS = 2
# How long a package stays with a worker that gives no sign of life.
LEASE = timedelta(seconds=30)
# What a package that nobody is making any more does not have.
_LEFT: dict[str, Any] = {"worker": None, "lease_until": None, "step": None}
CANCEL = f"{PACKAGE_COMMANDS} cancel"


@dataclass(frozen=True, slots=True)
class PackageJob:
    """A claimed package that is to be made now."""

    id: int
    year: int
    as_of: date
    area: str
    snapshot: str | None = None

    @property
    def file_name(self) -> str:
        """The name of its file below the packages folder."""
        return f"shian-{self.id}-{self.area}-{self.year}-{self.as_of:%Y%m%d}.zip"


def request_package(op: Operation, *, year: int, as_of: date, area: str, snapshot: str | None = None) -> int:
    """Queue a package and return its number; one that is still unfinished for the same figures is not queued twice.

    Raises `AreaNotFound`, `PackageQueueFull`.
    """
    if not area_exists(op.connection, area):
        raise AreaNotFound(area)
    known = store.unfinished_package(op.connection, year, as_of, area, snapshot)
    if known is not None:
        return known
    waiting = store.count_unfinished(op.connection)
    if waiting >= QUEUE_LIMIT:
        raise PackageQueueFull(waiting)
    row = {
        "year": year,
        "as_of": as_of,
        "area_code": area,
        "snapshot": snapshot,
        "requested_by": op.actor,
        "requested_at": _text(op.at),
    }
    number = store.insert_package(op.connection, row)
    op.change(Change("packages", str(number), "created", None, row))
    op.tell(f"申请生成{year}年自评材料包")
    return number


def claim_package(engine: Engine, *, worker: str, at: datetime, actor: str) -> PackageJob | None:
    """Take the oldest package that waits, or whose worker is gone, to make it now. No two callers get the same one.

    Whoever takes it holds it for `LEASE` and renews that while working. What was cut off twice has failed.
    """
    with transaction(engine) as connection:
        row = store.claim_oldest(connection, worker=worker, now=_text(at), until=_text(at + LEASE))
    if row is None:
        return None
    if row["state"] == "running" and row["attempts"] >= MOST_ATTEMPTS:
        message = "生成过程两次中断，请检查内存和磁盘空间后重新申请"
        fail_package(engine, row["id"], worker, code=INTERRUPTED, message=message, actor=actor, at=at)
        return claim_package(engine, worker=worker, at=at, actor=actor)
    return PackageJob(row["id"], row["year"], row["as_of"], row["area_code"], row["snapshot"])


def note_progress(engine: Engine, number: int, worker: str, *, done: int, of: int, step: str) -> None:
    """Say how far it is. Raises `PackageCancelled` where it was called off or went to another worker."""
    with transaction(engine) as connection:
        values = {"done_steps": done, "all_steps": of, "step": step}
        if not store.change_running(connection, number, worker, values):
            raise PackageCancelled(number)


def renew_lease(engine: Engine, number: int, worker: str, at: datetime) -> bool:
    """Hold it for another while; False where it is no longer this worker's."""
    with transaction(engine) as connection:
        return store.change_running(connection, number, worker, {"lease_until": _text(at + LEASE)})


def finish_package(
    engine: Engine,
    job: PackageJob,
    worker: str,
    *,
    size: int,
    sha256: str,
    place: Callable[[Connection], None],
    actor: str,
    at: datetime,
) -> None:
    """Record the file that was made and let `place` give it its name, both or neither.

    Raises `PackageCancelled` where it was called off or went to another worker in the meantime.
    """
    made = {"file_name": job.file_name, "size": size, "sha256": sha256}
    with transaction(engine) as connection:
        values = {**made, "state": "done", "finished_at": _text(at), "failure": None}
        if not store.change_running(connection, job.id, worker, values | _LEFT | store.ALL_DONE):
            raise PackageCancelled(job.id)
        place(connection)
        details = made | {"id": job.id, "snapshot": job.snapshot}
        _audit(connection, "made", f"自评材料包 {job.id} 已生成", details, actor, at)


def fail_package(
    engine: Engine, number: int, worker: str, *, code: str, message: str, actor: str, at: datetime
) -> None:
    """Record why the package could not be made."""
    failure = canonical_json({"code": code, "message": message})
    with transaction(engine) as connection:
        values = {"state": "failed", "finished_at": _text(at), "failure": failure}
        if store.change_running(connection, number, worker, values | _LEFT):
            details = {"id": number, "failure": failure}
            _audit(connection, "failed", f"自评材料包 {number} 生成失败", details, actor, at)


def release_package(engine: Engine, number: int, worker: str) -> None:
    """Queue a running package again, without blame, because its worker stops in an orderly way."""
    with transaction(engine) as connection:
        store.change_running(connection, number, worker, {"state": "queued", "attempts": 0} | _LEFT)


def cancel_package(op: Operation, number: int, reach: Reach, reason: str | None = None) -> None:
    """Call off a package that waits or is being made; its worker stops at the next step.

    Raises `RecordNotFound`, `PackageFinished`.
    """
    row = get_record(op.connection, "packages", number, reach)
    if row["state"] not in store.UNFINISHED or not store.cancel(op.connection, number, _text(op.at), _LEFT):
        raise PackageFinished(number, row["state"])
    op.change(Change("packages", str(number), "updated", {"state": row["state"]}, {"state": "cancelled"}))
    op.tell(f"取消自评材料包 {number}" + (f"（{reason}）" if reason else ""))


def read_failure(stored: str | None) -> dict[str, Any] | None:
    """`code` and `message` of a stored failure."""
    if stored is None:
        return None
    found: dict[str, Any] = json.loads(stored)
    return found


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def record_handed_out(
    engine: Engine,
    *,
    year: int | None,
    as_of: date | None,
    area: str | None,
    snapshot: str | None,
    sha256: str,
    actor: str,
    at: datetime,
) -> None:
    """Leave the audit entry of a package that was written straight to a file: which edition, which bytes, for whom."""
    details = {
        "year": year,
        "as_of": as_of.isoformat() if as_of else None,
        "area": area,
        "snapshot": snapshot,
        "sha256": sha256,
    }
    words = (
        f"按快照 {snapshot} 生成自评材料包"
        if snapshot
        else f"生成{year}年度自评材料包（截至{as_of}，未冻结草稿）"
    )
    with transaction(engine) as connection:
        _audit(connection, "write", words, details, actor, at)


def _audit(
    connection: Connection, step: str, summary: str, details: dict[str, Any], actor: str, at: datetime
) -> None:
    write_entry(
        connection,
        at=at,
        actor=actor,
        command=f"{PACKAGE_COMMANDS} {step}",
        summary=summary,
        details=details,
        digest=hashlib.sha256(canonical_json(details).encode()).hexdigest(),
    )
