"""`shian returns board | owed`: what filers owe, what they filed, and who is late."""

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from api.cli import options
from api.cli.listings import FORMAT, print_list
from api.clock import local_day, now
from api.database import open_database
from api.settings import catalogue_in_force
from domain.access.policy import EVERYWHERE, lineage
from domain.errors import AreaNotFound
from domain.returns.due import MISSING, OWED
from sampling.returns.board import Cell, board_of_year
from sampling.returns.tasks import Asked, tasks_by
from sampling.store.engine import reading
from sampling.store.reach import area_parents

OWED_HEADERS = ("指标", "名称", "牵头部门", "填报单位", "季度", "应报日期", "状态", "是否按时", "提交日期")
HEADERS = ("指标", "填报单位", "季度", "状态", "版本", "分子", "分母", "应报日期", "逾期")


@click.group("returns")
def returns() -> None:
    """部门填报：进度表和应报事项。"""


def _asked(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        FORMAT,
        click.option("--as-of", type=options.DayType(), metavar="日期", help="截至日期，默认为今天。"),
        click.option("--area", metavar="代码", help="只列这一辖区及其下级的填报单位。"),
        click.option("--late", is_flag=True, help="只列逾期的。"),
        click.option(
            "--year", type=click.IntRange(1900, 2100), required=True, metavar="年份", help="填报年度。"
        ),
    ):
        command = option(command)
    return command


@returns.command()
@_asked
def board(year: int, late: bool, area: str | None, as_of: date | None, form: str) -> None:
    """填报单位和季度的进度表；未填报与填报为零不同。"""
    cells = _cells(year, late, area, as_of)
    print_list(form, f"{year}年填报进度", HEADERS, _lines(cells))
    if form == "table":
        click.echo(f"共 {len(cells)} 项，逾期 {sum(cell.late for cell in cells)} 项。", err=True)


@returns.command()
@_asked
@click.option("--department", metavar="部门", help="只列一个牵头责任部门的指标，如 市教育局。")
def owed(
    year: int, late: bool, area: str | None, as_of: date | None, form: str, department: str | None
) -> None:
    """尚未提交的应报事项，按应报日期排列，注明牵头责任部门。"""
    asked = Asked(area=area, department=department)
    with reading(open_database()) as view:
        tasks = tasks_by(view, catalogue_in_force(), as_of or local_day(now()), EVERYWHERE, asked, [year])
    owing = [one for one in tasks if one.standing in OWED and (not late or one.standing == MISSING)]
    rows = [
        (
            one.measure,
            one.name,
            one.department,
            one.area,
            one.quarter,
            one.due_on.isoformat(),
            one.state,
            one.standing,
            one.submitted_on.isoformat() if one.submitted_on else "",
        )
        for one in owing
    ]
    print_list(form, f"{year}年应报事项", OWED_HEADERS, rows)


def _cells(year: int, late: bool, area: str | None, as_of: date | None) -> list[Cell]:
    with reading(open_database()) as view:
        cells = board_of_year(view, catalogue_in_force(), year, as_of or local_day(now()), EVERYWHERE)
        parents = area_parents(view)
    if area is not None and area not in parents:
        raise AreaNotFound(area)
    return [
        cell
        for cell in cells
        if (not late or cell.late) and (area is None or area in lineage(cell.area, parents))
    ]


def _lines(cells: list[Cell]) -> list[tuple[str, ...]]:
    return [
        (
            cell.measure,
            cell.area,
            cell.quarter,
            cell.state,
            "" if cell.version is None else str(cell.version),
            "" if cell.numerator is None else cell.numerator,
            "" if cell.denominator is None else cell.denominator,
            cell.due_on.isoformat(),
            "是" if cell.late else "否",
        )
        for cell in cells
    ]
