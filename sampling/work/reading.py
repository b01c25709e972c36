"""Reading records that are worked on, one or many, and the records that imported rows tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection

from domain.access.policy import EVERYWHERE, Reach
from domain.access.reading import load_policy
from domain.errors import AreaNotFound, RecordNotFound, RuleViolation
from domain.work.kind import Kind
from domain.work.record import Event, Record
from sampling.store import projection
from sampling.store import work as store
from sampling.store.listing import area_exists
from sampling.store.reach import answered_departments, work_within
from sampling.work.contents import decode_content

T = TypeVar("T")


class ImportedRowUnworkable(RuleViolation):
    """An imported row holds something that a form could not hold."""

    code = "imported-row-unworkable"

    def __init__(self, record: str, no: str, fault: str) -> None:
        super().__init__(
            f"导入的{record} {no} 有内容不符合表单要求（{fault}），请先更正后重新导入再办理",
            record=record,
            no=no,
            fault=fault,
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """A record in a list: everything but its events."""

    no: str
    version: int
    state: str
    content: Any


def read_record(connection: Connection, kind: Kind[T], no: str) -> Record[T]:
    """The record, or the one that an imported row tells. Raises `RecordNotFound`."""
    found = read_stored(connection, kind, no) or adopted(connection, kind, no)
    if found is None:
        raise RecordNotFound(kind.machine.record, no)
    return found


def read_stored(connection: Connection, kind: Kind[T], no: str, *, lock: bool = False) -> Record[T] | None:
    """The record as it was worked on; None where nobody did."""
    found = store.stored_record(connection, kind.code, no, lock=lock)
    if found is None:
        return None
    return record_of(kind, *found)


def read_stored_many(
    connection: Connection, kind: Kind[T], nos: Sequence[str], *, lock: bool = False
) -> dict[str, Record[T]]:
    """`read_stored` for many at once: those that there are, by number."""
    rows = store.stored_records(connection, kind.code, nos, lock=lock)
    events = store.stored_events(connection, kind.code, [row["record_no"] for row in rows])
    return {row["record_no"]: record_of(kind, row, events.get(row["record_no"], [])) for row in rows}


def adopted(connection: Connection, kind: Kind[T], no: str) -> Record[T] | None:
    """The record that an exchange row tells, as far as its columns go; None where there is no such row."""
    if kind.table is None or kind.adopt is None or kind.key_of is None:
        return None
    key = kind.key_of(no)
    row = projection.row_of_key(connection, kind.table, key) if key else None
    if row is None:
        return None
    items = projection.items_of_sheet(connection, no) if kind.table == "samples" else []
    record = kind.adopt(row, tuple(items))
    if record is not None:
        try:
            msgspec.convert(msgspec.to_builtins(record.content), kind.content)
        except msgspec.ValidationError as fault:
            raise ImportedRowUnworkable(kind.machine.record, no, str(fault)) from None
    return record


def read_versions(connection: Connection, kind: Kind[T], no: str) -> list[tuple[int, T]]:
    """Every version's content, oldest first. Raises `RecordNotFound` where nobody worked on the record."""
    found = store.stored_contents(connection, kind.code, no)
    if not found:
        raise RecordNotFound(kind.machine.record, no)
    return [(version, decode_content(kind, no, content)) for version, content in found]


def list_records(
    connection: Connection,
    kind: Kind[Any],
    filters: Mapping[str, Any],
    *,
    after: str | None,
    limit: int,
    reach: Reach = EVERYWHERE,
) -> tuple[list[Summary], str | None]:
    """The next `limit` records within reach in the order of their numbers, and the number to go on after.

    Filters as in `sampling.store.work.records_after`. Raises `AreaNotFound`.
    """
    area = filters.get("area")
    if area is not None and not area_exists(connection, area):
        raise AreaNotFound(area)
    policy = load_policy()
    answered = (
        answered_departments(connection, reach.organisations)
        if kind.code in policy.read_by_department
        else []
    )
    within = work_within(kind.code, policy.read_at_ends, reach, answered)
    rows = store.records_after(connection, kind.code, filters, after=after, limit=limit + 1, within=within)
    found = [
        Summary(
            row["record_no"],
            row["version"],
            row["state"],
            decode_content(kind, row["record_no"], row["content"]),
        )
        for row in rows[:limit]
    ]
    return found, (found[-1].no if len(rows) > limit else None)


def record_of(kind: Kind[T], row: Mapping[str, Any], events: Sequence[Mapping[str, Any]]) -> Record[T]:
    """The record that its newest row and its events, both as they are stored, make."""
    return Record(
        kind=kind.code,
        no=row["record_no"],
        state=row["state"],
        content=decode_content(kind, row["record_no"], row["content"]),
        events=tuple(_event(event) for event in events),
    )


def _event(row: Mapping[str, Any]) -> Event:
    return Event(
        command=row["command"],
        state=row["state"],
        on=row["on_day"],
        at=datetime.fromisoformat(row["at"]),
        actor=row["actor"],
        reason=row["reason"],
        moment=datetime.fromisoformat(row["moment"]) if row["moment"] else None,
        extends=(row["extends_clock"], row["extends_by"]) if row["extends_clock"] else None,
        imported=row["imported"],
    )
