"""The files of a draw: parameters with rosters from CSV put in their place, and new files that replace nothing.

What the contents mean is `domain.draw`; how cells are forgiven and refused is `sampling.exchange`.
"""

import os
from functools import partial
from pathlib import Path
from typing import Any

from domain.draw.canonical import MAX_BYTES, parse
from domain.draw.errors import SHOWN, DrawFileUnusable, DrawParametersInvalid
from domain.draw.parameters import Parameters
from domain.draw.reading import ENTERPRISE_FIELDS, INSPECTOR_FIELDS, read_parameters
from domain.errors import UnusableInput
from domain.exchange.tables import ENTERPRISES, Column, Kind, Table
from sampling.cells.limits import DEFAULT_LIMITS
from sampling.exchange.csv_rows import csv_rows, inspect_text
from sampling.exchange.findings import Findings
from sampling.exchange.raw import RawTable
from sampling.exchange.rows import read_rows

ENTERPRISE_TABLE = Table(
    ENTERPRISES.name,
    ENTERPRISES.title,
    (*ENTERPRISES.columns, Column("上次抽样日期", "last_sampled_on", Kind.DATE)),
    date_chains=ENTERPRISES.date_chains,
)
"""The exchange format's enterprises, and when each was last sampled."""

INSPECTOR_TABLE = Table(
    "inspectors",
    "检查人员",
    (
        Column("编号", "id", Kind.CODE, required=True, key=True),
        Column("姓名", "name", required=True),
        Column("回避企业", "recused"),
    ),
)
"""Inspectors; 回避企业 holds credit codes with any usual separator between them."""

ROSTERS = {
    "enterprises": (ENTERPRISE_TABLE, ENTERPRISE_FIELDS),
    "inspectors": (INSPECTOR_TABLE, INSPECTOR_FIELDS),
}
_SEPARATORS = str.maketrans(dict.fromkeys("、，,;；\n\t", " "))


class DrawFileExists(UnusableInput):
    """A draw's file is there already; none is ever overwritten."""

    code = "draw-file-exists"

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} 已经存在，未作改动；抽取的文件从不覆盖，请另选文件夹或文件名", path=path)


class DrawRosterInvalid(UnusableInput):
    """Cells of a roster are refused; `details["cells"]` has them all."""

    code = "draw-roster-invalid"

    def __init__(self, file: str, cells: list[tuple[int, str]]) -> None:
        """`cells`: row as a spreadsheet counts, and what is wrong there."""
        lines = "；".join(f"第 {row} 行{reason}" for row, reason in cells[:SHOWN])
        more = f"；此外还有 {len(cells) - SHOWN} 处" if len(cells) > SHOWN else ""
        super().__init__(
            f"名单 {file} 有 {len(cells)} 处需要更正：{lines}{more}",
            file=file,
            cells=[{"row": row, "message": reason} for row, reason in cells],
        )


def load_parameters(path: Path) -> Parameters:
    """Parameters of a file, rosters from CSV files beside it included. Raises leaves of `UnusableInput`."""
    value = parse(read_bytes(path), path.name)
    if isinstance(value, dict):
        for roster, (table, fields) in ROSTERS.items():
            named = value.pop(f"{roster}_file", None)
            if named is None:
                continue
            if roster in value:
                faults = [(roster, f"与 {roster}_file 只能填写一个")]
                raise DrawParametersInvalid(path.name, faults)
            if not isinstance(named, str) or not named.strip() or "\0" in named:
                raise DrawParametersInvalid(path.name, [(f"{roster}_file", "应为 CSV 文件名")])
            value[roster] = _roster(path.parent / named.strip(), table, fields)
    return read_parameters(value, path.name)


def read_bytes(path: Path) -> bytes:
    """The file's content, never much more than a draw may have. Raises `DrawFileUnusable`."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = "没有这个文件" if isinstance(error, FileNotFoundError) else "不能打开"
        raise DrawFileUnusable(str(path), f"{reason}，请核对路径和读取权限") from None


def write_new(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file that is not there yet, readable by its owner alone if `private`. Raises `DrawFileExists`."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o644)
    except FileExistsError:
        raise DrawFileExists(str(path)) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)
    except BaseException:
        path.unlink()
        raise


def refuse_existing(*paths: Path) -> None:
    """Raise `DrawFileExists` before anything is done, where a file to be written is there."""
    for path in paths:
        if path.exists() or path.is_symlink():
            raise DrawFileExists(str(path))


def _roster(path: Path, table: Table, fields: tuple[str, ...]) -> list[dict[str, Any]]:
    text = inspect_text(path, path.name)
    findings = Findings(DEFAULT_LIMITS.findings)
    raw = RawTable(table.name, partial(csv_rows, text, DEFAULT_LIMITS))
    rows = read_rows(raw, table, findings, DEFAULT_LIMITS, None)
    if findings.any_errors:
        raise DrawRosterInvalid(path.name, [(error.row or 1, error.message) for error in findings.errors()])
    places = [(name, rows.position(name)) for name in fields]
    records: list[dict[str, Any]] = [{name: row[at] for name, at in places} for row in rows.values]
    for record in records:
        if isinstance(record.get("recused"), str):
            record["recused"] = record["recused"].translate(_SEPARATORS).split()
    return records
