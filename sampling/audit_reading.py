"""Reading the audit log: entries by actor, command, record and day, and before and after of what they changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

import msgspec
from sqlalchemy import Connection

from domain.audit.chain import ChangeRow
from domain.errors import NotFound
from domain.exchange.tables import TABLE_BY_NAME, TABLES
from sampling.store import audit as store
from sampling.work.changing import STORED
from sampling.work.kinds import KINDS

_WORK = "work_records"
_PLAIN = {"version": "版本", "state": "状态", "items": "检验项目", "grants": "角色"}
_TITLES = {
    _WORK: "办理记录",
    "organisations": "机构",
    "accounts": "账户",
    "standards": "标准限量",
    "area_aliases": "辖区别名",
    "own_item_classes": "项目类别对照",
    "plan_aliases": "计划对照",
}


class AuditEntryNotFound(NotFound):
    """No audit entry has this number."""

    code = "audit-entry-not-found"

    def __init__(self, number: int) -> None:
        super().__init__(f"没有编号为 {number} 的审计记录", number=number)


@dataclass(frozen=True, slots=True)
class AuditQuestion:
    """Which entries are wanted; None does not filter. `record` is a record's number, whatever sort it is of."""

    actor: str | None = None
    command: str | None = None
    record: str | None = None
    table: str | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, under its Chinese title where it has one."""

    name: str
    title: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What a command did to one record."""

    seq: int
    table: str
    title: str
    key: str
    action: str
    fields: list[FieldChange]


def list_entries(
    connection: Connection, question: AuditQuestion, zone: tzinfo, *, before: int | None, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    """Entries with the newest first, and the number to go on before. Days are those of `zone`."""
    filters = {
        "actor": question.actor,
        "command": question.command,
        "keys": None if question.record is None else _keys_of(question.record),
        "table": question.table,
        "since": None if question.first is None else _moment(question.first, zone),
        "until": None if question.last is None else _moment(question.last + timedelta(days=1), zone),
    }
    rows = store.entries_before(connection, filters, before=before, limit=limit + 1)
    return rows[:limit], (rows[limit - 1]["id"] if len(rows) > limit else None)


def get_entry(connection: Connection, number: int) -> dict[str, Any]:
    """One entry. Raises `AuditEntryNotFound`."""
    row = store.entry_row(connection, number)
    if row is None:
        raise AuditEntryNotFound(number)
    return row


def list_changes(
    connection: Connection, number: int, *, after: int, limit: int
) -> tuple[list[RecordChange], int | None]:
    """What an entry changed, in order, and the number to go on after. Raises `AuditEntryNotFound`."""
    get_entry(connection, number)
    rows = store.changes_after(connection, number, after=after, limit=limit + 1)
    return [change_of(row) for row in rows[:limit]], (rows[limit - 1].seq if len(rows) > limit else None)


def change_of(row: ChangeRow) -> RecordChange:
    """A change row in the words of the field."""
    before = json.loads(row.before) if row.before is not None else {}
    after = json.loads(row.after) if row.after is not None else {}
    titles = field_titles(row.record_table, row.record_key)
    fields = [
        FieldChange(name, titles.get(name, name), before.get(name), after.get(name))
        for name in dict.fromkeys([*before, *after])
        if name != STORED
    ]
    title = record_title(row.record_table, row.record_key)
    return RecordChange(row.seq, row.record_table, title, row.record_key, row.action, fields)


def _keys_of(record: str) -> list[str]:
    return [record, *(f"{code}/{record}" for code in KINDS)]


def _moment(day: date, zone: tzinfo) -> str:
    return datetime.combine(day, time(), zone).astimezone(UTC).isoformat(timespec="microseconds")


def record_title(table: str, key: str) -> str:
    """What people call a record of this table, in Chinese where there is a word."""
    kind = KINDS.get(key.partition("/")[0]) if table == _WORK else None
    if kind is not None:
        return kind.machine.record
    known = TABLE_BY_NAME.get("samples" if table == "sheets" else table)
    return known.title if known is not None else _TITLES.get(table, table)


def field_titles(table: str, key: str) -> Mapping[str, str]:
    """The Chinese titles of the fields of a record, by name."""
    if table == _WORK:
        kind = KINDS.get(key.partition("/")[0])
        return _PLAIN | (_described(kind.content) if kind is not None else {})
    names = {"sheets": "samples"}.get(table, table)
    columns = {
        column.name: column.header
        for one in TABLES
        if one.name == names
        for column in (*one.columns, *one.item_columns, *one.carried)
    }
    return _PLAIN | columns


def _described(struct: Any) -> dict[str, str]:
    """The descriptions of a struct's fields, without what is said of their bounds."""
    found: dict[str, str] = {}
    kind = msgspec.inspect.type_info(struct)
    for field in kind.fields if isinstance(kind, msgspec.inspect.StructType) else ():
        words = _words(field.type)
        if words:
            found[field.encode_name] = words.split("，")[0].split("；")[0]
    return found


def _words(node: msgspec.inspect.Type) -> str:
    if isinstance(node, msgspec.inspect.Metadata):
        return str((node.extra_json_schema or {}).get("description", "")) or _words(node.type)
    if isinstance(node, msgspec.inspect.UnionType):
        return next((words for one in node.types if (words := _words(one))), "")
    schema = getattr(node, "extra_json_schema", None) or {}
    return str(schema.get("description", ""))
