"""`shian indicators`."""

import csv
import io
import json
import sys
from datetime import date
from pathlib import Path

import click

from api.cli import options
from api.desk import SYNTHETIC, current_desk, is_synthetic
from api.tables import CSV_HEADER, assessment_json, csv_row
from domain.indicators.assessment import Assessment
from domain.indicators.compute import assess_on
from sampling.exchange.outputs import placed_file


@click.command()
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
    if form == "xlsx" and output is None and sys.stdout.isatty():
        raise click.UsageError("xlsx 格式不能显示在屏幕上，须用 --output 指明文件")
    desk = current_desk()
    if form == "xlsx":
        from api.packaging import package_input
        from reports.workbook import workbook_bytes

        workbook = workbook_bytes(package_input(desk, year=year, as_of=as_of, area=area, city=city))
        if output is None:
            sys.stdout.buffer.write(workbook)
            return
        with placed_file(output, force=True) as file:
            file.write_bytes(workbook)
        return
    assessment = assess_on(desk.assessor(year, as_of, city=city, area=area))
    if form == "json":
        _emit(json.dumps(assessment_json(assessment), ensure_ascii=False, indent=1) + "\n", output)
    elif form == "csv":
        _emit(_csv(assessment), output)
    else:
        from api.cli.indicator_tables import print_tables

        label = SYNTHETIC if is_synthetic(desk.frames) else ""
        if output is None:
            print_tables(assessment, label, sys.stdout)
        else:
            with placed_file(output, force=True) as file, file.open("w", encoding="utf-8") as stream:
                print_tables(assessment, label, stream)


def _emit(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
    else:
        with placed_file(output, force=True) as file:
            file.write_text(text, encoding="utf-8", newline="")


def _csv(assessment: Assessment) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_HEADER)
    names = {info.code: info.name for info in assessment.areas}
    for value in assessment.values:
        writer.writerow(csv_row(value, names[value.area]))
    return text.getvalue()
