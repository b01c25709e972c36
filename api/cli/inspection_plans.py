"""`shian inspection-plans progress`."""

import csv
import json
import sys
from datetime import date

import click

from api.cli import options
from api.clock import local_day, now
from api.database import open_database
from domain.exchange.guard import guarded
from domain.inspection_plans.progress import Sum, by_group, total
from sampling.inspection_plans import plan_progress
from sampling.store.engine import reading

GROUPS = {"area": "area_code", "grade": "risk_grade", "kind": "kind"}
HEADERS = ("分组", "应检查", "已完成", "未到期", "逾期")
BEHIND = ("统一社会信用代码", "检查类型", "期限", "逾期次数")


@click.group("inspection-plans")
def inspection_plans() -> None:
    """监督检查计划的进度。"""


@inspection_plans.command()
@click.argument("plan_no", metavar="编号")
@click.option(
    "--by",
    "group",
    type=click.Choice(list(GROUPS)),
    default="area",
    show_default=True,
    help="分组：区划、风险等级或检查类型。",
)
@click.option("--behind", is_flag=True, help="改为列出逾期未检查的企业。")
@click.option("--as-of", type=options.DayType(), metavar="日期", help="截至日期，默认为今天。")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="输出格式。",
)
def progress(plan_no: str, group: str, behind: bool, as_of: date | None, form: str) -> None:
    """应检查、已完成、未到期和逾期的次数，由已登记的监督检查得出。"""
    with reading(open_database()) as view:
        _, rows = plan_progress(view, plan_no, as_of or local_day(now()))
    header: tuple[str, ...] = BEHIND if behind else HEADERS
    lines: list[tuple[str | int, ...]]
    if behind:
        lines = [
            (one.row.credit_code, one.row.kind, one.by.isoformat(), one.late) for one in rows if one.late
        ]
    else:
        sums = {**by_group(rows, GROUPS[group]), "合计": total(rows)}
        lines = [_line(name, value) for name, value in sums.items()]
    if form == "json":
        click.echo(
            json.dumps([dict(zip(header, line, strict=True)) for line in lines], ensure_ascii=False, indent=1)
        )
    elif form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(header)
        writer.writerows(
            [guarded(cell) if isinstance(cell, str) else cell for cell in line] for line in lines
        )
    else:
        for line in (header, *lines):
            click.echo("  ".join(map(str, line)))


def _line(name: str, value: Sum) -> tuple[str | int, ...]:
    return (name, value.planned, value.done, value.open, value.late)
