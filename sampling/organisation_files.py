"""A CSV of organisations, read as a whole or refused with every bad cell named."""

import csv
import io
from pathlib import Path
from typing import Any

import msgspec

from domain.departments import departments_in
from domain.errors import UnusableInput
from domain.organisations import Organisation
from sampling.organisations import put_organisation
from sampling.work.operation import Operation

HEADERS = {
    "机构代码": "code",
    "机构名称": "name",
    "机构类别": "kind",
    "区划代码": "area_code",
    "上级机构代码": "parent_code",
    "复检机构": "reinspects",
    "停用日期": "closed_on",
    "责任部门": "departments",
}
REQUIRED = ("机构代码", "机构名称", "机构类别", "区划代码")
LARGEST_FILE = 8 * 1024 * 1024


class OrganisationFileUnusable(UnusableInput):
    """A file of organisations that cannot be taken as it is."""

    code = "organisation-file-unusable"

    def __init__(self, file: str, faults: list[str]) -> None:
        shown = "；".join(faults[:20]) + (f"；另有 {len(faults) - 20} 处" if len(faults) > 20 else "")
        super().__init__(f"机构文件 {file} 未导入：{shown}", file=file, faults=faults)


def import_organisations(op: Operation, path: Path) -> int:
    """Register or change every organisation of a CSV file (UTF-8 or GB18030); returns how many rows it had.

    Parents stand before those below them, or are registered already. Raises `OrganisationFileUnusable` with all
    faults by row and column, and writes nothing then.
    """
    found = _read(path)
    for organisation in found:
        put_organisation(op, organisation)
    return len(found)


def _read(path: Path) -> list[Organisation]:
    rows = list(csv.reader(io.StringIO(_text(path), newline="")))
    header = [cell.strip().rstrip("*") for cell in rows[0]] if rows else []
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise OrganisationFileUnusable(path.name, [f"缺少列 {name}" for name in missing])
    found: list[Organisation] = []
    faults: list[str] = []
    for number, row in enumerate(rows[1:], start=2):
        cells = {name: cell.strip() for name, cell in zip(header, row, strict=False) if name in HEADERS}
        if not any(cells.values()):
            continue
        if any(cell.strip() for cell in row[len(header) :]):
            faults.append(f"第 {number} 行的格数多于表头；一格中有多项的，以“、”分隔")
            continue
        try:
            found.append(msgspec.convert(_values(cells), Organisation, strict=False))
        except msgspec.ValidationError as fault:
            faults.append(f"第 {number} 行 {_column(str(fault))}不符合要求")
    if faults:
        raise OrganisationFileUnusable(path.name, faults)
    return found


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise OrganisationFileUnusable(path.name, ["文件过大"])
        raw = path.read_bytes()
    except OSError as fault:
        raise OrganisationFileUnusable(path.name, [f"无法读取（{fault.strerror}）"]) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise OrganisationFileUnusable(path.name, ["编码既不是 UTF-8 也不是 GB18030"])


def _values(cells: dict[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {HEADERS[name]: cell for name, cell in cells.items() if cell}
    if "reinspects" in values:
        values["reinspects"] = {"是": True, "否": False}.get(values["reinspects"], values["reinspects"])
    if "departments" in values:
        parts = (part.strip() for part in departments_in(values["departments"]))
        values["departments"] = tuple(part for part in parts if part)
    return values


def _column(fault: str) -> str:
    """The header of the field that a message names."""
    return next(
        (
            f"“{header}”"
            for header, name in HEADERS.items()
            if f".{name}`" in fault or f".{name}[" in fault or f"`{name}`" in fault
        ),
        "",
    )
