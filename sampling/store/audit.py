"""SQL of the audit log: entries and changes are only ever inserted, each entry under the locked head of the chain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, insert, or_, select, text, tuple_, update

from domain.audit.chain import ChangeRow, Entry, Root
from domain.audit.checking import StoredEntry
from sampling.store.schema.audit import audit_changes, audit_entries, audit_head

_AT_ONCE = 1_000
_ENTRY_COLUMNS = [audit_entries.c[name] for name in Entry.__dataclass_fields__]
_CHANGE_NAMES = tuple(ChangeRow.__dataclass_fields__)
_CHANGE_COLUMNS = [audit_changes.c[name] for name in ChangeRow.__dataclass_fields__]


class ChainForked(RuntimeError):
    """The head moved although this transaction had it locked: a fault of the program, never of a user."""


def join_the_writers(connection: Connection) -> None:
    """Keep imports out while a command works; commands work side by side. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE audit_entries IN ROW EXCLUSIVE MODE"))


def locked_head(connection: Connection) -> Root:
    """The head of the chain, held until the transaction ends.

    The lock on the table comes first: an import holds the table and then wants the head, so whoever held the head
    and then wanted the table would wait for it in a circle. On SQLite the transaction has the database to itself.
    """
    join_the_writers(connection)
    wanted = select(audit_head.c.sequence, audit_head.c.hash)
    row = connection.execute(wanted.with_for_update()).one()
    return Root(row.sequence, row.hash)


def head(connection: Connection) -> Root:
    """The head of the chain as this view has it."""
    row = connection.execute(select(audit_head.c.sequence, audit_head.c.hash)).one()
    return Root(row.sequence, row.hash)


def insert_entry(connection: Connection, entry: Entry, digest: str) -> None:
    """Insert an entry with its hash and move the head on to it. Raises `ChainForked`."""
    connection.execute(insert(audit_entries).values(**asdict(entry), hash=digest))
    moved = connection.execute(
        update(audit_head)
        .where(audit_head.c.sequence == entry.id - 1, audit_head.c.hash == entry.previous)
        .values(sequence=entry.id, hash=digest)
    )
    if moved.rowcount != 1:
        raise ChainForked


def insert_changes(connection: Connection, entry_id: int, changes: Sequence[ChangeRow]) -> None:
    """Insert the changes that belong to an entry."""
    for at in range(0, len(changes), _AT_ONCE):
        rows = [
            {"entry_id": entry_id, **{name: getattr(change, name) for name in _CHANGE_NAMES}}
            for change in changes[at : at + _AT_ONCE]
        ]
        connection.execute(insert(audit_changes), rows)


def stored_entries(connection: Connection) -> Iterator[StoredEntry]:
    """Every entry in the order of its number, some at a time."""
    after = -(2**62)
    wanted = select(*_ENTRY_COLUMNS, audit_entries.c.hash).order_by(audit_entries.c.id).limit(_AT_ONCE)
    while rows := connection.execute(wanted.where(audit_entries.c.id > after)).all():
        for *fields, digest in rows:
            yield StoredEntry(Entry(*fields), digest)
        after = rows[-1].id


def stored_changes(connection: Connection) -> Iterator[tuple[int, ChangeRow]]:
    """Every change row in the order of entry and number, some at a time."""
    columns = audit_changes.c
    wanted = (
        select(columns.entry_id, *_CHANGE_COLUMNS).order_by(columns.entry_id, columns.seq).limit(_AT_ONCE)
    )
    place = tuple_(columns.entry_id, columns.seq)
    entry, seq = -(2**62), 0
    while rows := connection.execute(wanted.where(place > (entry, seq))).all():
        for number, *fields in rows:
            yield number, ChangeRow(*fields)
        entry, seq = rows[-1].entry_id, rows[-1].seq


def hash_at(connection: Connection, sequence: int) -> str | None:
    """The stored hash of an entry; None where there is no such entry."""
    found: str | None = connection.scalar(select(audit_entries.c.hash).where(audit_entries.c.id == sequence))
    return found


def entry_row(connection: Connection, number: int) -> dict[str, Any] | None:
    """All columns of one entry."""
    row = connection.execute(select(audit_entries).where(audit_entries.c.id == number)).mappings().first()
    return None if row is None else dict(row)


def entries_before(
    connection: Connection, filters: Mapping[str, Any], *, before: int | None, limit: int
) -> list[dict[str, Any]]:
    """At most `limit` entries, the newest first, with numbers below `before`.

    Filters: `actor`, `command` (with all that begin with it and a dot or blank), `keys` (of a changed record),
    `table` (of a changed record), `since` and `until` (stored moments; the latter excluded); None does not filter.
    """
    columns = audit_entries.c
    wanted = select(audit_entries).order_by(columns.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(columns.id < before)
    for condition in _conditions(filters):
        wanted = wanted.where(condition)
    return [dict(row) for row in connection.execute(wanted).mappings()]


def _conditions(filters: Mapping[str, Any]) -> Iterator[ColumnElement[bool]]:
    columns, changed = audit_entries.c, audit_changes.c
    if (actor := filters.get("actor")) is not None:
        yield columns.actor == actor
    if (command := filters.get("command")) is not None:
        begun = [columns.command.startswith(f"{command}{sign}", autoescape=True) for sign in ". "]
        yield or_(columns.command == command, *begun)
    if (since := filters.get("since")) is not None:
        yield columns.at >= since
    if (until := filters.get("until")) is not None:
        yield columns.at < until
    about = []
    if filters.get("keys") is not None:
        about.append(changed.record_key.in_(filters["keys"]))
    if filters.get("table") is not None:
        about.append(changed.record_table == filters["table"])
    if about:
        yield exists().where(changed.entry_id == columns.id, *about)


def changes_after(connection: Connection, entry: int, *, after: int, limit: int) -> list[ChangeRow]:
    """At most `limit` change rows of an entry, those after number `after`."""
    columns = audit_changes.c
    wanted = select(*_CHANGE_COLUMNS).where(columns.entry_id == entry, columns.seq > after)
    return [ChangeRow(*row) for row in connection.execute(wanted.order_by(columns.seq).limit(limit))]
