"""`shian indicators`."""

import csv
import io
import json
import sys
from datetime import date
from pathlib import Path
from typing import TextIO

import click

from api.cli import options
from api.desk import load_desk, open_database
from api.tables import CSV_HEADER, assessment_json, csv_row, guard
from domain.indicators.assessment import Assessment
from domain.indicators.compute import assess_on
from domain.indicators.values import STATUS_WORDS, MeasureValue, plain


@click.command(options_metavar="[选项]")
@options.period
@options.city
@click.option("--area", metavar="代码", help="只看一个辖区（市、县区或镇街）。")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "xlsx"]),
    default="table",
    help="输出格式，默认 table。",
)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="文件", help="写入文件而不是屏幕。"
)
def indicators(
    year: int, as_of: date, city: str | None, area: str | None, form: str, output: Path | None
) -> None:
    """计算全部量化指标。

    先列本市，再按代码列各县区；未知的数值留空，从不算作达标。
    """
    if form == "xlsx" and output is None:
        raise click.UsageError("xlsx 格式须用 --output 指明文件")
    desk = load_desk(open_database())
    if form == "xlsx":
        assert output is not None
        from api.packaging import package_input
        from reports.workbook import workbook_bytes

        output.write_bytes(workbook_bytes(package_input(desk, year=year, as_of=as_of, area=area, city=city)))
        return
    assessment = assess_on(desk.assessor(year, as_of, city=city, area=area))
    if form == "json":
        _emit(json.dumps(assessment_json(assessment), ensure_ascii=False, indent=1) + "\n", output)
    elif form == "csv":
        _emit(_csv(assessment), output)
    else:
        print_tables(assessment, sys.stdout if output is None else None, output)


def _emit(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8", newline="")


def _csv(assessment: Assessment) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_HEADER)
    names = {info.code: info.name for info in assessment.areas}
    for value in assessment.values:
        writer.writerow([guard(cell) for cell in csv_row(value, names[value.area])])
    return text.getvalue()


def print_tables(assessment: Assessment, stream: TextIO | None, output: Path | None) -> None:
    """One table per area; colours only on a terminal."""
    from rich.console import Console

    if output is not None:
        with output.open("w", encoding="utf-8") as file:
            _print(assessment, Console(file=file, width=140))
        return
    console = Console(file=stream)
    _print(assessment, console if console.is_terminal else Console(file=stream, width=140))


def _print(assessment: Assessment, console: "Console") -> None:  # type: ignore[name-defined]  # noqa: F821
    from rich.table import Table

    for info in assessment.areas:
        table = Table(
            title=f"{info.name}（{info.code}） {assessment.year}年，截至{assessment.as_of}",
            title_justify="left",
        )
        for title in ("指标", "名称", "目标", "分子", "分母", "数值", "差距", "达标", "状态"):
            table.add_column(
                title,
                justify="right" if title in ("目标", "分子", "分母", "数值", "差距") else "left",
                no_wrap=title != "名称",
            )
        for value in assessment.values:
            if value.area == info.code:
                table.add_row(*_cells(value))
        console.print(table)


def _cells(value: MeasureValue) -> list[str]:
    measure = value.measure
    verdict = {True: "[green]达标[/]", False: "[bold red]未达标[/]", None: "[yellow]未知[/]"}[value.met]
    return [
        measure.code,
        measure.name,
        f"{measure.target.text}{measure.unit}",
        plain(value.numerator) or "",
        plain(value.denominator) or "",
        value.shown or "",
        value.gap_shown or "",
        verdict,
        STATUS_WORDS[value.status],
    ]
