"""`shian migrate`."""

import click

from api import settings
from api.clock import now
from api.migrations import migrate_database


@click.command()
@click.option("--no-backup", is_flag=True, help="升级前不自动备份（已自行备份时使用）。")
def migrate(no_backup: bool) -> None:
    """建立或升级数据库。

    数据库已有数据而结构较旧时，先备份再升级。
    """
    saved = migrate_database(settings.database_url(), at=now(), backup=not no_backup)
    if saved is not None:
        click.echo(f"已备份到 {saved}", err=True)
    click.echo("数据库已是最新结构。", err=True)
