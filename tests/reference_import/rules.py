"""The rules of one table: duplicates, sheets and their items, dates in order, returns."""

from typing import Any

from tests.reference_import.cells import is_empty, plain
from tests.reference_import.files import Row, read_cell
from tests.reference_import.findings import Findings
from tests.reference_import.records import Record, World
from tests.reference_import.spec import (
    DATE_CHAINS,
    ITEM_COLUMNS,
    ITEM_NEEDS,
    TABLES,
    Column,
    keys_of,
)

_UNITS = {"市": "city", "县区": "district"}


def judge_cells(world: World, findings: Findings) -> None:
    """Every cell alone; a sheet's own cells on its first row, the cells of its items on every row."""
    for table, records in world.records.items():
        for record in records:
            for column in TABLES[table]:
                read_cell(record.head, column, findings)
            if table == "samples":
                for row in record.rows:
                    for column in ITEM_COLUMNS:
                        read_cell(row, column, findings)


def judge_items(world: World, findings: Findings) -> None:
    """A sheet of several rows has an item in each; a sheet of one row has a whole item or none."""
    for record in world.records.get("samples", []):
        for row in record.rows:
            if len(record.rows) > 1 or not has_no_item(row):
                for header in ITEM_NEEDS:
                    if _item_text(row, header) is None:
                        findings.refuse("samples", row.number, header, "required")


def has_no_item(row: Row) -> bool:
    """All item columns are empty."""
    return all(_item_text(row, column.header) is None for column in ITEM_COLUMNS)


def _item_text(row: Row, header: str) -> str | None:
    column = next(column for column in ITEM_COLUMNS if column.header == header)
    text = row.texts.get(header, "")
    return None if is_empty(column, text) else text


def judge_duplicates(world: World, findings: Findings) -> None:
    """The same key again in one file; of samples the same item of the same sheet again."""
    for table, records in world.records.items():
        seen = set()
        for record in records:
            for row in record.rows:
                key: Any = record.key
                if table == "samples" and key is not None:
                    item = row.get("检验项目")
                    key = None if item is None else (*key, item)
                if key is not None and key in seen:
                    findings.refuse(table, row.number, keys_of(table)[0], "duplicate-key")
                seen.add(key)


def judge_conflicts(world: World, findings: Findings) -> None:
    """Later rows of a sheet say what its first row says, in every column that was not refused there."""
    for record in world.records.get("samples", []):
        for column in TABLES["samples"]:
            if column.header not in record.head.texts:
                continue
            if findings.is_refused("samples", record.head.number, column.header):
                continue
            for row in record.rows[1:]:
                if comparable(row, column) != comparable(record.head, column):
                    findings.refuse("samples", row.number, column.header, "conflicting-row")


def comparable(row: Row, column: Column) -> Any:
    """The value, or the text itself where it is none."""
    if column.header in row.values:
        return row.values[column.header]
    return "unreadable", plain(row.texts[column.header])


def judge_dates(world: World, findings: Findings) -> None:
    """A date against the nearest earlier date of its chain that is filled and parses.

    Where the file leaves a column of the chain out, the stored date stays and takes part as well.
    """
    for table, chain in DATE_CHAINS.items():
        for record in world.records.get(table, []):
            dates = {header: record.head.get(header) for header in chain}
            _judge_chain(record, dates, findings)
            stored = world.stored.get(table, {}).get(record.key or ())
            if stored is not None and world.first(table, record.key or ()) is record:
                for header in chain:
                    if header not in record.head.texts:
                        dates[header] = stored[header]
                _judge_chain(record, dates, findings)


def _judge_chain(record: Record, dates: dict[str, Any], findings: Findings) -> None:
    before = None
    for header, day in dates.items():
        if day is None:
            continue
        if before is not None and day < before:
            findings.refuse(record.table, record.head.number, header, "date-order")
        before = day


def judge_returns(world: World, measures: dict[str, dict[str, Any]], findings: Findings) -> None:
    """Numerators, filers and stored returns that were approved."""
    for record in world.records.get("returns", []):
        row = record.head
        measure = measures.get(row.get("指标"))
        if measure is not None:
            _judge_numerator(row, measure, findings)
            _judge_filer(row, measure, world, findings)
        _judge_lock(record, world, findings)


def _judge_numerator(row: Row, measure: dict[str, Any], findings: Findings) -> None:
    if measure["unit"] != "%" or measure.get("carries_over", False):
        return
    top, bottom = row.get("分子"), row.get("分母")
    if top is not None and bottom is not None and top > bottom:
        findings.refuse("returns", row.number, "分子", "numerator-exceeds-denominator")


def _judge_filer(row: Row, measure: dict[str, Any], world: World, findings: Findings) -> None:
    area = row.get("区划代码")
    if area is None:
        return
    if measure["source"] == "records":
        findings.refuse("returns", row.number, "区划代码", "wrong-filer")
        return
    level = world.value("areas", (area,), "级别")
    if level is not None and _UNITS.get(level) not in measure["filed_by"]:
        findings.refuse("returns", row.number, "区划代码", "wrong-filer")


def _judge_lock(record: Record, world: World, findings: Findings) -> None:
    stored = world.stored.get("returns", {}).get(record.key or ())
    if stored is None or stored["状态"] != "已审核":
        return
    if any(
        record.head.get(header) is not None and record.head.get(header) != stored[header]
        for header in ("分子", "分母", "状态")
    ):
        findings.refuse("returns", record.head.number, "版本", "locked-return")
