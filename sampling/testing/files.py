"""Findings from a file in the columns of the national template, over as many sheets as it names: all or nothing."""

from pathlib import Path
from typing import Any

import msgspec

from domain.errors import RecordNotFound, RuleViolation
from domain.exchange.choices import ITEM_CLASSES
from domain.exchange.tables import Column, Kind
from domain.national.items import OTHER, shipped_item_classes
from domain.testing.content import SheetFindings, Test
from domain.testing.findings import FindingEntry
from domain.testing.kind import TEST
from domain.testing.machine import MACHINE
from domain.testing.verdicts import judged
from domain.work.record import Record
from sampling.office_files import OfficeColumn, OfficeTable, read_office_table
from sampling.testing.entering import enter_sheets, limit_sources
from sampling.work.operation import Operation

_VERDICTS = ("合格项", "不合格项", "问题项", "不判定项", "未检验")
_MOST_ITEMS = 500
COLUMNS = (
    OfficeColumn(Column("抽样编号", "sheet_no", Kind.CODE, required=True)),
    OfficeColumn(Column("检验项目", "item_name", required=True)),
    OfficeColumn(Column("分类", "item_class"), ("项目类别",)),
    OfficeColumn(Column("检验结果", "result", required=True)),
    OfficeColumn(Column("结果单位", "unit")),
    OfficeColumn(Column("最小允许限", "min_limit")),
    OfficeColumn(Column("最小允许限单位", "min_unit")),
    OfficeColumn(Column("最大允许限", "max_limit")),
    OfficeColumn(Column("最大允许限单位", "max_unit")),
    OfficeColumn(Column("限量单位", "limit_unit")),
    OfficeColumn(Column("检出限", "detection_limit"), ("方法检出限",)),
    OfficeColumn(Column("比较方法", "comparison", Kind.CHOICE, choices=("全数值比较法", "修约值比较法"))),
    OfficeColumn(Column("检验依据", "method_basis")),
    OfficeColumn(Column("判定依据", "judgement_basis")),
    OfficeColumn(Column("结果判定", "verdict", Kind.CHOICE, choices=_VERDICTS)),
    OfficeColumn(Column("判定理由", "verdict_reason")),
)
_FIELDS = frozenset(FindingEntry.__struct_fields__)


def enter_file(
    op: Operation, path: Path, *, name: str | None = None, reason: str | None
) -> list[Record[Test]]:
    """Enter every finding of a CSV or XLSX file.

    Raises `FileRefused` with every bad cell by row, column and code, and writes nothing then.
    """
    table = read_office_table(path, COLUMNS, name=name)
    by_sheet: dict[str, list[tuple[int, FindingEntry]]] = {}
    seen: set[tuple[str, str]] = set()
    for row, values in table.rows:
        sheet_no = values.pop("sheet_no", None)
        entry = _entry(table, row, values)
        if sheet_no is None or entry is None:
            continue
        if (sheet_no, entry.item_name) in seen:
            table.fault(row, "item_name", "duplicate-key", shown=f"{sheet_no} {entry.item_name}")
            continue
        seen.add((sheet_no, entry.item_name))
        by_sheet.setdefault(sheet_no, []).append((row, entry))
    records = {sheet_no: _test(op, table, sheet_no, by_sheet[sheet_no]) for sheet_no in by_sheet}
    known = {sheet_no: record for sheet_no, record in records.items() if record is not None}
    wanted = {sheet_no: [entry for _, entry in by_sheet[sheet_no]] for sheet_no in known}
    sources = limit_sources(op, wanted)
    for sheet_no, record in known.items():
        for row, entry in by_sheet[sheet_no]:
            try:
                source = sources.get((sheet_no, entry.item_name))
                judged(entry, record.content.task_kind, op.actor, source=source)
            except RuleViolation as refusal:
                table.fault(row, "verdict", refusal.code, refusal.message)
    table.insist()
    sheets = [
        SheetFindings(sheet_no=sheet_no, findings=tuple(entry for _, entry in entries))
        for sheet_no, entries in by_sheet.items()
    ]
    return enter_sheets(op, sheets, reason)


def _entry(table: OfficeTable, row: int, values: dict[str, Any]) -> FindingEntry | None:
    if "item_name" not in values:
        return None
    values["item_class"] = _item_class(values)
    _settle_units(values)
    try:
        return msgspec.convert({name: values[name] for name in _FIELDS & values.keys()}, FindingEntry)
    except msgspec.ValidationError as problem:
        table.misfit(row, problem)
        return None


def _item_class(values: dict[str, Any]) -> str:
    """What the file states, else what the dictionary of items knows."""
    known = shipped_item_classes()
    stated = values.get("item_class")
    if stated in ITEM_CLASSES:
        return str(stated)
    found = (known.stated(stated) if stated else None) or known.class_of(values["item_name"])
    return found or OTHER


def _settle_units(values: dict[str, Any]) -> None:
    """One unit for both limits; where they differ each limit carries its own."""
    least, most = values.pop("min_unit", None), values.pop("max_unit", None)
    if least is not None and most is not None and least != most:
        for limit, unit in (("min_limit", least), ("max_limit", most)):
            if limit in values:
                values[limit] = f"{values[limit]}{unit}"
    elif "limit_unit" not in values and (least or most):
        values["limit_unit"] = most or least


def _test(
    op: Operation, table: OfficeTable, sheet_no: str, entries: list[tuple[int, FindingEntry]]
) -> Record[Test] | None:
    """The test, with what entering would refuse about it noted; None where there is none."""
    first = entries[0][0]
    try:
        record = op.load(TEST, sheet_no)
    except RecordNotFound:
        said = f"抽样单 {sheet_no} 没有接收的样品，请先接收或核对编号"
        table.fault(first, "sheet_no", "unknown-sheet", said)
        return None
    if all(one.command != "enter" for one in MACHINE.allowed(record.state)):
        said = f"抽样单 {sheet_no} 的检验任务{MACHINE.states[record.state].name}，不能录入结果"
        table.fault(first, "sheet_no", "step-not-allowed", said)
    if len(entries) > _MOST_ITEMS:
        said = f"抽样单 {sheet_no} 的检验项目超过 {_MOST_ITEMS} 项"
        table.fault(first, "sheet_no", "too-many-items", said)
    return record
