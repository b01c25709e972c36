"""Remarks from a reviewer's file (CSV or XLSX), all or nothing: for reviewers who work on paper or offline."""

from pathlib import Path
from typing import Any

import msgspec

from domain.errors import NotFound, RuleViolation
from domain.exchange.tables import Column, Kind
from domain.remarks.content import NewRemark, Remark
from domain.work.record import Record
from sampling.office_files import OfficeColumn, OfficeTable, read_office_table
from sampling.remarks.steps import raise_remark
from sampling.work.operation import Operation

COLUMNS = (
    OfficeColumn(Column("年度", "year", Kind.YEAR, required=True)),
    OfficeColumn(Column("区划代码", "area_code", required=True)),
    OfficeColumn(Column("对象", "subject", Kind.CHOICE, required=True, choices=("指标", "数值", "材料"))),
    OfficeColumn(Column("指标代码", "measure"), ("指标",)),
    OfficeColumn(Column("数值区划代码", "figure_area")),
    OfficeColumn(Column("佐证材料编号", "evidence")),
    OfficeColumn(Column("快照编号", "snapshot")),
    OfficeColumn(Column("意见", "words", required=True)),
    OfficeColumn(Column("提出单位", "raised_by", required=True)),
    OfficeColumn(Column("提出日期", "on", Kind.DATE)),
)
HEADERS = tuple(one.column.header for one in COLUMNS)


def import_remarks(op: Operation, path: Path, *, name: str | None = None) -> list[Record[Remark]]:
    """Raise every remark of the file. Raises `FileRefused` with every bad cell, and writes nothing then."""
    table = read_office_table(path, COLUMNS, name=name)
    raised: list[Record[Remark]] = []
    for number, values in table.rows:
        form = _form(table, number, values)
        if form is None:
            continue
        try:
            raised.append(raise_remark(op, form))
        except (RuleViolation, NotFound) as refusal:
            table.fault(number, None, refusal.code, refusal.message)
    table.insist()
    return raised


def _form(table: OfficeTable, number: int, values: dict[str, Any]) -> NewRemark | None:
    on = values.pop("on", None)
    lacking = [one.column for one in COLUMNS if one.column.required and one.column.name not in values]
    told = {fault.column for fault in table.faults if fault.row == number}
    for column in lacking:
        if column.header not in told:  # a cell that cannot be read is not an empty one
            table.fault(number, column.name, "required", f"“{column.header}”不能为空")
    if lacking:
        return None
    try:
        return msgspec.convert({"remark": values | {"on_paper": True}, "on": on}, NewRemark)
    except msgspec.ValidationError as problem:
        table.misfit(number, problem)
        return None
