"""SQL of the work: records with their versions and clocks, serial numbers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from sampling.store.listing import below
from sampling.store.schema.work import serials, work_clocks, work_records, work_versions

Row = dict[str, Any]
VERSION_COLUMNS = tuple(column.name for column in work_versions.c)


def stored_record(connection: Connection, kind: str, no: str, *, lock: bool) -> tuple[Row, list[Row]] | None:
    """The newest version and all events of a record, None where there is none; `lock` for those who will write."""
    columns = work_records.c
    wanted = select(work_records).where(columns.kind == kind, columns.record_no == no)
    if lock and connection.dialect.name == "postgresql":
        wanted = wanted.with_for_update()
    row = connection.execute(wanted).mappings().first()
    return None if row is None else (dict(row), stored_events(connection, kind, [no]).get(no, []))


def stored_records(connection: Connection, kind: str, nos: Sequence[str], *, lock: bool) -> list[Row]:
    """The newest versions of these records, those that there are, in the order of their numbers."""
    columns = work_records.c
    found: list[Row] = []
    for at in range(0, len(nos), 500):
        wanted = select(work_records).where(columns.kind == kind, columns.record_no.in_(nos[at : at + 500]))
        if lock and connection.dialect.name == "postgresql":
            wanted = wanted.with_for_update()
        rows = connection.execute(wanted.order_by(columns.record_no)).mappings()
        found += [{str(name): value for name, value in row.items()} for row in rows]
    return found


def stored_events(connection: Connection, kind: str, nos: Sequence[str]) -> dict[str, list[Row]]:
    """Events of these records by number, in order; the contents of the versions are not read."""
    columns = [column for column in work_versions.c if column.name != "content"]
    found: dict[str, list[Row]] = {}
    for at in range(0, len(nos), 500):
        wanted = (
            select(*columns)
            .where(work_versions.c.kind == kind, work_versions.c.record_no.in_(nos[at : at + 500]))
            .order_by(work_versions.c.record_no, work_versions.c.version)
        )
        for row in connection.execute(wanted).mappings():
            found.setdefault(row["record_no"], []).append(dict(row))
    return found


def stored_contents(connection: Connection, kind: str, no: str) -> list[tuple[int, str]]:
    """Version number and content of every version of a record, oldest first."""
    columns = work_versions.c
    wanted = select(columns.version, columns.content).where(columns.kind == kind, columns.record_no == no)
    return [
        (int(version), str(content))
        for version, content in connection.execute(wanted.order_by(columns.version))
    ]


def all_contents(connection: Connection, kind: str) -> list[tuple[str, str]]:
    """Number and newest content of every record of a kind."""
    columns = work_records.c
    wanted = select(columns.record_no, columns.content).where(columns.kind == kind)
    return [(str(no), str(content)) for no, content in connection.execute(wanted)]


def replace_content(connection: Connection, kind: str, no: str, content: str) -> None:
    """Write the same newest content anew where its encryption changed. Earlier versions are never written again."""
    same = (work_records.c.kind == kind) & (work_records.c.record_no == no)
    connection.execute(update(work_records).where(same).values(content=content))


def insert_record(connection: Connection, values: Row) -> bool:
    """Insert a record's newest version; False where there is one already."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(work_records).values(values).on_conflict_do_nothing()
    return bool(connection.execute(statement).rowcount)


def update_record(connection: Connection, values: Row, *, seen_version: int) -> bool:
    """Set a record's newest version; False where it is no longer at the version that was seen."""
    columns = work_records.c
    statement = (
        update(work_records)
        .where(
            columns.kind == values["kind"],
            columns.record_no == values["record_no"],
            columns.version == seen_version,
        )
        .values(values)
    )
    return bool(connection.execute(statement).rowcount)


