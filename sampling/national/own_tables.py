"""The tables that an office fills once for the national system's export: other names of areas and plans, item classes.

Each is a CSV of two columns, and the file is the table: rows that it no longer has are removed, so that an office
keeps one file and imports it again whenever it changes. Every import leaves its audit entry with what changed.
"""

import csv
import hashlib
import io
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from domain.exchange.choices import ITEM_CLASSES
from domain.exchange.guard import unguarded
from domain.national.text import folded
from sampling.audit import Change, canonical_json, write_entry
from sampling.national.unusable import OwnTableInvalid
from sampling.store import national as store
from sampling.store.engine import reading, transaction

MAX_BYTES = 4 * 1024 * 1024
MAX_CHARS = 500


@dataclass(frozen=True, slots=True)
class OwnTable:
    """One of the tables: its name in the database, its two headers, what it is called, and whether names repeat."""

    name: str
    headers: tuple[str, str]
    title: str
    repeats: bool = False


AREAS = OwnTable("area_aliases", ("别名", "区划代码"), "辖区别名")
PLANS = OwnTable("plan_aliases", ("名称", "计划编号"), "任务名称与计划的对应", repeats=True)
ITEMS = OwnTable("own_item_classes", ("检验项目", "项目类别"), "检验项目类别")


@dataclass(frozen=True, slots=True)
class Replaced:
    """What an import changed: rows in the table now, and how many were added and removed."""

    rows: int
    added: int
    removed: int


def import_own_table(engine: Engine, table: OwnTable, file: Path, *, actor: str, at: datetime) -> Replaced:
    """Make the table what the file says. Raises `OwnTableInvalid` with every bad row; nothing is written then."""
    content = _content(file)
    pairs = _pairs(table, file.name, content)
    with transaction(engine) as connection:
        _judge(connection, table, file.name, pairs)
        wanted, stored = set(pairs.values()), set(store.own_rows(connection, table.name))
        new, gone = sorted(wanted - stored), sorted(stored - wanted)
        if new or gone:
            store.replace_own_rows(connection, table.name, gone, new)
            write_entry(
                connection,
                at=at,
                actor=actor,
                command=f"national import {table.name}",
                summary=f"更新{table.title}：新增 {len(new)} 条，删除 {len(gone)} 条",
                details={
                    "file": file.name,
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "rows": len(wanted),
                },
                digest=hashlib.sha256(canonical_json([new, gone]).encode()).hexdigest(),
                changes=[
                    *(
                        Change(table.name, first, "deleted", _row(table, first, second), None)
                        for first, second in gone
                    ),
                    *(
                        Change(table.name, first, "created", None, _row(table, first, second))
                        for first, second in new
                    ),
                ],
            )
    return Replaced(len(wanted), len(new), len(gone))


def own_table_rows(engine: Engine, table: OwnTable) -> list[tuple[str, str]]:
    """The table's rows, in order."""
    with reading(engine) as connection:
        return store.own_rows(connection, table.name)


def _row(table: OwnTable, first: str, second: str) -> dict[str, str]:
    return dict(zip(table.headers, (first, second), strict=True))


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError:
        raise OwnTableInvalid(file.name, [(0, "文件无法读取，请核对路径")]) from None
    if len(content) > MAX_BYTES:
        raise OwnTableInvalid(file.name, [(0, f"文件大于 {MAX_BYTES // 1024 // 1024} MB")])
    return content


def _pairs(table: OwnTable, name: str, content: bytes) -> dict[int, tuple[str, str]]:
    """The file's rows by row number; both cells filled, each name once (unless the table repeats names)."""
    rows = csv.reader(io.StringIO(_decoded(name, content), newline=""), strict=True)
    found: dict[int, tuple[str, str]] = {}
    problems: list[tuple[int, str]] = []
    seen: dict[tuple[str, ...], int] = {}
    try:
        header = [cell.strip().rstrip("*") for cell in next(rows, [])]
        if header[:2] != list(table.headers):
            raise OwnTableInvalid(name, [(1, f"应为表头“{'，'.join(table.headers)}”")])
        for number, row in enumerate(rows, start=2):
            cells = [unguarded(cell.strip()) for cell in row[:2]]
            if not any(cells):
                continue
            if len(cells) < 2 or not all(cells) or max(map(len, cells)) > MAX_CHARS:
                problems.append(
                    (number, f"的“{table.headers[0]}”和“{table.headers[1]}”都须填写，且不超过 {MAX_CHARS} 字")
                )
                continue
            key = (folded(cells[0]), cells[1]) if table.repeats else (folded(cells[0]),)
            if key in seen:
                problems.append((number, f"与第 {seen[key]} 行重复"))
                continue
            seen[key] = number
            found[number] = (cells[0], cells[1])
    except csv.Error:
        problems.append((len(found) + 2, "附近引号没有配对"))
    if problems:
        raise OwnTableInvalid(name, problems)
    return found


def _decoded(name: str, content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise OwnTableInvalid(name, [(0, "编码应为 UTF-8 或 GB18030 的文本")])


def _judge(connection: Connection, table: OwnTable, name: str, pairs: dict[int, tuple[str, str]]) -> None:
    """The second cell must name what it refers to."""
    known: Collection[str]
    if table is ITEMS:
        known, wrong = ITEM_CLASSES, f"不是项目类别，请填写 {'、'.join(ITEM_CLASSES)} 之一"
    else:
        known, wrong = store.known_codes(connection, table.name), "库中没有，请核对或先导入相应的表"
    problems = [(row, f"的“{second}”{wrong}") for row, (_, second) in pairs.items() if second not in known]
    if problems:
        raise OwnTableInvalid(name, problems)
