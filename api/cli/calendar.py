"""`shian calendar import`."""

from pathlib import Path

import click

from api.cli import options
from api.clock import now
from api.database import open_database
from sampling.calendar_import import import_calendar_year


@click.group()
def calendar() -> None:
    """管理工作日历（放假调休安排）。"""


@calendar.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@options.actor
def import_year(file: Path, actor: str) -> None:
    """导入一个年份的放假调休安排。

    文件为 CSV，两列：日期（2027-01-01）、类型（休 或 班），只列与平常星期不同的日子。
    """
    year, days = import_calendar_year(open_database(), file, actor=actor, at=now())
    click.echo(f"{year}年日历已导入，共 {days} 天。", err=True)
