"""`shian due`."""

import csv
import json
import sys
from datetime import date

import click

from api.calendar_feed import calendar_feed
from api.cli import options
from api.clock import local_day, now
from api.database import open_database
from domain.exchange.guard import guarded
from domain.work.due import Due
from sampling.clocks import Question, list_due
from sampling.store.engine import reading
from sampling.work.kinds import KINDS

HEADERS = (
    "届满",
    "状态",
    "剩余天数",
    "期限",
    "记录",
    "编号",
    "起算",
    "已延长",
    "机构",
    "承办人",
    "区划代码",
    "暂算",
)


@click.command()
@click.option("--org", "organisation", metavar="代码", help="机构代码；其辖区内未指明机构的也列出。")
@click.option("--person", metavar="姓名", help="承办人。")
@click.option("--area", metavar="代码", help="区划代码，含其下级。")
@click.option(
    "--within", type=click.IntRange(0, 3650), metavar="天数", help="只列此后若干自然日内到期及已逾期的。"
)
@click.option("--overdue", is_flag=True, help="只列已逾期的。")
@click.option("--as-of", type=options.DayType(), metavar="日期", help="截至日期，默认为今天。")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "ics"]),
    default="table",
    show_default=True,
    help="输出格式。",
)
def due(
    organisation: str | None,
    person: str | None,
    area: str | None,
    within: int | None,
    overdue: bool,
    as_of: date | None,
    form: str,
) -> None:
    """列出正在计算的法定期限：将到期的和已逾期的。

    在本系统办理的和由导入得知的都在内，最紧急的在前。涉及尚未公布放假安排年份的标为暂算。
    """
    at = now()
    question = Question(
        organisation=organisation, person=person, area=area, within=within, overdue_only=overdue
    )
    with reading(open_database()) as view:
        found = list_due(view, question, as_of or local_day(at))
    if form == "ics":
        titles = {code: kind.machine.record for code, kind in KINDS.items()}
        click.echo(calendar_feed(found, titles, at), nl=False)
    elif form == "json":
        rows = [dict(zip(_FIELDS, _cells(one), strict=True)) for one in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(HEADERS)
        writer.writerows(_shown(one) for one in found)
    else:
        for one in found:
            click.echo("  ".join(_shown(one)[:6]))
        click.echo(f"共 {len(found)} 项。", err=True)


_FIELDS = (
    "due",
    "standing",
    "days_left",
    "clock",
    "kind",
    "record_no",
    "started",
    "extended",
    "organisation",
    "person",
    "area",
    "provisional",
)


def _cells(one: Due) -> tuple[str | int | bool | None, ...]:
    return (
        one.deadline.due.isoformat(),
        one.standing.value,
        one.days_left,
        one.run.clock,
        one.kind,
        one.record_no,
        one.run.started.isoformat(),
        one.run.extended,
        one.bearings.organisation,
        one.bearings.person,
        one.bearings.area,
        one.deadline.provisional,
    )


def _shown(one: Due) -> list[str]:
    cells = list(_cells(one))
    cells[3], cells[4] = one.deadline.clock.name, KINDS[one.kind].machine.record
    cells[-1] = "是" if one.deadline.provisional else "否"
    return ["" if cell is None else guarded(cell) if isinstance(cell, str) else str(cell) for cell in cells]
