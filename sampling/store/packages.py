"""SQL of the packages that were asked for: queued, running, done or failed."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from sampling.store.schema.system import packages

UNFINISHED = ("queued", "running")
# The last step is told as it begins; that it has ended is told by the package being made.
ALL_DONE: dict[str, Any] = {"done_steps": packages.c.all_steps}


def insert_package(connection: Connection, row: dict[str, Any]) -> int:
    """Insert a queued package; returns its number."""
    made = connection.execute(insert(packages).values(**row, state="queued").returning(packages.c.id))
    return int(made.scalar_one())


def unfinished_package(
    connection: Connection, year: int, as_of: date, area: str, snapshot: str | None
) -> int | None:
    """The number of a package of the same figures that is still queued or running."""
    columns = packages.c
    same = (columns.year == year) & (columns.as_of == as_of) & (columns.area_code == area)
    same &= columns.snapshot.is_(None) if snapshot is None else columns.snapshot == snapshot
    found = connection.execute(select(columns.id).where(same & columns.state.in_(UNFINISHED)).limit(1))
    return found.scalar_one_or_none()


def count_unfinished(connection: Connection) -> int:
    """How many packages are queued or running."""
    waiting = select(func.count()).select_from(packages).where(packages.c.state.in_(UNFINISHED))
    return int(connection.execute(waiting).scalar_one())


def claim_oldest(connection: Connection, *, worker: str, now: str, until: str) -> dict[str, Any] | None:
    """Give the oldest package that waits, or whose lease has run out, to the worker, and return it as it was before.

    None when there is none or another was quicker.
    """
    columns = packages.c
    lost = (columns.state == "running") & (columns.lease_until.is_(None) | (columns.lease_until < now))
    free = (columns.state == "queued") | lost
    row = connection.execute(select(packages).where(free).order_by(columns.id).limit(1)).mappings().first()
    if row is None:
        return None
    values = {
        "state": "running",
        "worker": worker,
        "lease_until": until,
        "attempts": row["attempts"] + 1,
        "done_steps": 0,
        "all_steps": 0,
        "step": None,
    }
    taken = update(packages).where(columns.id == row["id"], free, columns.attempts == row["attempts"])
    return dict(row) if connection.execute(taken.values(**values)).rowcount == 1 else None


def change_running(connection: Connection, package_id: int, worker: str, values: dict[str, Any]) -> bool:
    """Update the package while this worker is making it; whether it is."""
    columns = packages.c
    mine = (columns.id == package_id) & (columns.state == "running") & (columns.worker == worker)
    return connection.execute(update(packages).where(mine).values(**values)).rowcount == 1


def cancel(connection: Connection, package_id: int, at: str, left: dict[str, Any]) -> bool:
    """Mark an unfinished package as called off; whether it still was unfinished."""
    columns = packages.c
    unfinished = (columns.id == package_id) & columns.state.in_(UNFINISHED)
    values = {"state": "cancelled", "finished_at": at} | left
    return connection.execute(update(packages).where(unfinished).values(**values)).rowcount == 1
