"""SQL of the packages that were asked for: queued, running, done or failed."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from sampling.store.schema.system import packages

UNFINISHED = ("queued", "running")


def insert_package(connection: Connection, row: dict[str, Any]) -> int:
    """Insert a queued package; returns its number."""
    made = connection.execute(insert(packages).values(**row, state="queued").returning(packages.c.id))
    return int(made.scalar_one())


def unfinished_package(connection: Connection, year: int, as_of: date, area: str) -> int | None:
    """The number of a package of the same figures that is still queued or running."""
    columns = packages.c
    same = (columns.year == year) & (columns.as_of == as_of) & (columns.area_code == area)
    found = connection.execute(select(columns.id).where(same & columns.state.in_(UNFINISHED)).limit(1))
    return found.scalar_one_or_none()


def count_unfinished(connection: Connection) -> int:
    """How many packages are queued or running."""
    waiting = select(func.count()).select_from(packages).where(packages.c.state.in_(UNFINISHED))
    return int(connection.execute(waiting).scalar_one())


def claim_oldest(connection: Connection) -> dict[str, Any] | None:
    """Turn the oldest queued package to running and return it; None when there is none or another was quicker."""
    columns = packages.c
    oldest = select(packages).where(columns.state == "queued").order_by(columns.id).limit(1)
    row = connection.execute(oldest).mappings().first()
    if row is None or not change_state(connection, row["id"], "queued", {"state": "running"}):
        return None
    return dict(row)


def running_packages(connection: Connection) -> list[dict[str, Any]]:
    """All packages that are marked as running."""
    rows = connection.execute(select(packages).where(packages.c.state == "running").order_by(packages.c.id))
    return [dict(row) for row in rows.mappings()]


def change_state(connection: Connection, package_id: int, before: str, values: dict[str, Any]) -> bool:
    """Update the package if its state is still `before`; whether it was."""
    columns = packages.c
    mine = (columns.id == package_id) & (columns.state == before)
    return connection.execute(update(packages).where(mine).values(**values)).rowcount == 1
