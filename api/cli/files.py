"""`shian files check`."""

import sys

import click

from api import settings
from api.database import open_database
from sampling.attachments.files import changed_files, path_of
from sampling.store.attachments import known_digests
from sampling.store.engine import reading


@click.group()
def files() -> None:
    """附件的文件库。"""


@files.command()
@click.option("--sweep", is_flag=True, help="删去没有记录引用的文件。")
def check(sweep: bool) -> None:
    """核对文件库：内容有无改变，有无缺失，有无无人引用的文件。

    内容改变或缺失时退出状态为 1。
    """
    folder = settings.files_folder()
    with reading(open_database()) as connection:
        known = known_digests(connection)
    missing = sorted(digest for digest in known if not path_of(folder, digest).is_file())
    bad = len(missing)
    for digest in missing:
        click.echo(f"{digest} 缺失")
    for name, fault in changed_files(folder, known):
        orphan = name not in known
        bad += not orphan
        if orphan and sweep:
            path_of(folder, name).unlink()
        click.echo(f"{name} {fault}{'，已删去' if orphan and sweep else ''}")
    click.echo(f"记录引用 {len(known)} 个文件，有问题的 {bad} 个")
    sys.exit(1 if bad else 0)
