"""Importing bulletin files: each entry once, each row traceable, all files of a command or none."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from domain.bulletins.columns import NAMES
from domain.bulletins.entry import Entry
from domain.bulletins.errors import BulletinTooLarge
from sampling.audit import write_entry
from sampling.bulletins.reading import Bulletin, open_bulletin
from sampling.store import bulletins as store
from sampling.store.engine import transaction

# All files of a command are read before the first is written, so their rows are bounded together.
MAX_COMMAND_ROWS = 100_000

COMMAND = "bulletins import"
_RESULT, _LIMIT = NAMES.index("result"), NAMES.index("limit")


@dataclass(frozen=True, slots=True)
class UnreadCell:
    """A result or limit of a new entry that is kept only as written."""

    file: str
    row: int
    column: str
    written: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What one command did. `rows` counts the rows of the files that were new, `entries` the entries among them
    that were not stored yet and `repeated` the others; `known_files` had been imported before (or stand twice in
    the command) and changed nothing. `results` and `limits` count the filled cells of the new entries,
    `unread` lists those that could not be read."""

    new_files: tuple[str, ...]
    known_files: tuple[str, ...]
    rows: int
    entries: int
    repeated: int
    results: int
    limits: int
    unread: tuple[UnreadCell, ...]
    doubtful_dates: int


def import_bulletins(engine: Engine, paths: Sequence[Path], *, at: datetime, actor: str) -> ImportReport:
    """Imports the files in one transaction, with one audit entry.

    Importing the same rows again, under whatever name or encoding, changes nothing but leaves its audit entry.
    Raises a leaf of `domain.bulletins.errors` for the first file that is no bulletin; nothing is written then.
    """
    files = _read_all(paths)
    with transaction(engine) as connection:
        store.wait_for_other_imports(connection)
        report, new_digests, new_files = _store(connection, files)
        write_entry(
            connection,
            at=at,
            actor=actor,
            command=COMMAND,
            summary=f"导入抽检公告 {len(files)} 个文件，新增 {report.entries} 条，重复 {report.repeated} 条",
            details={
                "files": [
                    {"name": file.name, "sha256": file.sha256, "rows": len(file.rows)} for file in files
                ],
                "known_files": list(report.known_files),
                "rows": report.rows,
                "entries": report.entries,
                "repeated": report.repeated,
            },
            digest=_digest(new_files, new_digests),
        )
    return report


def _read_all(paths: Sequence[Path]) -> list[Bulletin]:
    files: list[Bulletin] = []
    rows = 0
    for path in paths:
        file = open_bulletin(path)
        rows += len(file.rows)
        if rows > MAX_COMMAND_ROWS:
            raise BulletinTooLarge(file.name, f"一次导入的各文件合计多于 {MAX_COMMAND_ROWS} 行")
        files.append(file)
    return files


def _store(
    connection: Connection, files: Sequence[Bulletin]
) -> tuple[ImportReport, list[str], list[Bulletin]]:
    new_files: list[Bulletin] = []
    known: list[str] = []
    new: dict[str, tuple[str, int, Entry]] = {}
    for file in files:
        if store.is_stored(connection, file.content):
            known.append(file.name)
            continue
        new_files.append(file)
        first: dict[str, tuple[str, int, Entry]] = {}
        for row_no, entry in file.rows:
            first.setdefault(entry.digest, (file.name, row_no, entry))
        store.insert_file(
            connection, content=file.content, name=file.name, sha256=file.sha256, row_count=len(file.rows)
        )
        created = store.insert_new_entries(connection, [entry for _, _, entry in first.values()])
        store.insert_rows(connection, file.content, ((row_no, entry.digest) for row_no, entry in file.rows))
        new.update((digest, first[digest]) for digest in created)
    rows = sum(len(file.rows) for file in new_files)
    entries = [entry for _, _, entry in new.values()]
    report = ImportReport(
        new_files=tuple(file.name for file in new_files),
        known_files=tuple(known),
        rows=rows,
        entries=len(new),
        repeated=rows - len(new),
        results=sum(entry.result is not None or entry.result_unread for entry in entries),
        limits=sum(entry.limit is not None or entry.limit_unread for entry in entries),
        unread=tuple(_unread(new.values())),
        doubtful_dates=sum(entry.produced_doubtful for entry in entries),
    )
    return report, list(new), new_files


def _unread(found: Iterable[tuple[str, int, Entry]]) -> Iterator[UnreadCell]:
    for file, row, entry in found:
        if entry.result_unread:
            yield UnreadCell(file, row, "检测结果", entry.written[_RESULT])
        if entry.limit_unread:
            yield UnreadCell(file, row, "限量值", entry.written[_LIMIT])


def _digest(files: Sequence[Bulletin], entries: Sequence[str]) -> str:
    """SHA-256 over the files and entries that were created, in an order that does not depend on the arguments'."""
    lines = sorted(f"file {file.content} {len(file.rows)}" for file in files)
    lines += sorted(f"entry {digest}" for digest in entries)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
