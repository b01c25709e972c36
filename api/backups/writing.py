"""Writing a backup: one consistent view of the database, then the folders, streamed into one file.

Nothing is held in memory but one part at a time. The file appears under its name only once it is whole.
"""

import hashlib
import io
import os
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

import msgspec
from sqlalchemy import Engine

from api.backups.format import FORMAT, HEAD_MEMBER, LAST_MEMBER, TABLES, Head, Manifest, Member
from api.backups.locking import Lock, check_lock, locked
from domain.audit.chain import Root
from sampling.audit import canonical_json, root_of, write_entry
from sampling.store.dump import dump_tables, table_columns
from sampling.store.engine import reading, transaction
from sampling.store.version import HEAD


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the root of the audit chain in it, rows and files."""

    root: Root
    rows: int
    files: int
    sha256: str


def write_backup(
    engine: Engine, folders: Mapping[str, Path], output: Path, *, lock: Lock | None, actor: str, at: datetime
) -> Written:
    """Back up the database and the folders to `output`; others may write all the while.

    The audit entry of the backup is in it: it is written before the view is taken.
    """
    check_lock(lock)
    _leave_entry(engine, output, actor, at, encrypted=lock is not None)
    unfinished = output.with_name(f".{output.name}.part")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            with locked(file, lock) as plain:
                written = _write(engine, folders, plain, at)
            file.flush()
            os.fsync(file.fileno())
        with unfinished.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)
    return Written(written.root, written.rows, written.files, digest)


def _leave_entry(engine: Engine, output: Path, actor: str, at: datetime, *, encrypted: bool) -> None:
    details = {"file": output.name, "encrypted": encrypted}
    with transaction(engine) as connection:
        write_entry(
            connection,
            at=at,
            actor=actor,
            command="backup",
            summary=f"备份全部数据到 {output.name}",
            details=details,
            digest=hashlib.sha256(canonical_json(details).encode()).hexdigest(),
        )


def _write(engine: Engine, folders: Mapping[str, Path], plain: IO[bytes], at: datetime) -> Written:
    with tarfile.open(fileobj=plain, mode="w|gz") as archive:
        members = _Members(archive)
        columns = table_columns()
        head = Head(format=FORMAT, software=version("shian"), revision=HEAD, tables=columns)
        members.add(HEAD_MEMBER, msgspec.json.encode(head))
        rows = dict.fromkeys(columns, 0)
        with reading(engine) as view:
            root = root_of(view)
            for part in dump_tables(view):
                members.add(f"{TABLES}/{part.table}/{part.number:06}.jsonl", part.content)
                rows[part.table] += part.rows
        files = sum(members.add_folder(name, folder) for name, folder in folders.items())
        manifest = Manifest(
            made_at=at.astimezone(UTC).isoformat(timespec="microseconds"),
            engine=engine.dialect.name,
            sequence=root.sequence,
            hash=root.hash,
            rows=rows,
            members=members.written,
        )
        members.add(LAST_MEMBER, msgspec.json.format(msgspec.json.encode(manifest)))
    return Written(root, sum(rows.values()), files, "")


class _Members:
    """Members of the archive as they are written, with their digests."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive
        self.written: list[Member] = []

    def add(self, name: str, content: bytes) -> None:
        """A member from memory."""
        self._add(name, io.BytesIO(content), len(content))

    def add_folder(self, name: str, folder: Path) -> int:
        """Every file of the folder, the program's own working files apart; returns how many."""
        found = 0
        for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
            inside = file.relative_to(folder)
            if file.is_symlink() or not file.is_file() or any(part.startswith(".") for part in inside.parts):
                continue
            with file.open("rb") as opened:
                self._add(f"{name}/{inside.as_posix()}", opened, os.fstat(opened.fileno()).st_size)
            found += 1
        return found

    def _add(self, name: str, content: IO[bytes], size: int) -> None:
        about = tarfile.TarInfo(name)
        about.size, about.mode = size, 0o600
        counted = _Counted(content)
        self._archive.addfile(about, counted)  # it is only read from
        self.written.append(Member(name=name, size=size, sha256=counted.digest.hexdigest()))


class _Counted:
    """A file that is digested while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        content = self._file.read(size)
        self.digest.update(content)
        return content
