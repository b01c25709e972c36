"""`shian evidence`: register documents, one or a folder of them, approve, list, check, and see what each measure lacks."""

import re
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
import msgspec

from api.cli import options
from api.cli.commanding import commanding
from api.cli.listings import FORMAT, print_list
from api.clock import now
from api.database import open_database
from api.evidence import document_of, evidence_intact
from api.evidence_places import installed_place
from api.settings import catalogue_in_force
from domain.evidence.board import Cell, Held
from domain.evidence.content import NewEvidence
from domain.evidence.machine import MACHINE
from domain.evidence.serving import read_serves, written_serves
from domain.work.fields import Form, field_words
from sampling.evidence import steps
from sampling.evidence.importing import import_evidence, place_file
from sampling.evidence.index import board_of_year, documents_of, registered_digests
from sampling.evidence.inspecting import inspect_evidence
from sampling.store.engine import reading

# How long a file may lie there before its registration is in the database.
_ON_THE_WAY = timedelta(hours=1)
_YEAR = click.option(
    "--year", type=click.IntRange(1900, 2100), required=True, metavar="年份", help="评价年度，如 2023。"
)


@click.group("evidence")
def evidence() -> None:
    """佐证材料：登记、导入、审核、列出、核对，以及各指标材料是否齐备。

    材料存放在 SHIAN_EVIDENCE 指定的文件夹（默认 evidence）或 s3://存储桶/前缀。
    """


@evidence.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="文件")
@_YEAR
@click.option("--title", required=True, metavar="标题", help="标题。")
@click.option("--issuer", required=True, metavar="单位", help="发文单位。")
@click.option("--area", required=True, metavar="代码", help="报送单位的区划代码。")
@click.option(
    "--serves",
    required=True,
    metavar="指标",
    help="所证指标，如 01/1:第3—5页;02-1（指标[/材料序号][:页码]）。",
)
@click.option("--number", metavar="文号", help="文号。")
@click.option("--issued-on", type=options.DayType(), metavar="日期", help="发文日期，如 2023-03-31。")
@click.option(
    "--secrecy", default="公开", show_default=True, metavar="属性", help="公开属性：公开、依申请公开、内部。"
)
@click.option("--organisation", metavar="代码", help="报送机构的代码。")
@options.actor
def add(
    file: Path,
    year: int,
    title: str,
    issuer: str,
    area: str,
    serves: str,
    number: str | None,
    issued_on: date | None,
    secrecy: str,
    organisation: str | None,
    actor: str,
) -> None:
    """登记一份材料（PDF、JPEG、PNG），待另一人审核。"""
    form = _checked(
        year=year,
        title=title,
        document_number=number,
        issuer=issuer,
        issued_on=issued_on,
        secrecy=secrecy,
        file_name=file.name,
        serves=read_serves(serves),
        area_code=area,
        organisation=organisation,
    )
    placed, place = place_file(file), installed_place()
    facts = inspect_evidence(placed)
    with commanding("evidence.register", actor) as op:
        record = steps.register_evidence(op, form, facts)
        place.keep(placed.sha256, placed.path)
    click.echo(f"已登记：{record.no}　{title}　SHA-256 {facts.sha256}")


@evidence.command("import")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="文件夹")
@options.actor
def import_folder(folder: Path, actor: str) -> None:
    """按文件夹中的 index.csv 登记全部材料；有任何一份不符合要求即全部不登记，并逐行列出问题。"""
    place = installed_place()
    with commanding("evidence.register", actor) as op:
        records = import_evidence(op, folder, place)
    click.echo(f"已登记 {len(records)} 份：{records[0].no} 至 {records[-1].no}，待审核")


@evidence.command()
@click.argument("numbers", nargs=-1, metavar="[编号]…")
@click.option(
    "--year", type=click.IntRange(1900, 2100), metavar="年份", help="审核该年度全部待审核的材料，不必写编号。"
)
@options.actor
def approve(numbers: tuple[str, ...], year: int | None, actor: str) -> None:
    """审核通过；登记、修改、替换的人不能审核。有一份不能审核即全部不审核。"""
    if bool(numbers) == (year is not None):
        raise click.UsageError("请写明编号，或用 --year 审核该年度全部待审核的材料（二者选一）")
    with commanding("evidence.approve", actor) as op:
        if year is not None:
            waiting = [one for one in documents_of(op.connection, year) if one.state == "registered"]
            numbers = tuple(one.no for one in waiting)
        for number in numbers:
            steps.approve_evidence(op, number, Form())
    click.echo(f"审核通过 {len(numbers)} 份")


