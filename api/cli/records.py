"""`shian records`."""

import csv
import json
import sys
from datetime import date
from decimal import Decimal

import click
import polars as pl

from api.cli import options
from api.desk import current_desk
from api.tables import record_json
from domain.exchange.guard import guarded
from domain.indicators.records import records_on
from domain.indicators.schemas import RECORD_TITLES
from domain.indicators.values import plain


@click.command()
@options.period
@options.city
@click.option("--measure", required=True, metavar="代码", help="指标代码，如 17 或 06-1。")
@click.option("--area", required=True, metavar="代码", help="辖区区划代码。")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help="输出格式，默认 table。",
)
def records(year: int, as_of: date, city: str | None, measure: str, area: str, form: str) -> None:
    """列出某个数值背后的记录。

    每行给出计入分子、计入分母的量，合计即为该指标的分子、分母。
    """
    desk = current_desk()
    found = desk.catalogue.measure(measure)
    frame = records_on(desk.assessor(year, as_of, city=city, area=area), found, area)
    if form == "json":
        rows = [record_json(row) for row in frame.iter_rows(named=True)]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(RECORD_TITLES.values())
        for row in frame.iter_rows(named=True):
            writer.writerow([guarded(cell) for cell in record_cells(row)])
    else:
        _print(frame, f"指标 {found.code} {found.name}")


def record_cells(row: dict[str, object]) -> list[str]:
    """A record as cells under the Chinese titles."""
    cells = []
    for name, value in record_json(row).items():
        if name == "provisional":
            cells.append("是" if value else "")
        else:
            cells.append("" if value is None else str(value))
    return cells


def _print(frame: pl.DataFrame, title: str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for name, heading in RECORD_TITLES.items():
        table.add_column(heading, justify="right" if name.startswith("in_") else "left")
    for row in frame.iter_rows(named=True):
        table.add_row(*(escape(cell) for cell in record_cells(row)))
    console = Console()
    (console if console.is_terminal else Console(width=180)).print(table)
    numerator, denominator = (_total(frame[name]) for name in ("in_numerator", "in_denominator"))
    console.print(f"共 {frame.height} 行，计入分子合计 {numerator}，计入分母合计 {denominator}")


def _total(column: pl.Series) -> str | None:
    total = column.sum()
    return plain(total if isinstance(total, Decimal) else Decimal(0))
