"""`shian remarks` and `shian remedies`: reviewers' remarks from a file, and what is open."""

import csv
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from api.assessment_papers import records_within
from api.cli import options
from api.cli.commanding import commanding
from api.clock import local_day, now
from api.database import open_database
from domain.exchange.guard import guarded
from domain.remarks.kind import REMARK
from domain.remedies.kind import REMEDY
from domain.work.record import Record
from sampling.remarks.files import HEADERS, import_remarks
from sampling.store.engine import reading

Line = dict[str, str]
_FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="输出格式。",
)
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
@_FORMAT
def list_remarks(only_open: bool, overdue: bool, form: str) -> None:
    """列出评审意见及答复情况。"""
    _print(REMARK, only_open, overdue, form, _remark_line)


@click.group("remedies")
def remedies() -> None:
    """整改清单：列出整改事项的进展。"""


@remedies.command("list")
@_OPEN
@_OVERDUE
@_FORMAT
def list_remedies(only_open: bool, overdue: bool, form: str) -> None:
    """列出整改事项。"""
    _print(REMEDY, only_open, overdue, form, _remedy_line)


def _remark_line(record: Record[Any]) -> Line:
    one = record.content
    return {
        "编号": record.no,
        "状态": REMARK.machine.states[record.state].name,
        "对象": one.subject,
        "指标": one.measure or "",
        "佐证材料": one.evidence or "",
        "提出单位": one.raised_by,
        "意见": one.words,
        "答复部门": one.department or "",
        "答复期限": one.due_on.isoformat() if one.due_on else "",
        "答复": one.answer.words if one.answer else "",
    }


def _remedy_line(record: Record[Any]) -> Line:
    one = record.content
    return {
        "编号": record.no,
        "状态": REMEDY.machine.states[record.state].name,
        "区划代码": one.area_code,
        "指标": one.measure,
        "原因": one.cause,
        "措施": one.action,
        "责任部门": one.department,
        "期限": one.due_on.isoformat(),
        "最近进展": one.progress[-1].words if one.progress else "",
    }


def _print(
    kind: Any, only_open: bool, overdue: bool, form: str, line_of: Callable[[Record[Any]], Line]
) -> None:
    today = local_day(now())
    with reading(open_database()) as view:
        records = records_within(view, kind)
    wanted = [
        line_of(one)
        for one in records
        if not (only_open and kind.machine.is_closed(one.state))
        and not (overdue and not _is_overdue(kind, one, today))
    ]
    if form == "json":
        click.echo(json.dumps(wanted, ensure_ascii=False, indent=1))
        return
    if form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(wanted[0] if wanted else ())
        writer.writerows([guarded(cell) for cell in line.values()] for line in wanted)
        return
    for line in wanted:
        click.echo("  ".join(cell.replace("\n", " ") for cell in line.values()))


def _is_overdue(kind: Any, record: Record[Any], today: date) -> bool:
    appointment = kind.appointed(record)
    return appointment is not None and appointment.stopped is None and appointment.due < today
