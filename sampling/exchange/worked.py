"""Imports that meet records which were worked on here: closed ones are locked, open ones get a new version.

`exchange.md` calls the refusal `locked-record`. A record that nobody worked on is imported as ever, and where nobody
worked on any record of a table that costs one question.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from domain.exchange.tables import Table
from domain.plans.kind import PLAN
from domain.plans.rows import plan_numbers_of
from domain.reviews.kind import OBJECTION, OBJECTION_MARK, REINSPECTION, REINSPECTION_MARK, review_no
from domain.work.errors import RecordChanged
from domain.work.kind import Kind
from domain.work.record import AnyRecord, Step
from sampling.audit import Change
from sampling.exchange.applying import Sorted, compared
from sampling.exchange.rows import Key, TableRows
from sampling.exchange.sources import Source
from sampling.store import projection
from sampling.store import work as store
from sampling.work.changing import change_of_record
from sampling.work.kinds import KINDS
from sampling.work.reading import read_stored
from sampling.work.writing import write_record

_MARKS = {"复检": (REINSPECTION.code, REINSPECTION_MARK), "异议": (OBJECTION.code, OBJECTION_MARK)}


def judge_worked(connection: Connection, rows: TableRows) -> None:
    """Refuse to overwrite a closed record with other content; the same content again is welcome."""
    kinds = _kinds_of(rows.table)
    if not kinds or not rows.keyed or not store.any_worked(connection, kinds):
        return
    closed = _closed(connection, rows, kinds)
    column = rows.table.column(rows.table.keys[0])
    for record, is_stored, update in compared(connection, rows, closed):
        if update is not None or not is_stored:
            rows.refuse_cell(record, column, "locked-record", rows.keys[record])


def absorb_worked(
    connection: Connection, results: Sequence[Sorted], source: Source, *, actor: str, at: datetime
) -> list[Change]:
    """Give every open record whose row was changed a new version with the reason 导入 and the file's digest.

    Returns what the audit entry says of it.
    """
    changes: list[Change] = []
    digests = "、".join(f"{name} {digest}" for name, digest in sorted(source.digests.items()))
    step = Step(on=at.date(), at=at, today=at.date(), actor=actor, reason=f"导入（SHA-256：{digests}）")
    for result in results:
        kinds = _kinds_of(result.table)
        if not kinds or not store.any_worked(connection, kinds):
            continue
        key_at = [at for at, column in enumerate(result.table.columns) if column.key]
        changed = [row for row, _ in result.created] + [update.after for update in result.updated]
        for row in changed:
            changes += _absorb(connection, result.table, tuple(row[at] for at in key_at), step)
    return changes


def _absorb(connection: Connection, table: Table, key: tuple[Any, ...], step: Step) -> Iterator[Change]:
    for code, number in _records_of(table, key[0] if len(key) == 1 else key):
        kind = KINDS[code]
        record = read_stored(connection, kind, number, lock=True)
        if record is None or kind.adopt is None:
            continue
        row = projection.row_of_key(connection, table.name, dict(zip(table.keys, key, strict=True)))
        items = projection.items_of_sheet(connection, number) if table.item_columns else []
        told = kind.adopt(row, tuple(items)) if row is not None else None
        merged = _merged(kind, record, told) if told is not None else None
        if merged is not None:
            after = kind.machine.absorb(record, merged, step)
            digest = write_record(connection, kind, after, stored_version=record.version)
            if digest is None:
                raise RecordChanged(kind.machine.record, number)
            yield change_of_record(kind, record, after, stored=record.version, digest=digest)


def _merged(kind: Kind[Any], record: AnyRecord, told: AnyRecord) -> AnyRecord | None:
    """What the row tells, in a content that keeps everything it says nothing of; None where it is another's row."""
    if kind.merge is not None:
        content = kind.merge(record.content, told.content)
        # A row that is a part of the record tells nothing of the record's own steps.
        part = msgspec.structs.replace(told, state=record.state, events=())
        return None if content is None else msgspec.structs.replace(part, content=content)
    fields = {name: getattr(told.content, name) for name in kind.told_fields}
    return msgspec.structs.replace(told, content=msgspec.structs.replace(record.content, **fields))


def _closed(connection: Connection, rows: TableRows, kinds: Sequence[str]) -> list[int]:
    """Records of the import that stand for a closed one."""
    numbers: dict[str, list[int]] = {}
    for key, record in rows.first.items():
        if key is not None and record not in rows.refused:
            for _, number in _records_of(rows.table, key):
                numbers.setdefault(number, []).append(record)
    closed = store.closed_among(connection, kinds, list(numbers))
    return sorted({record for number in closed for record in numbers[number]})


def _records_of(table: Table, key: Key | tuple[Any, ...]) -> Iterable[tuple[str, str]]:
    """Kinds and numbers of the records that a row of this key may stand for."""
    if table.name == "reviews":
        sheet_no, kind, applied_on = key if isinstance(key, tuple) else ("", "", "")
        if kind in _MARKS:
            code, mark = _MARKS[str(kind)]
            yield code, review_no(str(sheet_no), mark, date.fromisoformat(str(applied_on)))
        return
    if table.name == "plans":
        for number in plan_numbers_of(str(key)):
            yield PLAN.code, number
        return
    for code in _kinds_of(table):
        yield code, str(key)


def _kinds_of(table: Table) -> list[str]:
    return [kind.code for kind in KINDS.values() if kind.table == table.name]
