"""SQL of standards: every version of every row, and the newest ones."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from sampling.store.schema.laboratory import standards

Row = dict[str, Any]
KEY = ("item_name", "category", "standard_no", "in_force_from")
_CHUNK = 500


def newest_of_items(connection: Connection, item_names: Sequence[str]) -> list[Row]:
    """The newest version of every row of these items."""
    found: list[Row] = []
    for start in range(0, len(item_names), _CHUNK):
        wanted = _newest().where(standards.c.item_name.in_(item_names[start : start + _CHUNK]))
        found += _rows(connection, wanted)
    return found


def newest_after(
    connection: Connection, filters: Mapping[str, Any], *, after: Sequence[Any] | None, limit: int
) -> list[Row]:
    """At most `limit` newest versions in the order of their keys, after a key; filters by equality."""
    columns = [standards.c[name] for name in KEY]
    wanted = _newest().order_by(*columns).limit(limit)
    for name, value in filters.items():
        if value is not None:
            wanted = wanted.where(standards.c[name] == value)
    if after is not None:
        beyond: Any = None
        for at in range(len(KEY) - 1, -1, -1):
            further = columns[at] > after[at]
            beyond = further if beyond is None else further | ((columns[at] == after[at]) & beyond)
        wanted = wanted.where(beyond)
    return _rows(connection, wanted)


def versions_of(connection: Connection, key: Mapping[str, Any]) -> list[Row]:
    """Every version of a row, oldest first."""
    wanted = select(standards).where(*(standards.c[name] == key[name] for name in KEY))
    return _rows(connection, wanted.order_by(standards.c.version))


def insert_versions(connection: Connection, rows: Iterable[Row]) -> None:
    """Add versions."""
    filled = list(rows)
    if filled:
        connection.execute(insert(standards), filled)


def _newest() -> Select[Any]:
    other = standards.alias()
    same = [other.c[name] == standards.c[name] for name in KEY]
    newest = select(func.max(other.c.version)).where(*same).scalar_subquery()
    return select(standards).where(standards.c.version == newest)


def _rows(connection: Connection, wanted: Select[Any]) -> list[Row]:
    return [
        {str(name): value for name, value in row.items()} for row in connection.execute(wanted).mappings()
    ]
