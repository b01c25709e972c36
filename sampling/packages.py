"""Packages that are made in the background: asking for one, claiming it, finishing or failing it.

The table is the queue: what is queued or running survives a crash. Making the file itself is not known here.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine

from domain.errors import AreaNotFound, NotFound, RuleViolation
from sampling.audit import Change, canonical_json, write_entry
from sampling.store import packages as store
from sampling.store.engine import transaction
from sampling.store.freshness import PACKAGE_COMMANDS
from sampling.store.listing import area_exists
from sampling.work.operation import Operation

REQUEST = f"{PACKAGE_COMMANDS} request"
QUEUE_LIMIT = 100
# A package whose making was cut off is tried once more; a second time something about it ends the program.
INTERRUPTED = "package-interrupted"


class PackageQueueFull(RuleViolation):
    """Too many packages are waiting already."""

    code = "package-queue-full"

    def __init__(self, waiting: int) -> None:
        super().__init__(f"已有 {waiting} 个自评材料包在等待生成，请待其完成后再申请", waiting=waiting)


class PackageNotReady(RuleViolation):
    """The package has no file (yet)."""

    code = "package-not-ready"

    def __init__(self, package: int, state: str) -> None:
        word = "生成失败，没有文件，请查看失败原因后重新申请" if state == "failed" else "尚未生成，请稍后再取"
        super().__init__(f"自评材料包 {package} {word}", package=package, state=state)


class PackageFileMissing(NotFound):
    """The package was made, but its file is no longer what was stored."""

    code = "package-file-missing"

    def __init__(self, package: int, file: str) -> None:
        super().__init__(
            f"自评材料包 {package} 的文件 {file} 已被移走或改动，请重新申请生成", package=package, file=file
        )


@dataclass(frozen=True, slots=True)
class PackageJob:
    """A claimed package that is to be made now."""

    id: int
    year: int
    as_of: date
    area: str

    @property
    def file_name(self) -> str:
        """The name of its file below the packages folder."""
        return f"shian-{self.id}-{self.area}-{self.year}-{self.as_of:%Y%m%d}.zip"


def request_package(op: Operation, *, year: int, as_of: date, area: str) -> int:
    """Queue a package and return its number; one that is still unfinished for the same figures is not queued twice.

    Raises `AreaNotFound`, `PackageQueueFull`.
    """
    if not area_exists(op.connection, area):
        raise AreaNotFound(area)
    known = store.unfinished_package(op.connection, year, as_of, area)
    if known is not None:
        return known
    waiting = store.count_unfinished(op.connection)
    if waiting >= QUEUE_LIMIT:
        raise PackageQueueFull(waiting)
    row = {
        "year": year,
        "as_of": as_of,
        "area_code": area,
        "requested_by": op.actor,
        "requested_at": _text(op.at),
    }
    number = store.insert_package(op.connection, row)
    op.change(Change("packages", str(number), "created", None, row))
    op.tell(f"申请生成{year}年自评材料包")
    return number


def claim_package(engine: Engine) -> PackageJob | None:
    """Take the oldest queued package to make it now. No two callers get the same one."""
    with transaction(engine) as connection:
        row = store.claim_oldest(connection)
    return None if row is None else PackageJob(row["id"], row["year"], row["as_of"], row["area_code"])


def finish_package(
    engine: Engine, job: PackageJob, *, size: int, sha256: str, actor: str, at: datetime
) -> None:
    """Record the file that was made."""
    made = {"file_name": job.file_name, "size": size, "sha256": sha256}
    with transaction(engine) as connection:
        values = made | {"state": "done", "finished_at": _text(at), "failure": None}
        if store.change_state(connection, job.id, "running", values):
            _audit(connection, "made", f"自评材料包 {job.id} 已生成", made | {"id": job.id}, actor, at)


def fail_package(engine: Engine, number: int, *, code: str, message: str, actor: str, at: datetime) -> None:
    """Record why the package could not be made."""
    failure = _failure(code, message)
    with transaction(engine) as connection:
        values = {"state": "failed", "finished_at": _text(at), "failure": failure}
        if store.change_state(connection, number, "running", values):
            details = {"id": number, "failure": failure}
            _audit(connection, "failed", f"自评材料包 {number} 生成失败", details, actor, at)


def release_package(engine: Engine, number: int) -> None:
    """Queue a running package again because its worker stops in an orderly way."""
    with transaction(engine) as connection:
        store.change_state(connection, number, "running", {"state": "queued"})


def resume_interrupted(engine: Engine, *, actor: str, at: datetime) -> None:
    """Queue again what was running when the program ended; what was cut off twice has failed.

    To be called only by the one worker that makes packages, before it claims its first.
    """
    with transaction(engine) as connection:
        running = store.running_packages(connection)
    for row in running:
        if (read_failure(row["failure"]) or {}).get("code") == INTERRUPTED:
            message = "生成过程两次中断，请检查内存和磁盘空间后重新申请"
            fail_package(engine, row["id"], code=INTERRUPTED, message=message, actor=actor, at=at)
            continue
        failure = _failure(INTERRUPTED, "生成过程曾中断，已重新排队")
        with transaction(engine) as connection:
            store.change_state(connection, row["id"], "running", {"state": "queued", "failure": failure})


def read_failure(stored: str | None) -> dict[str, Any] | None:
    """`code` and `message` of a stored failure."""
    if stored is None:
        return None
    found: dict[str, Any] = json.loads(stored)
    return found


def _failure(code: str, message: str) -> str:
    return canonical_json({"code": code, "message": message})


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def record_handed_out(
    engine: Engine, *, year: int, as_of: date, area: str | None, sha256: str, actor: str, at: datetime
) -> None:
    """Leave the audit entry of a package that was written straight to a file: which edition, which bytes, for whom."""
    details = {"year": year, "as_of": as_of.isoformat(), "area": area, "sha256": sha256}
    with transaction(engine) as connection:
        _audit(connection, "write", f"生成{year}年度自评材料包（截至{as_of}）", details, actor, at)


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
