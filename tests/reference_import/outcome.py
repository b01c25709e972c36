"""What an import leaves behind, and how many records of it are new, changed or the same."""

import copy
from typing import Any

from tests.reference_import.files import File, Row
from tests.reference_import.findings import Findings
from tests.reference_import.records import ITEMS, Key, Record, Stored, World
from tests.reference_import.references import is_refused
from tests.reference_import.rules import has_no_item
from tests.reference_import.spec import ITEM_COLUMNS, TABLES

Keys = dict[str, set[Key]]


def outcome(world: World, findings: Findings, skip_bad_rows: bool) -> tuple[Keys, Keys, Keys, Stored]:
    """Keys of new, changed and unchanged records, and the state afterwards."""
    new: Keys = {table: set() for table in world.files}
    changed, same = copy.deepcopy(new), copy.deepcopy(new)
    after = copy.deepcopy(world.stored)
    if findings.errors() and not skip_bad_rows:
        return new, changed, same, after
    for table, records in world.records.items():
        for record in records:
            if record.key is None or is_refused(record, world, findings):
                continue
            old = world.stored.get(table, {}).get(record.key)
            content = _content(record, world.files[table], old)
            kind = new if old is None else same if content == old else changed
            kind[table].add(record.key)
            after.setdefault(table, {})[record.key] = content
    return new, changed, same, after


def _content(record: Record, file: File, old: dict[str, Any] | None) -> dict[str, Any]:
    """The record after the import: what the file says, and for columns that it lacks what is stored."""
    content = {
        column.header: record.head.get(column.header)
        if file.has(column.header)
        else (old or {}).get(column.header)
        for column in TABLES[record.table]
    }
    if record.table == "samples":
        old_items = (old or {}).get(ITEMS, {})
        content[ITEMS] = {
            row.get("检验项目"): _item(row, file, old_items.get(row.get("检验项目"), {}))
            for row in record.rows
            if not has_no_item(row)
        }
    return content


def _item(row: Row, file: File, old: dict[str, Any]) -> dict[str, Any]:
    return {
        column.header: row.get(column.header) if file.has(column.header) else old.get(column.header)
        for column in ITEM_COLUMNS
    }