@evidence.command("list")
@_YEAR
@click.option("--measure", metavar="代码", help="只列证明这一指标的材料。")
@FORMAT
def list_documents(year: int, measure: str | None, form: str) -> None:
    """列出一个年度的材料（不含撤下的）。"""
    if measure is not None:
        catalogue_in_force().measure(measure)
    with reading(open_database()) as view:
        found = documents_of(view, year)
    rows = [
        _row(one)
        for one in found
        if measure is None or any(served.measure == measure for served in one.content.serves)
    ]
    print_list(form, f"{year}年佐证材料", _row_heads(), rows)


@evidence.command()
@_YEAR
@click.option("--missing", is_flag=True, help="只列待审核的和缺的。")
@FORMAT
def board(year: int, missing: bool, form: str) -> None:
    """各指标须有材料的齐备情况：已有、待审核、缺。"""
    catalogue = catalogue_in_force()
    with reading(open_database()) as view:
        cells = board_of_year(view, catalogue, year)
    names = {measure.code: measure.name for measure in catalogue.measures}
    shown = [cell for cell in cells if not (missing and cell.coverage == "已有")]
    rows = [_cell_row(cell, names) for cell in shown]
    print_list(
        form, f"{year}年佐证材料齐备情况", ["指标", "指标名称", "序号", "须有材料", "情况", "材料"], rows
    )
    if form == "table":
        counts = {word: sum(cell.coverage == word for cell in cells) for word in ("已有", "待审核", "缺")}
        told = "，".join(f"{word} {count} 项" for word, count in counts.items())
        click.echo(f"共 {len(cells)} 项：{told}")


@evidence.command()
@_YEAR
@click.option("--sweep", is_flag=True, help="删去没有登记引用、且已存放一小时以上的文件。")
def check(year: int, sweep: bool) -> None:
    """逐份核对文件：内容与登记的 SHA-256 是否相符，有无缺失；并列出没有登记引用的文件（任何年度、任何版本都不引用）。

    登记的文件有问题时退出状态为 1。登记被拒绝的文件会留在存放处，可用 --sweep 删去。
    """
    place = installed_place()
    kept = list(place.digests())  # first: what is registered meanwhile must not count as unregistered
    with reading(open_database()) as view:
        documents = [document_of(one) for one in documents_of(view, year)]
        registered = registered_digests(view)
    faults = evidence_intact(place, documents)
    for fault in faults:
        click.echo(f"{fault.no} {fault.title}：{fault.message}")
    for digest in (one for one in kept if one not in registered):
        swept = sweep and place.drop(digest, now() - _ON_THE_WAY)
        click.echo(f"{digest} 没有登记引用{'，已删去' if swept else ''}")
    click.echo(f"核对 {len(documents)} 份，有问题的 {len(faults)} 份")
    sys.exit(1 if faults else 0)


def _checked(**fields: Any) -> NewEvidence:
    """The form that the options make."""
    try:
        return msgspec.convert(msgspec.to_builtins(fields), NewEvidence)
    except msgspec.ValidationError as fault:
        found = re.search(r"`\$\.(\w+)", str(fault))
        words = field_words(NewEvidence, found[1]) if found else ""
        raise click.UsageError(f"登记内容不符合要求：{words or '请核对各项'}") from None


def _row_heads() -> list[str]:
    return [
        "编号",
        "状态",
        "标题",
        "文号",
        "发文单位",
        "发文日期",
        "公开属性",
        "页数",
        "所证指标",
        "区划",
        "文件",
    ]


def _row(held: Held) -> list[str]:
    one = held.content
    values: list[object] = [
        held.no,
        MACHINE.states[held.state].name,
        one.title,
        one.document_number,
        one.issuer,
    ]
    values += [
        one.issued_on,
        one.secrecy,
        one.pages,
        written_serves(one.serves),
        one.area_code,
        one.file_name,
    ]
    return ["" if value is None else str(value) for value in values]


def _cell_row(cell: Cell, names: dict[str, str]) -> list[str]:
    need = cell.requirement
    documents = "、".join(one.no for one in cell.documents)
    return [need.measure, names[need.measure], need.code, need.words, cell.coverage, documents]
