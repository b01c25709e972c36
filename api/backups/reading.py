"""Restoring a backup into an empty place: everything in one transaction, or nothing.

The stream is read once. Rows go into the schema of the backup's own revision, which is then brought to the program's;
files go beside their folders. Only when every digest, every count, the audit chain and its root are those of the
manifest do the folders get their names and the transaction commits.
"""

import hashlib
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec
from alembic import command
from sqlalchemy import Connection, Engine

from api.backups.format import (
    FORMAT,
    HEAD_MEMBER,
    LARGEST_DESCRIPTION,
    LARGEST_PART,
    LAST_MEMBER,
    TABLES,
    BackupUnusable,
    Head,
    Manifest,
    Member,
)
from api.backups.locking import Key, unlocked
from api.migrations import NewerDatabase, alembic_config
from domain.audit.chain import Root
from domain.errors import RuleViolation
from sampling.audit import root_of, verify_audit
from sampling.store.dump import Loader, is_empty, loading
from sampling.store.engine import transaction
from sampling.store.version import HEAD


class RestoreNotEmpty(RuleViolation):
    """There is something already where a backup is to be restored."""

    code = "restore-not-empty"

    def __init__(self, place: str) -> None:
        super().__init__(f"{place} 不是空的，只能恢复到空的数据库和文件夹；未恢复任何内容", place=place)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: the root of the audit chain, rows and files."""

    root: Root
    rows: int
    files: int
    made_at: str


@dataclass(slots=True)
class _Members:
    """The members of an archive in their order, digested as they are read."""

    archive: tarfile.TarFile
    read: list[Member] = field(default_factory=list)

    def __iter__(self) -> Iterator[tuple[str, tarfile.TarInfo]]:
        for about in self.archive:
            if not about.isreg():
                raise BackupUnusable(f"含有不是文件的成员 {about.name}")
            yield about.name, about

    def content(self, about: tarfile.TarInfo, limit: int) -> bytes:
        """A member in memory, of bounded size."""
        if about.size > limit:
            raise BackupUnusable(f"成员 {about.name} 过大")
        opened = self.archive.extractfile(about)
        content = opened.read() if opened is not None else b""
        self._note(about, hashlib.sha256(content).hexdigest())
        return content

    def copy(self, about: tarfile.TarInfo, target: Path) -> None:
        """A member into a file."""
        opened = self.archive.extractfile(about)
        assert opened is not None, "regular members have content"
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with target.open("xb") as file:
            while piece := opened.read(1_048_576):
                digest.update(piece)
                file.write(piece)
        self._note(about, digest.hexdigest())

    def _note(self, about: tarfile.TarInfo, digest: str) -> None:
        self.read.append(Member(name=about.name, size=about.size, sha256=digest))


def restore_backup(engine: Engine, url: str, folders: Mapping[str, Path], source: Path, key: Key) -> Restored:
    """Restore a backup. Raises `RestoreNotEmpty`, `BackupUnusable`, `BackupLocked`, `NewerDatabase`."""
    for folder in folders.values():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise RestoreNotEmpty(str(folder))
    try:
        with ExitStack() as opened:
            file = opened.enter_context(source.open("rb"))
            staging = opened.enter_context(_staged(folders))
            connection = opened.enter_context(transaction(engine))
            if not is_empty(connection):
                raise RestoreNotEmpty(engine.url.render_as_string(hide_password=True))
            # The pipe of the encryption ends before the transaction does: what is damaged at its end counts too.
            with _archive(file, key) as members:
                manifest = _restore(connection, url, members, staging)
            for name, folder in folders.items():
                _place(staging[name], folder)
    except OSError as error:
        raise BackupUnusable(_fault_of(error)) from None
    files = sum(member.name.split("/")[0] in folders for member in manifest.members)
    return Restored(
        Root(manifest.sequence, manifest.hash), sum(manifest.rows.values()), files, manifest.made_at
    )


def _fault_of(error: OSError) -> str:
    """What the system says of a file, in words; its own name of it where there are none."""
    known = {
        FileNotFoundError: "文件不存在，请核对路径",
        IsADirectoryError: "这是文件夹，不是备份文件",
        PermissionError: "没有读写权限",
    }
    return known.get(type(error), error.strerror or "无法读写文件")


@contextmanager
def _archive(file: IO[bytes], key: Key) -> Iterator[_Members]:
    with unlocked(file, key) as plain:
        try:
            with tarfile.open(fileobj=plain, mode="r|gz") as archive:
                yield _Members(archive)
        except (tarfile.TarError, EOFError, ValueError, msgspec.MsgspecError) as failure:
            raise BackupUnusable(f"不是完整的备份（{failure}）") from None


@contextmanager
def _staged(folders: Mapping[str, Path]) -> Iterator[dict[str, Path]]:
    """A folder beside each folder, removed at the end with what was not placed."""
    staging = {name: folder.with_name(f".{folder.name}.restoring") for name, folder in folders.items()}
    try:
        for folder in staging.values():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        yield staging
    finally:
        for folder in staging.values():
            shutil.rmtree(folder, ignore_errors=True)


def _place(staged: Path, folder: Path) -> None:
    if any(staged.iterdir()):
        if folder.exists():
            folder.rmdir()
        staged.replace(folder)


def _restore(connection: Connection, url: str, members: _Members, staging: Mapping[str, Path]) -> Manifest:
    coming = iter(members)
    head = _head(members, next(coming, None))
    _upgrade(connection, url, head.revision)
    manifest = None
    with loading(connection, head.tables) as loader:
        following: tuple[str, tarfile.TarInfo] | None = None
        for table in head.tables:
            rows = _Rows(members, chain([following] if following else [], coming), table)
            loader.load(table, rows)
            following = rows.following
        for name, about in chain([following] if following else [], coming):
            if name == LAST_MEMBER:
                manifest = msgspec.json.decode(members.content(about, LARGEST_DESCRIPTION), type=Manifest)
                break
            members.copy(about, _target(name, staging))
        if manifest is None:
            raise BackupUnusable("没有清单，文件不完整")
        _check(manifest, members, loader)
    _check_chain(connection, manifest)
    if head.revision != HEAD:
        _upgrade(connection, url, HEAD)
    return manifest


class _Rows:
    """The lines of one table, from its parts; stops at the first member of something else and keeps it."""

    def __init__(self, members: _Members, coming: Iterator[tuple[str, tarfile.TarInfo]], table: str) -> None:
        self._members, self._coming, self._table = members, coming, table
        self.following: tuple[str, tarfile.TarInfo] | None = None

    def __iter__(self) -> Iterator[bytes]:
        for name, about in self._coming:
            if not name.startswith(f"{TABLES}/{self._table}/"):
                self.following = (name, about)
                return
            yield from self._members.content(about, LARGEST_PART).splitlines()


def _head(members: _Members, first: tuple[str, tarfile.TarInfo] | None) -> Head:
    if first is None or first[0] != HEAD_MEMBER:
        raise BackupUnusable("不是 shian 的备份")
    head = msgspec.json.decode(members.content(first[1], LARGEST_DESCRIPTION), type=Head)
    if head.format != FORMAT:
        raise BackupUnusable(f"备份格式 {head.format} 不认识")
    if head.revision > HEAD:
        raise NewerDatabase(head.revision)
    return head


def _upgrade(connection: Connection, url: str, revision: str) -> None:
    config = alembic_config(url)
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _target(name: str, staging: Mapping[str, Path]) -> Path:
    folder, *inside = PurePosixPath(name).parts
    if folder not in staging or not inside or ".." in inside or "\\" in name or name.startswith("/"):
        raise BackupUnusable(f"成员 {name} 不属于任何文件夹")
    return staging[folder].joinpath(*inside)


def _check(manifest: Manifest, members: _Members, loader: Loader) -> None:
    read = members.read[:-1]  # the manifest does not name itself
    if manifest.members != read:
        told = {member.name: member for member in manifest.members}
        wrong = next((one.name for one in read if told.get(one.name) != one), "清单所列的成员")
        raise BackupUnusable(f"{wrong} 与清单不符")
    if manifest.rows != loader.rows:
        raise BackupUnusable("记录数与清单不符")


def _check_chain(connection: Connection, manifest: Manifest) -> None:
    breach = verify_audit(connection).breach
    if breach is not None:
        raise BackupUnusable(f"审计链不完整，{breach.message}")
    if root_of(connection) != Root(manifest.sequence, manifest.hash):
        raise BackupUnusable("审计链的根与清单不符")
