"""What a forked server does besides serving: it kills itself at a point, or believes another clock.

The product has no such points. Its functions are wrapped here, after the fork and before it serves.
"""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy.dialects.postgresql.psycopg as psycopg_dialect
import sqlalchemy.dialects.sqlite.pysqlite as sqlite_dialect

import api.clock
import sampling.answers
import sampling.packages
import sampling.store.audit
import sampling.store.engine
import sampling.work.operation


def _wrap(
    owner: Any, name: str, *, before: Callable[..., None] | None, after: Callable[..., None] | None
) -> None:
    plain = getattr(owner, name)

    def wrapped(*given: Any, **named: Any) -> Any:
        if before is not None:
            before(*given)
        found = plain(*given, **named)
        if after is not None:
            after(*given)
        return found

    setattr(owner, name, wrapped)


# Where a server may die: the function, and whether before or after it.
_DIALECTS = (sqlite_dialect.SQLiteDialect_pysqlite, psycopg_dialect.PGDialect_psycopg)
POINTS: dict[str, tuple[tuple[tuple[Any, str], ...], str]] = {
    "before commit": (tuple((dialect, "do_commit") for dialect in _DIALECTS), "before"),
    "after commit": (tuple((dialect, "do_commit") for dialect in _DIALECTS), "after"),
    "before the version": (((sampling.work.operation, "write_record"),), "before"),
    "between version and exchange row": (((sampling.work.operation, "project"),), "before"),
    "before the audit entry": (((sampling.store.audit, "insert_entry"),), "before"),
    "between audit entry and its changes": (((sampling.store.audit, "insert_changes"),), "before"),
    "between command and kept answer": (((sampling.answers.store, "insert_answer"),), "before"),
}
# A rename of a file whose passing name begins so.
RENAMES = {
    "before the file is renamed": (".incoming-", "before"),
    "after the file is renamed": (".incoming-", "after"),
    "before the package is sealed": (".seal.part", "before"),
    "between seal and package": (".seal.part", "after"),
    "after the package is renamed": (".zip.part", "after"),
}


def prepare(asked: dict[str, Any]) -> None:
    """Do as was asked."""
    if "point" in asked:
        _die_at(asked["point"], asked["nth"])
    if "busy_ms" in asked:
        sampling.store.engine.BUSY_TIMEOUT_MS = asked["busy_ms"]
    if "clock" in asked:
        _believe(Path(asked["clock"]))


def _die_at(point: str, nth: int) -> None:
    calls = count(1)

    def die(*_given: Any) -> None:
        if next(calls) >= nth:
            os.kill(os.getpid(), signal.SIGKILL)

    if point in RENAMES:
        part, when = RENAMES[point]

        def die_for(path: Path, *_given: Any) -> None:
            if part in path.name and not (part == ".zip.part" and ".seal" in path.name):
                die()

        _wrap(Path, "replace", **_times(when, die_for))
        return
    places, when = POINTS[point]
    for owner, name in places:
        _wrap(owner, name, **_times(when, die))


def _times(when: str, act: Callable[..., None]) -> dict[str, Callable[..., None] | None]:
    return {"before": act if when == "before" else None, "after": act if when == "after" else None}


def _believe(file: Path) -> None:
    """Take the time from the machine's clock and the seconds that a file says to add, wherever it was imported to."""
    import sys

    plain = api.clock.now

    def shifted() -> Any:
        return plain() + timedelta(seconds=float(file.read_text() or 0))

    for module in list(sys.modules.values()):
        if getattr(module, "now", None) is plain:
            module.now = shifted  # type: ignore[attr-defined]
