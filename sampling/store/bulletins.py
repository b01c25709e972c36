"""SQL of the bulletins: storing files and entries, and the counts that the summary is made of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from domain.bulletins.columns import NAMES
from domain.bulletins.entry import Entry
from domain.findings.figures import canonical
from sampling.store.schema.bulletins import (
    ROUNDS,
    bulletin_entries,
    bulletin_files,
    bulletin_readings,
    bulletin_rows,
)

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class EntryCount:
    """How many distinct entries share a category, publisher, test item and verdict."""

    category: str
    publisher: str
    item: str | None
    verdict: str
    entries: int


@dataclass(frozen=True, slots=True)
class UnreadCount:
    """Distinct entries with a cell that is there only as written, and those whose production date was set aside."""

    results: int
    limits: int
    production_dates: int


def wait_for_other_imports(connection: Connection) -> None:
    """Lets one import after the other write, so that what is new is counted once.

    SQLite's write transactions follow one another anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE bulletin_files IN SHARE ROW EXCLUSIVE MODE"))


def is_stored(connection: Connection, content: str) -> bool:
    """Whether a file with these rows was imported before."""
    found = select(bulletin_files.c.content).where(bulletin_files.c.content == content)
    return connection.execute(found).first() is not None


def insert_file(connection: Connection, *, content: str, name: str, sha256: str, row_count: int) -> None:
    """Inserts the file itself; its entries and rows follow."""
    row = {"content": content, "name": name, "sha256": sha256, "row_count": row_count}
    connection.execute(insert(bulletin_files), row)


def insert_new_entries(connection: Connection, entries: Sequence[Entry]) -> list[str]:
    """Inserts the entries (each digest once) that are not stored yet; returns their digests in the given order."""
    created: list[str] = []
    for chunk in _chunks(entries):
        wanted = select(bulletin_entries.c.digest).where(
            bulletin_entries.c.digest.in_([entry.digest for entry in chunk])
        )
        known = set(connection.scalars(wanted))
        new = [entry for entry in chunk if entry.digest not in known]
        if new:
            connection.execute(insert(bulletin_entries), [_entry_row(entry) for entry in new])
        readings = [row for entry in new for row in _reading_rows(entry)]
        if readings:
            connection.execute(insert(bulletin_readings), readings)
        created += [entry.digest for entry in new]
    return created


def insert_rows(connection: Connection, content: str, rows: Iterable[tuple[int, str]]) -> None:
    """Inserts the file's rows: row number and the digest of the entry that stands there."""
    connection.execute(
        insert(bulletin_rows),
        [{"content": content, "row_no": row_no, "digest": digest} for row_no, digest in rows],
    )


def count_rows(connection: Connection) -> int:
    """Rows of all imported files, repeated entries included."""
    return connection.execute(select(func.count()).select_from(bulletin_rows)).scalar_one()


def count_entries(connection: Connection) -> list[EntryCount]:
    """Distinct entries by category, publisher, test item and verdict, in no particular order."""
    table = bulletin_entries.c
    keys = (table.category, table.publisher, table.item, table.verdict)
    rows = connection.execute(select(*keys, func.count()).group_by(*keys))
    return [EntryCount(*row) for row in rows]


def count_unread(connection: Connection) -> UnreadCount:
    """Distinct entries whose result or limit could not be read, and whose production date is doubtful."""
    table = bulletin_entries.c
    results, limits, dates = connection.execute(
        select(
            func.count().filter(table.result_unread),
            func.count().filter(table.limit_unread),
            func.count().filter(table.produced_doubtful),
        )
    ).one()
    return UnreadCount(results, limits, dates)


def _entry_row(entry: Entry) -> dict[str, Any]:
    limit = entry.limit
    return {
        "digest": entry.digest,
        **{f"{name}_written": cell for name, cell in zip(NAMES, entry.written, strict=True)},
        "product": entry.product,
        "category": entry.category,
        "kind": entry.kind,
        "producer": entry.producer,
        "supplier": entry.supplier,
        "produced_on": entry.produced_on,
        "produced_doubtful": entry.produced_doubtful,
        "batch_no": entry.batch_no,
        "item": entry.item,
        "limit_kind": limit.kind.value if limit else None,
        "limit_low": canonical(limit.low) if limit and limit.low is not None else None,
        "limit_high": canonical(limit.high) if limit and limit.high is not None else None,
        "limit_unit": limit.unit if limit else None,
        "limit_n": limit.n if limit else None,
        "limit_c": limit.c if limit else None,
        "limit_unread": entry.limit_unread,
        "result_unread": entry.result_unread,
        "verdict": entry.verdict,
        "publisher": entry.publisher,
        "published_on": entry.published_on,
        "remark": entry.remark,
    }


def _reading_rows(entry: Entry) -> Iterator[dict[str, Any]]:
    if entry.result is None:
        return
    for name, readings in zip(ROUNDS, (entry.result.first, entry.result.recheck), strict=True):
        for seq, reading in enumerate(readings, start=1):
            yield {
                "digest": entry.digest,
                "round": name,
                "seq": seq,
                "relation": reading.relation.value,
                "value": canonical(reading.value) if reading.value is not None else None,
                "unit": reading.unit,
            }


def _chunks(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    for start in range(0, len(entries), _CHUNK):
        yield entries[start : start + _CHUNK]
