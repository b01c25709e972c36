"""`shian bulletins import` and `shian bulletins summary`."""

import csv
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

import click

from api.cli import options
from api.clock import now
from api.database import open_database
from domain.bulletins.wilson import PassRate
from domain.exchange.guard import guarded
from sampling.bulletins.importing import ImportReport, import_bulletins
from sampling.bulletins.summary import BulletinSummary, summarise

CSV_HEADER = ("维度", "名称", "合格", "不合格", "合格率", "区间下限", "区间上限")
DIMENSIONS = ("全部食品", "食品大类", "发布单位", "检测项目")
# Why the third kind of rate must not be taken for the pass rate of a test.
ITEM_NOTE = "公告只对部分样品（主要是不合格样品）列出检测项目，分项目合格率不代表该项目的总体合格率。"
SHOWN_UNREAD = 20


@click.group()
def bulletins() -> None:
    """导入和汇总公开的抽检公告。"""


@bulletins.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="文件...")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="文件",
    help="把导入结果（含全部未能解读的原文）写成 JSON。",
)
@options.actor
def import_files(files: tuple[Path, ...], report: Path | None, actor: str) -> None:
    """导入抽检公告 CSV（17 列，UTF-8 或 GB18030）。

    重复的条目只保留一次，重复导入不改变数据；任一文件不是抽检公告，则全部不导入（退出状态 2）。
    不能解读的检测结果和限量值按原文保存并计数。
    """
    if report is not None and not report.absolute().parent.is_dir():
        raise click.UsageError(f"--report 所在的文件夹 {report.parent} 不存在")
    done = import_bulletins(open_database(), files, at=now(), actor=actor)
    if report is not None:
        report.write_text(
            json.dumps(report_json(done), ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline=""
        )
    _print_report(done)


@bulletins.command("summary")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help="输出格式，默认 table。",
)
def summary(form: str) -> None:
    """汇总已导入的抽检公告。

    按食品大类、发布单位、检测项目给出合格率及 95% 威尔逊置信区间；食品相关产品不计入食品。
    """
    found = summarise(open_database())
    if form == "json":
        sys.stdout.write(json.dumps(summary_json(found), ensure_ascii=False, indent=1) + "\n")
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(CSV_HEADER)
        writer.writerows([guarded(cell) for cell in row] for row in _rows(found))
    else:
        _print_tables(found, sys.stdout)


def summary_json(found: BulletinSummary) -> dict[str, Any]:
    """Counts first, then the rates; a rate and its bounds are fractions of 1 as decimal strings, or null."""
    return {
        "rows": found.rows,
        "repeated": found.repeated,
        "not_food": found.not_food,
        "food": found.food,
        "qualified": found.overall.qualified,
        "unqualified": found.overall.unqualified,
        "by_category": {name: _counts(rate) for name, rate in found.by_category.items()},
        "by_publisher": {name: _counts(rate) for name, rate in found.by_publisher.items()},
        "rate": _rate(found.overall),
        "rates_by_category": {name: _rate(rate) for name, rate in found.by_category.items()},
        "rates_by_publisher": {name: _rate(rate) for name, rate in found.by_publisher.items()},
        "rates_by_item": {name: _rate(rate) for name, rate in found.by_item.items()},
        "interval": {"method": "wilson", "confidence": "0.95", "z": "1.959964"},
        "unread_results": found.unread_results,
        "unread_limits": found.unread_limits,
        "doubtful_production_dates": found.doubtful_dates,
        "notes": [ITEM_NOTE],
    }


def report_json(done: ImportReport) -> dict[str, Any]:
    """What an import did, with every cell that is kept only as written."""
    return {
        "new_files": list(done.new_files),
        "known_files": list(done.known_files),
        "rows": done.rows,
        "entries": done.entries,
        "repeated": done.repeated,
        "results": done.results,
        "limits": done.limits,
        "doubtful_production_dates": done.doubtful_dates,
        "unread": [
            {"file": cell.file, "row": cell.row, "column": cell.column, "written": cell.written}
            for cell in done.unread
        ],
    }


def _print_report(done: ImportReport) -> None:
    click.echo(
        f"新文件 {len(done.new_files)} 个，共 {done.rows} 行：新增 {done.entries} 条，重复 {done.repeated} 条。",
        err=True,
    )
    if done.known_files:
        click.echo(f"此前已导入、未作改动的文件：{'、'.join(done.known_files)}。", err=True)
    if done.doubtful_dates:
        click.echo(
            f"{done.doubtful_dates} 条的生产日期不早于发布日期或无法解读，视为未知，原文保留。", err=True
        )
    if done.unread:
        click.echo(
            f"检测结果 {done.results} 个、限量值 {done.limits} 个，其中 {len(done.unread)} 个未能解读，已按原文保存：",
            err=True,
        )
    for cell in done.unread[:SHOWN_UNREAD]:
        click.echo(f"  {cell.file} 第 {cell.row} 行 {cell.column}：{''.join(cell.written.split())}", err=True)
    if len(done.unread) > SHOWN_UNREAD:
        click.echo(f"  另有 {len(done.unread) - SHOWN_UNREAD} 个，用 --report 可得全部。", err=True)


def _counts(rate: PassRate) -> dict[str, int]:
    return {"qualified": rate.qualified, "unqualified": rate.unqualified}


def _rate(rate: PassRate) -> dict[str, Any]:
    figures = {"pass_rate": rate.rate, "lower": rate.lower, "upper": rate.upper}
    return _counts(rate) | {name: None if value is None else str(value) for name, value in figures.items()}


def _rows(found: BulletinSummary) -> list[tuple[str, ...]]:
    groups = ({"合计": found.overall}, found.by_category, found.by_publisher, found.by_item)
    return [
        (dimension, name, str(rate.qualified), str(rate.unqualified), *map(_text, _figures(rate)))
        for dimension, group in zip(DIMENSIONS, groups, strict=True)
        for name, rate in group.items()
    ]


def _figures(rate: PassRate) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    return rate.rate, rate.lower, rate.upper


def _text(value: Decimal | None) -> str:
    return "" if value is None else str(value)


def _print_tables(found: BulletinSummary, stream: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(file=stream)
    if not console.is_terminal:
        console = Console(file=stream, width=120)
    console.print(
        f"公告 {found.rows} 行，重复 {found.repeated} 行；食品 {found.food} 条，食品相关产品 {found.not_food} 条",
        highlight=False,
    )
    rows = _rows(found)
    for dimension in DIMENSIONS:
        table = Table(title=dimension, title_justify="left")
        for title in CSV_HEADER[1:]:
            table.add_column(title, justify="left" if title == "名称" else "right", no_wrap=title != "名称")
        for _, name, *figures in (row for row in rows if row[0] == dimension):
            table.add_row(_plain(name), *figures)
        console.print(table)
    console.print("区间为 95% 威尔逊置信区间。" + ITEM_NOTE, highlight=False)
    console.print(
        f"按原文保存、未能解读：检测结果 {found.unread_results} 个，限量值 {found.unread_limits} 个；"
        f"生产日期存疑 {found.doubtful_dates} 条。",
        highlight=False,
    )


def _plain(name: str) -> str:
    """A name that rich does not take for markup."""
    return name.replace("[", r"\[")
