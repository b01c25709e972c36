"""`shian import`, `shian export` and `shian template`."""

import os
import sys
from pathlib import Path

import click

from api.cli import options
from api.cli.import_summary import summary_lines
from api.cli.progress import Report, table_progress
from api.clock import now
from api.database import open_database
from api.desk import shipped_catalogue
from domain.catalogue.clocks import load_clocks
from sampling.exchange.exporting import export_records as write_export
from sampling.exchange.importing import import_exchange
from sampling.exchange.outputs import OutputNotWritable, placed_file
from sampling.exchange.report import ImportReport
from sampling.exchange.template import write_template

MARKED = "-标注.xlsx"
_PATH = click.Path(path_type=Path)
_force = click.option("--force", is_flag=True, help="覆盖已有的同名文件。")


@click.command()
@click.argument("paths", nargs=-1, required=True, type=_PATH, metavar="路径...")
@click.option(
    "--from",
    "origin",
    type=click.Choice(["exchange", "national"]),
    default="exchange",
    help="来源：exchange 为交换格式（默认），national 为国家抽检系统导出文件。",
)
@click.option("--report", type=_PATH, metavar="文件", help="把导入结果写成 JSON（含全部错误）。")
@click.option("--skip-bad-rows", is_flag=True, help="跳过有错误的记录，只写入其余记录。")
@click.option("--dry-run", is_flag=True, help="只检查，不写入。")
@options.city
@options.actor
def import_records(
    paths: tuple[Path, ...],
    origin: str,
    report: Path | None,
    skip_bad_rows: bool,
    dry_run: bool,
    city: str | None,
    actor: str,
) -> None:
    """导入一个年度的记录：CSV 文件夹、XLSX 工作簿，或二者之一的 ZIP。

    默认有一处错误就全部不写入。全部接受时退出状态为 0，有记录被拒绝为 1，来源无法使用为 2。
    """
    if origin == "exchange" and len(paths) != 1:
        raise click.UsageError("交换格式一次导入一个文件夹或文件")
    if report is not None and not report.absolute().parent.is_dir():
        raise OutputNotWritable(str(report), "上级文件夹不存在")
    with table_progress("读取") as progress:
        if origin == "national":
            done = _from_national(paths, city, actor, skip_bad_rows, dry_run, progress)
        else:
            done = _from_exchange(paths[0], actor, skip_bad_rows, dry_run, progress)
    if report is not None:
        with placed_file(report, force=True) as file:
            file.write_text(done.to_json(), encoding="utf-8", newline="")
    for line in summary_lines(done, skip_bad_rows=skip_bad_rows, report_file=report):
        click.echo(line, err=True)
    for copy in (done.marked_copy, *done.more_marked_copies):
        if copy is not None:
            click.echo(f"标出错误单元格的副本：{copy}", err=True)
    sys.exit(done.exit_status)


def _from_exchange(
    path: Path, actor: str, skip_bad_rows: bool, dry_run: bool, progress: Report | None
) -> ImportReport:
    return import_exchange(
        open_database(),
        path,
        catalogue=shipped_catalogue(),
        clocks=load_clocks(),
        actor=actor,
        at=now(),
        skip_bad_rows=skip_bad_rows,
        dry_run=dry_run,
        progress=progress,
        marked_copy=_marked_copy(path),
    )


def _from_national(
    paths: tuple[Path, ...],
    city: str | None,
    actor: str,
    skip_bad_rows: bool,
    dry_run: bool,
    progress: Report | None,
) -> ImportReport:
    from sampling.national.importing import import_national

    return import_national(
        open_database(),
        paths,
        city=city,
        catalogue=shipped_catalogue(),
        actor=actor,
        at=now(),
        skip_bad_rows=skip_bad_rows,
        dry_run=dry_run,
        progress=progress,
        marked_copy=_marked_copy,
    )


def _marked_copy(path: Path) -> Path | None:
    """Where the marked copy of a refused workbook goes: beside it, unless that folder cannot be written to."""
    copy = path.with_name(path.stem + MARKED)
    return copy if path.is_file() and os.access(path.absolute().parent, os.W_OK) else None


@click.command()
@click.argument("out", type=_PATH, metavar="输出")
@_force
@options.actor
def export_records(out: Path, force: bool, actor: str) -> None:
    """把库中全部记录导出为交换格式。

    输出以 .zip 或 .xlsx 结尾时为该种文件，否则为 CSV 文件夹。--force 只替换文件夹中各数据表的 CSV，其他文件不动。
    """
    with table_progress("写出") as progress:
        done = write_export(open_database(), out, actor=actor, at=now(), force=force, progress=progress)
    click.echo(f"已导出 {sum(done.records.values())} 条记录到 {done.path}。", err=True)
    if done.stubs:
        click.echo(
            f"其中 {done.stubs} 家主体待核，已在 enterprises 的“待核”列标明；再导入时仍为待核，不计入任何分母。",
            err=True,
        )


@click.command()
@click.argument("out", type=_PATH, metavar="输出.xlsx")
@_force
def template(out: Path, force: bool) -> None:
    """生成空白填报模板：每个数据表一张工作表，带下拉列表、格式、批注和示例。"""
    write_template(out, force=force)
    click.echo(f"模板已写入 {out}。", err=True)
