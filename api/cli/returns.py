"""`shian returns board | owed`: what filers owe, what they filed, and who is late."""

import csv
import json
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import click

from api.cli import options
from api.clock import local_day, now
from api.database import open_database
from domain.access.policy import EVERYWHERE
from sampling.returns.board import NOTHING, Cell, board_of_year
from sampling.store.engine import reading

OWED = (NOTHING, "草稿", "退回")
HEADERS = ("指标", "填报单位", "季度", "状态", "版本", "分子", "分母", "应报日期", "逾期")


@click.group("returns")
def returns() -> None:
    """部门填报：进度表和应报事项。"""


def _asked(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option(
            "--format",
            "form",
            type=click.Choice(["table", "json", "csv"]),
            default="table",
            show_default=True,
            help="输出格式。",
        ),
        click.option("--as-of", type=options.DayType(), metavar="日期", help="截至日期，默认为今天。"),
        click.option("--area", metavar="代码", help="只列一个填报单位（区划代码）。"),
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
    _print(_cells(year, late, area, as_of), form)


@returns.command()
@_asked
def owed(year: int, late: bool, area: str | None, as_of: date | None, form: str) -> None:
    """尚未提交的应报事项，按应报日期排列。"""
    cells = [cell for cell in _cells(year, late, area, as_of) if cell.state in OWED]
    _print(sorted(cells, key=lambda cell: (cell.due_on, cell.area, cell.measure)), form)


def _cells(year: int, late: bool, area: str | None, as_of: date | None) -> list[Cell]:
    with reading(open_database()) as view:
        cells = board_of_year(view, year, as_of or local_day(now()), EVERYWHERE)
    return [cell for cell in cells if (not late or cell.late) and area in (None, cell.area)]


def _print(cells: list[Cell], form: str) -> None:
    lines = [
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
    if form == "json":
        told = [dict(zip(HEADERS, line, strict=True)) for line in lines]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    elif form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(HEADERS)
        writer.writerows(lines)
    else:
        for line in (HEADERS, *lines):
            click.echo("  ".join(line))
        click.echo(f"共 {len(lines)} 项，逾期 {sum(cell.late for cell in cells)} 项。", err=True)
