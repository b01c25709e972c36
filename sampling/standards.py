"""The register of standards' limits: new versions, withdrawals, lookups. Reading files is elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from domain.errors import NotFound
from domain.testing.standards import StandardLimit, StandardVersion, insist_on_sense
from sampling.audit import Change, canonical_json
from sampling.store import standards as store
from sampling.store.answers import hold
from sampling.store.work import stored_moment
from sampling.work.operation import Operation

TABLE = "standards"
_FIELDS = StandardVersion.__struct_fields__
_LIMIT_FIELDS = StandardLimit.__struct_fields__


class StandardNotFound(NotFound):
    """There is no such row."""

    code = "standard-not-found"

    def __init__(self, standard_no: str, item: str) -> None:
        super().__init__(
            f"没有登记 {standard_no} 的 {item} 这一限量，请核对项目、食品大类和实施日期",
            standard_no=standard_no,
            item=item,
        )


def held_version(op: Operation, row: StandardLimit) -> StandardVersion | None:
    """The newest version of a row, to be changed by this command alone until its transaction ends."""
    key = canonical_json([str(getattr(row, name)) for name in store.KEY])
    hold(op.connection, f"standard/{key}")
    versions = _versions(op.connection, row)
    return versions[-1] if versions else None


def put_standard(op: Operation, row: StandardLimit, reason: str | None) -> tuple[StandardVersion, str]:
    """Register a row, or change the one of the same item, food, standard and first day by a new version.

    Returns it with what happened: created, updated or unchanged. Raises `StandardWithoutLimit`, `StandardPeriodWrong`.
    """
    insist_on_sense(row)
    return _put(op, row, _versions(op.connection, row), reason=reason, withdrawn=False)


def withdraw_standard(op: Operation, row: StandardLimit, reason: str) -> StandardVersion:
    """Take a row out that should never have counted; its versions stay. Raises `StandardNotFound`."""
    versions = _versions(op.connection, row)
    if not versions:
        raise StandardNotFound(row.standard_no, row.item_name)
    return _put(op, versions[-1], versions, reason=reason, withdrawn=True)[0]


def newest_rows(connection: Connection, item_names: Iterable[str]) -> dict[str, list[StandardVersion]]:
    """The newest version of every row of these items, by item."""
    found: dict[str, list[StandardVersion]] = {}
    for row in store.newest_of_items(connection, sorted(item_names)):
        found.setdefault(row["item_name"], []).append(_of(row))
    return found


def list_standards(
    connection: Connection, filters: Mapping[str, Any], *, after: Sequence[Any] | None, limit: int
) -> tuple[list[StandardVersion], tuple[Any, ...] | None]:
    """Newest versions by key, and the key to go on after. Filters `item_name`, `category`, `standard_no`."""
    rows = store.newest_after(connection, filters, after=after, limit=limit + 1)
    following = tuple(rows[limit - 1][name] for name in store.KEY) if len(rows) > limit else None
    return [_of(row) for row in rows[:limit]], following


def versions_of(connection: Connection, row: StandardLimit) -> list[StandardVersion]:
    """Every version of a row, oldest first. Raises `StandardNotFound`."""
    found = _versions(connection, row)
    if not found:
        raise StandardNotFound(row.standard_no, row.item_name)
    return found


def _put(
    op: Operation,
    row: StandardLimit,
    versions: Sequence[StandardVersion],
    *,
    reason: str | None,
    withdrawn: bool,
) -> tuple[StandardVersion, str]:
    last = versions[-1] if versions else None
    if last is not None and last.withdrawn == withdrawn and _limit(last) == _limit(row):
        return last, "unchanged"
    made = StandardVersion(
        **_limit(row),
        version=len(versions) + 1,
        withdrawn=withdrawn,
        reason=reason,
        entered_by=op.actor,
    )
    values = msgspec.structs.asdict(made)
    store.insert_versions(
        op.connection, [values | {"category": made.category or "", "entered_at": stored_moment(op.at)}]
    )
    key = f"{made.standard_no}/{made.item_name}/{made.category or '全部食品'}/{made.in_force_from}"
    before = msgspec.to_builtins(last) if last is not None else None
    action = "updated" if last is not None else "created"
    op.change(Change(TABLE, key, action, before, msgspec.to_builtins(made)))
    op.tell(f"标准限量 {made.standard_no} {made.item_name} {'撤下' if withdrawn else '登记'}")
    return made, action


def _versions(connection: Connection, row: StandardLimit) -> list[StandardVersion]:
    key = {name: getattr(row, name) for name in store.KEY} | {"category": row.category or ""}
    return [_of(one) for one in store.versions_of(connection, key)]


def _limit(row: StandardLimit) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _LIMIT_FIELDS}


def _of(row: Mapping[str, Any]) -> StandardVersion:
    return StandardVersion(**{name: row[name] for name in _FIELDS} | {"category": row["category"] or None})
