"""`shian organisations import | list`."""

from pathlib import Path

import click

from api.cli import options
from api.cli.commanding import commanding
from api.database import open_database
from sampling.organisation_files import import_organisations
from sampling.organisations import list_organisations
from sampling.store.engine import reading


@click.group()
def organisations() -> None:
    """登记机构（市场监管、检验机构等）。"""


@organisations.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@options.actor
def import_file(file: Path, actor: str) -> None:
    """从 CSV 登记或变更机构。

    列：机构代码、机构名称、机构类别、区划代码，可选 上级机构代码、复检机构（是/否）、停用日期、责任部门（多个以“、”分隔）。
    """
    with commanding("organisation.import", actor) as op:
        count = import_organisations(op, file)
    click.echo(f"已登记机构 {count} 个。", err=True)


@organisations.command("list")
def list_all() -> None:
    """列出全部机构。"""
    with reading(open_database()) as view:
        found, _ = list_organisations(view, {})
    for one in found:
        closed = f"  已于 {one.closed_on} 停用" if one.closed_on else ""
        answers = f"  承担 {'、'.join(one.departments)}" if one.departments else ""
        click.echo(f"{one.code}  {one.kind}  {one.area_code}  {one.name}{answers}{closed}")
