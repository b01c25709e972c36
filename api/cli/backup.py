"""`shian backup` and `shian restore`."""

from pathlib import Path

import click

from api.cli import options

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=_FILE, metavar="文件")
@click.option(
    "--recipient",
    "recipients",
    multiple=True,
    metavar="公钥",
    help="加密给哪个 age 公钥（age1…），可多次给出。",
)
@click.option("--passphrase-file", type=_FILE, metavar="文件", help="用该文件第一行的口令加密。")
@click.option("--force", is_flag=True, help="文件已存在时覆盖。")
@options.actor
def backup(
    file: Path, recipients: tuple[str, ...], passphrase_file: Path | None, force: bool, actor: str
) -> None:
    """备份数据库和材料包等文件夹为一个文件。

    备份时可以继续办理，所得是同一时刻的数据。备份含全部数据，存放在别处时请加密。不需要数据库自带的工具。
    """
    from api import settings
    from api.backups.locking import Lock, read_passphrase
    from api.backups.writing import write_backup
    from api.clock import now
    from api.database import open_database

    if recipients and passphrase_file is not None:
        raise click.UsageError("--recipient 和 --passphrase-file 只能选一种")
    if file.exists() and not force:
        raise click.UsageError(f"{file} 已存在，请换一个文件名或加 --force")
    if not file.resolve().parent.is_dir():
        raise click.UsageError(f"文件夹 {file.resolve().parent} 不存在，请先建立")
    lock = None
    if recipients:
        lock = Lock(recipients=recipients)
    elif passphrase_file is not None:
        lock = Lock(passphrase=read_passphrase(passphrase_file))
    written = write_backup(open_database(), settings.kept_folders(), file, lock=lock, actor=actor, at=now())
    click.echo(f"备份：{file.resolve()}（{'已加密' if lock else '未加密'}）")
    click.echo(f"记录 {written.rows} 行，文件 {written.files} 个")
    click.echo(f"审计链的根：第 {written.root.sequence} 条 {written.root.hash}")
    click.echo(f"SHA-256：{written.sha256}")


@click.command()
@click.argument("file", type=_FILE, metavar="文件")
@click.option("--identity", type=_FILE, metavar="文件", help="age 密钥文件，用于打开以公钥加密的备份。")
@click.option(
    "--passphrase-file", type=_FILE, metavar="文件", help="第一行为口令的文件，用于打开以口令加密的备份。"
)
def restore(file: Path, identity: Path | None, passphrase_file: Path | None) -> None:
    """把备份恢复到空的数据库和文件夹。

    数据库由 SHIAN_DATABASE_URL 指定，可以与备份时不是同一种。逐一核对校验值、记录数和审计链，有一处不符即不恢复。
    """
    from api import settings
    from api.backups.locking import Key, read_identities, read_passphrase
    from api.backups.reading import restore_backup
    from sampling.store.engine import keep_private, make_engine

    key = Key(
        identities=read_identities(identity) if identity is not None else (),
        passphrase=read_passphrase(passphrase_file) if passphrase_file is not None else None,
    )
    url = settings.database_url()
    engine = make_engine(url)
    database = Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None
    was_there = database is None or database.exists()
    done = False
    try:
        keep_private(engine)
        restored = restore_backup(engine, url, settings.kept_folders(), file, key)
        done = True
    finally:
        engine.dispose()
        if database is not None and not was_there and not done:
            for suffix in ("", "-wal", "-shm"):
                database.with_name(database.name + suffix).unlink(missing_ok=True)
    click.echo(f"已恢复 {restored.made_at} 的备份：记录 {restored.rows} 行，文件 {restored.files} 个")
    click.echo(f"审计链完整，根与备份时相同：第 {restored.root.sequence} 条 {restored.root.hash}")
    keys = settings.keys_file()
    if not keys.exists():
        click.echo(
            f"密钥文件不在备份中：开始使用之前，请把原来的密钥文件放到 {keys.resolve()}，否则电话等加密内容无法读取。",
            err=True,
        )
