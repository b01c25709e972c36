"""Standards' limits from a CSV or XLSX file, each row a new version where it says something new: all or nothing."""

from pathlib import Path
from typing import Any

import msgspec

from domain.errors import RuleViolation
from domain.exchange.tables import Column, Kind
from domain.testing.standards import StandardLimit, insist_on_sense
from sampling.office_files import OfficeColumn, OfficeTable, read_office_table
from sampling.standards import put_standard
from sampling.work.operation import Operation

COLUMNS = (
    OfficeColumn(Column("检验项目", "item_name", required=True)),
    OfficeColumn(Column("食品大类", "category")),
    OfficeColumn(Column("标准号", "standard_no", required=True), ("判定依据",)),
    OfficeColumn(Column("实施日期", "in_force_from", Kind.DATE, required=True)),
    OfficeColumn(Column("最后有效日期", "in_force_until", Kind.DATE), ("废止日期",)),
    OfficeColumn(Column("最小允许限", "min_limit")),
    OfficeColumn(Column("最大允许限", "max_limit")),
    OfficeColumn(Column("限量单位", "limit_unit")),
    OfficeColumn(Column("比较方法", "comparison", Kind.CHOICE, choices=("全数值比较法", "修约值比较法"))),
)


def import_standards(
    op: Operation, path: Path, *, name: str | None = None, reason: str | None
) -> dict[str, int]:
    """Register every row; counts of created, updated and unchanged. Raises `FileRefused` and writes nothing then."""
    table = read_office_table(path, COLUMNS, name=name)
    found: list[StandardLimit] = []
    seen: set[tuple[Any, ...]] = set()
    for number, values in table.rows:
        row = _row(table, number, values)
        if row is None:
            continue
        key = (row.item_name, row.category, row.standard_no, row.in_force_from)
        if key in seen:
            table.fault(number, "item_name", "duplicate-key", shown=f"{row.standard_no} {row.item_name}")
        seen.add(key)
        found.append(row)
    table.insist()
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    for row in found:
        counts[put_standard(op, row, reason)[1]] += 1
    return counts


def _row(table: OfficeTable, number: int, values: dict[str, Any]) -> StandardLimit | None:
    if not {"item_name", "standard_no", "in_force_from"} <= values.keys():
        return None
    try:
        row = msgspec.convert(values, StandardLimit)
        insist_on_sense(row)
    except msgspec.ValidationError as problem:
        table.misfit(number, problem)
    except RuleViolation as refusal:
        table.fault(number, "max_limit", refusal.code, refusal.message)
    else:
        return row
    return None
