"""Bringing a database to the program's schema, with a backup before anything is changed."""

import shutil
import sqlite3
import subprocess
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Engine, make_url

from api import settings
from domain.errors import NotReady
from sampling.store.engine import keep_private, make_engine, reading
from sampling.store.version import HEAD, current_revision
from sampling.store.view import view_of

PROJECT = Path(__file__).resolve().parents[1]


class BackupImpossible(NotReady):
    """The database cannot be backed up from here."""

    code = "backup-impossible"

    def __init__(self, reason: str) -> None:
        super().__init__(f"升级前无法备份数据库：{reason}；请自行备份后用 --no-backup 重试", reason=reason)


class NewerDatabase(NotReady):
    """The database was made by a newer program."""

    code = "database-newer"

    def __init__(self, current: str) -> None:
        super().__init__(f"数据库结构（{current}）比本程序新，请改用更新版本的 shian", current=current)


def alembic_config(url: str) -> Config:
    """Alembic's configuration from pyproject.toml, pointed at `url`."""
    config = Config(toml_file=str(PROJECT / "pyproject.toml"))
    config.attributes["url"] = url
    return config


def migrate_database(url: str, *, at: datetime, backup: bool = True) -> Path | None:
    """Create or upgrade the schema; returns the backup that was made first, if one was due.

    A new or current database needs none. Raises `BackupImpossible`, `NewerDatabase`.
    """
    engine = make_engine(url)
    keep_private(engine)
    with reading(engine) as connection:
        current = current_revision(view_of(connection))
    if current == HEAD:
        engine.dispose()
        return None
    if current is not None and current > HEAD:
        raise NewerDatabase(current)
    saved = back_up(engine, url, at) if backup and current is not None else None
    engine.dispose()
    command.upgrade(alembic_config(url), "head")
    return saved


def back_up(engine: Engine, url: str, at: datetime) -> Path:
    """A consistent copy of the database beside it (SQLite) or in the working directory (PostgreSQL)."""
    stamp = at.strftime("%Y%m%dT%H%M%SZ")
    if engine.dialect.name == "sqlite":
        source = engine.url.database
        if not source or source == ":memory:":
            raise BackupImpossible("内存数据库没有文件")
        target = Path(f"{source}.{stamp}.bak")
        target.touch(0o600)
        with sqlite3.connect(source) as origin, sqlite3.connect(target) as copy:
            origin.backup(copy)
        return target
    tool = shutil.which("pg_dump")
    if tool is None:
        raise BackupImpossible("本机没有 pg_dump")
    target = Path(f"shian-{stamp}.dump").resolve()
    target.touch(0o600)
    place = make_url(url)
    # Everybody on the machine can read a command line; the environment of a program only its owner.
    plain = URL.create(
        "postgresql", place.username, None, place.host, place.port, place.database, place.query
    )
    done = subprocess.run(
        [tool, "--format=custom", f"--file={target}", plain.render_as_string(hide_password=False)],
        capture_output=True,
        text=True,
        check=False,
        env=settings.environment(**({"PGPASSWORD": place.password} if place.password else {})),
    )
    if done.returncode:
        target.unlink(missing_ok=True)
        raise BackupImpossible(f"pg_dump 报告：{done.stderr.strip()[:200]}")
    return target