def update_records(connection: Connection, rows: Sequence[tuple[Row, int]]) -> bool:
    """`update_record` for many at once, each with the version that was seen; False where one is no longer there."""
    columns = work_records.c
    names = [name for name in rows[0][0] if name not in ("kind", "record_no")]
    statement = (
        update(work_records)
        .where(
            columns.kind == bindparam("seen_kind"),
            columns.record_no == bindparam("seen_no"),
            columns.version == bindparam("seen_version"),
        )
        .values({name: bindparam(name) for name in names})
    )
    given = [
        {name: values[name] for name in names}
        | {"seen_kind": values["kind"], "seen_no": values["record_no"], "seen_version": seen}
        for values, seen in rows
    ]
    return connection.execute(statement, given).rowcount == len(given)


def insert_versions(connection: Connection, rows: Sequence[Row]) -> None:
    """Insert versions of records that are stored."""
    if rows:
        connection.execute(insert(work_versions), list(rows))


def replace_clocks(connection: Connection, kind: str, no: str, rows: Sequence[Row]) -> None:
    """The clocks of a record as they follow from its events now."""
    columns = work_clocks.c
    connection.execute(delete(work_clocks).where(columns.kind == kind, columns.record_no == no))
    if rows:
        connection.execute(insert(work_clocks), list(rows))


def records_after(
    connection: Connection,
    kind: str,
    filters: Mapping[str, Any],
    *,
    after: str | None,
    limit: int,
    within: ColumnElement[bool],
) -> list[Row]:
    """At most `limit` records of a kind in the order of their numbers, after the number `after`.

    Filters: `area` (with all below it), and `state`, `organisation`, `person`, `sheet_no`, `credit_code`, `closed` by
    equality; None does not filter.
    """
    columns = work_records.c
    wanted: Select[Any] = select(work_records).where(columns.kind == kind, within).order_by(columns.record_no)
    for name, value in filters.items():
        if value is None:
            continue
        wanted = wanted.where(below(columns.area_code, value) if name == "area" else columns[name] == value)
    if after is not None:
        wanted = wanted.where(columns.record_no > after)
    return [dict(row) for row in connection.execute(wanted.limit(limit)).mappings()]


def open_clocks(connection: Connection) -> Iterator[RowMapping]:
    """Every clock of every record, with the record's state."""
    joined = work_clocks.join(
        work_records,
        (work_clocks.c.kind == work_records.c.kind) & (work_clocks.c.record_no == work_records.c.record_no),
    )
    yield from connection.execute(select(work_clocks, work_records.c.state).select_from(joined)).mappings()


def take_serial(connection: Connection, series: str, count: int = 1) -> int:
    """The first of `count` consecutive numbers of a series, counted from 1 without gaps.

    The row is held until the transaction ends, so numbers of a transaction that fails are handed out again.
    """
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(dialect.insert(serials).values(series=series, next=1).on_conflict_do_nothing())
    taken = (
        update(serials)
        .where(serials.c.series == series)
        .values(next=serials.c.next + count)
        .returning(serials.c.next)
    )
    return int(connection.execute(taken).scalar_one()) - count


def stored_moment(at: datetime) -> str:
    """A moment as the database keeps it: UTC, ISO 8601 with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def clock_text(when: date | datetime | None) -> str | None:
    """Start or stop of a clock as text; a moment to the second, a day as a day."""
    if when is None:
        return None
    return when.isoformat(timespec="seconds") if isinstance(when, datetime) else when.isoformat()


def any_worked(connection: Connection, kinds: Sequence[str]) -> bool:
    """Whether anybody has worked on a record of these kinds."""
    found = select(work_records.c.record_no).where(work_records.c.kind.in_(kinds)).limit(1)
    return connection.execute(found).first() is not None


def closed_among(connection: Connection, kinds: Sequence[str], numbers: Sequence[str]) -> set[str]:
    """Which of the numbers belong to closed records of these kinds."""
    columns = work_records.c
    found: set[str] = set()
    for at in range(0, len(numbers), 500):
        chunk = numbers[at : at + 500]
        wanted = select(columns.record_no).where(
            columns.kind.in_(kinds), columns.closed, columns.record_no.in_(chunk)
        )
        found.update(connection.scalars(wanted))
    return found
