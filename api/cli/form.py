"""`shian form`."""

from pathlib import Path

import click

from api import settings
from api.database import open_database
from api.forms import FORMS, blank_sheets, form_of_sheet
from api.settings import LOCAL_ACTOR
from domain.access.actor import local_actor
from reports.fonts import find_fonts
from sampling.exchange.outputs import placed_file
from sampling.store.engine import reading

BLANK = "空白抽样单"
_CODES = {name: code for code, name in FORMS.items()}


@click.command()
@click.argument("name", type=click.Choice([*_CODES, BLANK]), metavar="表单")
@click.argument("number", metavar="编号")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="文件",
    help="写到哪个 PDF 文件。",
)
@click.option("--force", is_flag=True, help="覆盖已有的同名文件。")
def form(name: str, number: str, output: Path, force: bool) -> None:
    """打印表单（PDF）：抽样单、抽样检验告知书、样品封条、样品移交单，编号为抽样单编号。

    “空白抽样单”打印一个预留号段中未使用的编号，编号为号段编号，每个编号一页。
    """
    fonts = find_fonts(office_folder=settings.fonts_folder())
    with reading(open_database()) as connection:
        if name == BLANK:
            content = blank_sheets(connection, number, fonts)
        else:
            content = form_of_sheet(connection, number, _CODES[name], fonts, local_actor(LOCAL_ACTOR))
    with placed_file(output, force=force) as file:
        file.write_bytes(content)
    click.echo(f"{name}：{output}", err=True)
