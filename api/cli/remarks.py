"""`shian remarks` and `shian remedies`: reviewers' remarks from a file, and what is open."""

import csv
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from api.assessment_papers import records_within
from api.cli import options
from api.cli.commanding import commanding
from api.cli.listings import FORMAT, print_list
from api.clock import local_day, now
from api.database import open_database
from domain.remarks.kind import REMARK
from domain.remedies.kind import REMEDY
from domain.work.record import Record
from sampling.remarks.files import HEADERS, import_remarks
from sampling.store.engine import reading

Line = tuple[str, ...]
_REMARK_HEADS = (
    "编号",
    "状态",
    "对象",
    "指标",
    "佐证材料",
    "提出单位",
    "意见",
    "答复部门",
    "答复期限",
    "答复",
)
_REMEDY_HEADS = ("编号", "状态", "区划代码", "指标", "原因", "措施", "责任部门", "期限", "最近进展")
_OPEN = click.option("--open", "only_open", is_flag=True, help="只列尚未办结的。")
_OVERDUE = click.option("--overdue", is_flag=True, help="只列过了期限仍未答复或未报完成的。")


@click.group("remarks")
def remarks() -> None:
    """评审意见：从评审组的文件登记，列出办理情况。"""


@remarks.command()
def template() -> None:
    """输出空白的评审意见表（CSV，UTF-8）。"""
    sys.stdout.write("\ufeff")
    csv.writer(sys.stdout).writerow(HEADERS)


@remarks.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@options.actor
def import_file(file: Path, actor: str) -> None:
    """从 CSV 或 XLSX 登记评审意见，全部登记或全部不登记；列名见 shian remarks template。"""
    with commanding("remark.raise", actor) as op:
        raised = import_remarks(op, file)
    click.echo(f"已登记评审意见 {len(raised)} 条。", err=True)


@remarks.command("list")
@_OPEN
@_OVERDUE
@FORMAT
def list_remarks(only_open: bool, overdue: bool, form: str) -> None:
    """列出评审意见及答复情况。"""
    print_list(form, "评审意见", _REMARK_HEADS, _lines(REMARK, only_open, overdue, _remark_line))


@click.group("remedies")
def remedies() -> None:
    """整改清单：列出整改事项的进展。"""


@remedies.command("list")
@_OPEN
@_OVERDUE
@FORMAT
def list_remedies(only_open: bool, overdue: bool, form: str) -> None:
    """列出整改事项。"""
    print_list(form, "整改清单", _REMEDY_HEADS, _lines(REMEDY, only_open, overdue, _remedy_line))


def _remark_line(record: Record[Any]) -> Line:
    one = record.content
    return (
        record.no,
        REMARK.machine.states[record.state].name,
        one.subject,
        one.measure or "",
        one.evidence or "",
        one.raised_by,
        one.words,
        one.department or "",
        one.due_on.isoformat() if one.due_on else "",
        one.answer.words if one.answer else "",
    )


def _remedy_line(record: Record[Any]) -> Line:
    one = record.content
    return (
        record.no,
        REMEDY.machine.states[record.state].name,
        one.area_code,
        one.measure,
        one.cause,
        one.action,
        one.department,
        one.due_on.isoformat(),
        one.progress[-1].words if one.progress else "",
    )


def _lines(kind: Any, only_open: bool, overdue: bool, line_of: Callable[[Record[Any]], Line]) -> list[Line]:
    today = local_day(now())
    with reading(open_database()) as view:
        records = records_within(view, kind)
    return [
        line_of(one)
        for one in records
        if not (only_open and kind.machine.is_closed(one.state))
        and not (overdue and not _is_overdue(kind, one, today))
    ]


def _is_overdue(kind: Any, record: Record[Any], today: date) -> bool:
    appointment = kind.appointed(record)
    return appointment is not None and appointment.stopped is None and appointment.due < today
