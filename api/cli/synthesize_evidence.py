"""`shian synthesize-evidence`."""

from importlib.metadata import version
from pathlib import Path

import click

from api import settings
from reports.fonts import find_fonts
from reports.synthetic_document import draw_document
from sampling.evidence.importing import INDEX
from sampling.synthesis.city import read_city
from sampling.synthesis.evidence import MOST, index_of, made_up_documents
from sampling.synthesis.writing import FolderNotEmpty, FolderNotWritable


@click.command("synthesize-evidence")
@click.argument("folder", type=click.Path(path_type=Path), metavar="输出文件夹")
@click.option(
    "--count",
    type=click.IntRange(1, MOST),
    default=400,
    show_default=True,
    metavar="份数",
    help="生成多少份。",
)
@click.option(
    "--year",
    type=click.IntRange(1900, 2100),
    default=2023,
    show_default=True,
    metavar="年份",
    help="评价年度。",
)
@click.option(
    "--seed", type=int, default=1, show_default=True, metavar="种子", help="同一种子总得到同样的文件。"
)
@click.option(
    "--city",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="城市的 areas.csv（区划代码,名称,级别,上级代码）；默认常州市。",
)
def synthesize_evidence(folder: Path, count: int, year: int, seed: int, city: Path | None) -> None:
    """生成合成的佐证材料：小的 PDF 文件和索引 index.csv，可用 shian evidence import 导入。

    每一页都注明“合成数据”，不得作为真实材料使用。输出文件夹必须为空或不存在。
    """
    documents = made_up_documents(read_city(city), count=count, year=year, seed=seed)
    fonts, creator = find_fonts(office_folder=settings.fonts_folder()), f"shian {version('shian')}"
    _prepare(folder)
    for one in documents:
        drawn = draw_document(
            issuer=one.issuer,
            number=one.number,
            title=one.title,
            issued_on=one.issued_on,
            pages=one.pages,
            fonts=fonts,
            creator=creator,
        )
        (folder / one.file).write_bytes(drawn)
    (folder / INDEX).write_text(index_of(documents), encoding="utf-8", newline="")
    click.echo(f"合成佐证材料 {count} 份已写入 {folder}（索引 {INDEX}）")


def _prepare(folder: Path) -> None:
    """Raises `FolderNotEmpty`, `FolderNotWritable`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        occupied = any(folder.iterdir())
    except OSError as error:
        raise FolderNotWritable(folder.name, error.strerror or type(error).__name__) from None
    if occupied:
        raise FolderNotEmpty(folder.name)
