"""The one background worker: takes queued packages from the database and makes them, one after the other.

The packages table is the queue, so nothing is lost when the program ends. One process per packages folder works at
a time (`ProcessLock`), so what is marked as running when it begins was cut off and starts again. A package is made
beside its final name and moved there whole.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from api.anchoring import write_seal
from api.clock import now
from api.jobs.lock import ProcessLock
from domain.errors import ShianError
from sampling.audit import root_of
from sampling.packages import (
    PackageJob,
    claim_package,
    fail_package,
    finish_package,
    release_package,
    resume_interrupted,
)
from sampling.store.engine import reading

logger = logging.getLogger("shian.packages")

ACTOR = "后台任务"
IDLE_SECONDS = 2.0
STOP_SECONDS = 1.0

# Makes the package at the path and returns its SHA-256.
Build = Callable[[PackageJob, Path], str]


class PackageWorker:
    """Makes packages in a thread of its own until it is stopped."""

    def __init__(self, engine: Engine, folder: Path, build: Build) -> None:
        self._engine = engine
        self._folder = folder
        self._build = build
        self._lock = ProcessLock(folder / ".worker.lock")
        self._stopping = Event()
        self._woken = Event()
        self._current: PackageJob | None = None
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin to work."""
        self._stopping.clear()
        self._thread = Thread(target=self._run, name="shian-packages", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look for work at once instead of at the next turn."""
        self._woken.set()

    def stop(self) -> None:
        """Stop after the package in hand, or without it when it takes long: then it is queued again."""
        self._stopping.set()
        self._woken.set()
        if self._thread is None:
            return
        self._thread.join(STOP_SECONDS)
        job = self._current
        if self._thread.is_alive() and job is not None:
            with suppress(SQLAlchemyError):  # else it is found as interrupted at the next start
                release_package(self._engine, job.id)
        self._lock.release()

    def _run(self) -> None:
        leading = False
        while not self._stopping.is_set():
            try:
                if not leading and self._lock.acquire():
                    leading = True
                    resume_interrupted(self._engine, actor=ACTOR, at=now())
                if leading and self.work_once():
                    continue
            except (SQLAlchemyError, OSError):
                logger.exception("the package queue cannot be worked on; trying again")
            self._woken.wait(IDLE_SECONDS)
            self._woken.clear()

    def work_once(self) -> bool:
        """Make the oldest queued package; False when there is none."""
        job = claim_package(self._engine)
        if job is None:
            return False
        self._current = job
        try:
            self._make(job)
        except ShianError as refusal:
            self._fail(job, refusal.code, refusal.message)
        except Exception:
            logger.exception("package %s failed", job.id)
            self._fail(job, "unexpected-fault", "生成时发生程序内部错误，详情已写入服务日志，请联系管理员")
        finally:
            self._current = None
        return True

    def _make(self, job: PackageJob) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        unfinished = self._folder / f".{job.file_name}.part"
        try:
            sha256 = self._build(job, unfinished)
            size = unfinished.stat().st_size
            with reading(self._engine) as connection:
                root = root_of(connection)
            write_seal(self._folder / job.file_name, sha256, root, now())
            unfinished.replace(self._folder / job.file_name)
        finally:
            unfinished.unlink(missing_ok=True)
        finish_package(self._engine, job, size=size, sha256=sha256, actor=ACTOR, at=now())

    def _fail(self, job: PackageJob, code: str, message: str) -> None:
        fail_package(self._engine, job.id, code=code, message=message, actor=ACTOR, at=now())
