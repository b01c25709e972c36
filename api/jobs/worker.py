"""The background worker: takes queued packages from the database and makes them, one after the other.

The packages table is the queue, so nothing is lost when the program ends. Any number of workers, in any number of
processes, work on one queue: who takes a package holds it for a while and renews that while working, so what a worker
that is gone has left behind goes to another. A package is made beside its final name and moved there whole, together
with the row that says so.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from api.clock import now
from api.seals import seal_package
from domain.errors import ShianError
from sampling.package_refusals import PackageCancelled
from sampling.packages import (
    PackageJob,
    claim_package,
    fail_package,
    finish_package,
    note_progress,
    release_package,
    renew_lease,
)

logger = logging.getLogger("shian.packages")

ACTOR = "后台任务"
IDLE_SECONDS = 2.0
STOP_SECONDS = 1.0
BEAT_SECONDS = 5.0

# Is told how many steps are done, of how many, and which one begins; raises to call the work off.
Progress = Callable[[int, int, str], None]
# Makes the package at the path and returns its SHA-256.
Build = Callable[[PackageJob, Path, Progress], str]


class PackageWorker:
    """Makes packages in a thread of its own until it is stopped."""

    def __init__(self, engine: Engine, folder: Path, build: Build) -> None:
        self._engine = engine
        self._folder = folder
        self._build = build
        self._stopping = Event()
        self._woken = Event()
        self._current: tuple[PackageJob, str] | None = None
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
        current = self._current
        if self._thread.is_alive() and current is not None:
            job, worker = current
            with suppress(SQLAlchemyError):  # else another takes it over when its lease has run out
                release_package(self._engine, job.id, worker)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                if self.work_once():
                    continue
            except (SQLAlchemyError, OSError):
                logger.exception("the package queue cannot be worked on; trying again")
            self._woken.wait(IDLE_SECONDS)
            self._woken.clear()

    def work_once(self) -> bool:
        """Make the oldest package that waits; False when there is none."""
        worker = uuid4().hex
        job = claim_package(self._engine, worker=worker, at=now(), actor=ACTOR)
        if job is None:
            return False
        self._current = (job, worker)
        try:
            with self._holding(job, worker):
                self._make(job, worker)
        except PackageCancelled:
            logger.info("package %s was called off or taken over", job.id)
        except ShianError as refusal:
            self._fail(job, worker, refusal.code, refusal.message)
        except Exception:
            logger.exception("package %s failed", job.id)
            message = "生成时发生程序内部错误，详情已写入服务日志，请联系管理员"
            self._fail(job, worker, "unexpected-fault", message)
        finally:
            self._current = None
        return True

    def _make(self, job: PackageJob, worker: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for left in self._folder.glob(f".*-{job.file_name}.part"):
            left.unlink(missing_ok=True)  # of a worker that is gone
        unfinished = self._folder / f".{worker}-{job.file_name}.part"
        progress = partial(self._progress, job.id, worker)
        try:
            sha256 = self._build(job, unfinished, progress)
            finish_package(
                self._engine,
                job,
                worker,
                size=unfinished.stat().st_size,
                sha256=sha256,
                place=partial(self._place, job, unfinished, sha256),
                actor=ACTOR,
                at=now(),
            )
        finally:
            unfinished.unlink(missing_ok=True)

    def _place(self, job: PackageJob, unfinished: Path, sha256: str, connection: Connection) -> None:
        """Seal first: a package without its seal is never seen."""
        seal_package(
            self._engine,
            unfinished,
            sha256,
            snapshot=job.snapshot,
            at=now(),
            connection=connection,
            name=job.file_name,
        )
        unfinished.replace(self._folder / job.file_name)

    def _progress(self, number: int, worker: str, done: int, of: int, step: str) -> None:
        note_progress(self._engine, number, worker, done=done, of=of, step=step)

    @contextmanager
    def _holding(self, job: PackageJob, worker: str) -> Iterator[None]:
        """Renew the lease while the block runs."""
        ended = Event()

        def beat() -> None:
            while not ended.wait(BEAT_SECONDS):
                with suppress(SQLAlchemyError):  # the next beat is before the lease ends
                    if not renew_lease(self._engine, job.id, worker, now()):
                        return

        beating = Thread(target=beat, name="shian-package-lease", daemon=True)
        beating.start()
        try:
            yield
        finally:
            ended.set()
            beating.join()

    def _fail(self, job: PackageJob, worker: str, code: str, message: str) -> None:
        fail_package(self._engine, job.id, worker, code=code, message=message, actor=ACTOR, at=now())
