"""A folder of documents with an index, registered as a whole or refused with everything that is wrong, by row.

The index is `index.csv` (UTF-8 or GB18030) with the headers of `COLUMNS`; a document's file stands in the folder or
below it.
"""

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from domain.attachments.content import FileFacts
from domain.attachments.errors import FileEmpty, FileTooLarge
from domain.errors import ShianError, UnusableInput
from domain.evidence.content import NewEvidence
from domain.evidence.serving import read_serves
from domain.exchange.guard import unguarded
from sampling.attachments.files import Placed
from sampling.evidence.inspecting import inspect_many
from sampling.evidence.places import LARGEST_EVIDENCE, Place
from sampling.evidence.steps import EvidenceRecord, identities, register_evidence
from sampling.work.operation import Operation

INDEX = "index.csv"
COLUMNS = {
    "文件": "file",
    "年度": "year",
    "标题": "title",
    "文号": "document_number",
    "发文单位": "issuer",
    "发文日期": "issued_on",
    "公开属性": "secrecy",
    "所证指标": "serves",
    "区划代码": "area_code",
    "机构代码": "organisation",
}
OPTIONAL = ("文号", "发文日期", "机构代码")
LARGEST_INDEX = 8 * 1_048_576
MOST_ROWS = 20_000


class EvidenceIndexUnusable(UnusableInput):
    """A folder of documents that cannot be registered as it is."""

    code = "evidence-index-unusable"

    def __init__(self, faults: list[str]) -> None:
        shown = "；".join(faults[:20]) + (f"；另有 {len(faults) - 20} 处" if len(faults) > 20 else "")
        super().__init__(f"佐证材料未登记，请改正后重新导入：{shown}", faults=faults)


class EvidenceSourceUnreadable(UnusableInput):
    """A file that is to be registered is not there, not below the folder, or cannot be read."""

    code = "evidence-source-unreadable"

    def __init__(self, name: str) -> None:
        super().__init__(f"文件“{name[:200]}”不在所给的文件夹中或无法读取，请核对文件名", name=name[:200])


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the index with its file. `row` counts as a spreadsheet does."""

    row: int
    form: NewEvidence
    placed: Placed


def import_evidence(op: Operation, folder: Path, place: Place) -> list[EvidenceRecord]:
    """Register every document of a folder; all or none. Raises `EvidenceIndexUnusable` with all faults by row.

    Bytes are kept last, before the transaction ends: what is kept and not recorded does no harm.
    """
    listed = read_folder(folder)
    faults: list[str] = []
    records: list[EvidenceRecord] = []
    known: dict[int, dict[str, str]] = {}
    for one, facts in zip(listed, inspect_many([one.placed for one in listed]), strict=True):
        try:
            if not isinstance(facts, FileFacts):
                raise facts
            year = one.form.year
            if year not in known:
                known[year] = identities(op, year)
            records.append(register_evidence(op, one.form, facts, known=known[year]))
        except ShianError as refusal:
            faults.append(f"第 {one.row} 行（{one.form.file_name}）：{refusal.message}")
    if faults:
        raise EvidenceIndexUnusable(faults)
    for one in listed:
        place.keep(one.placed.sha256, one.placed.path)
    return records


def read_folder(folder: Path) -> list[Listed]:
    """The rows of the index with their files, at least one. Raises `EvidenceIndexUnusable`."""
    try:
        rows = list(csv.reader(io.StringIO(_text(folder / INDEX), newline="")))
    except csv.Error as fault:
        raise EvidenceIndexUnusable([f"{INDEX} 不是可读的 CSV（{fault}）"]) from None
    header = [cell.strip() for cell in rows[0]] if rows else []
    missing = [name for name in COLUMNS if name not in header and name not in OPTIONAL]
    if missing:
        raise EvidenceIndexUnusable([f"{INDEX} 缺少列 {name}" for name in missing])
    found: list[Listed] = []
    faults: list[str] = []
    for row, cells in enumerate(rows[1:], start=2):
        told = {name: unguarded(cell).strip() for name, cell in zip(header, cells, strict=False)}
        told = {COLUMNS[name]: cell for name, cell in told.items() if cell and name in COLUMNS}
        if not told:
            continue
        try:
            found.append(_listed(folder, row, told))
        except msgspec.ValidationError as fault:
            faults.append(f"第 {row} 行{_column(str(fault))}不符合要求")
        except ShianError as refusal:
            faults.append(f"第 {row} 行：{refusal.message}")
    if len(found) > MOST_ROWS or not (found or faults):
        faults.append(f"{INDEX} 没有材料" if not found else f"一次最多导入 {MOST_ROWS} 份材料")
    if faults:
        raise EvidenceIndexUnusable(faults)
    return found


def place_file(path: Path) -> Placed:
    """A file of somebody's disk with its digest. Raises `FileEmpty`, `FileTooLarge`, `EvidenceSourceUnreadable`."""
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if size > LARGEST_EVIDENCE:
                raise FileTooLarge(LARGEST_EVIDENCE)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        raise EvidenceSourceUnreadable(path.name) from None
    if not size:
        raise FileEmpty
    return Placed(digest, size, path)


def _listed(folder: Path, row: int, told: dict[str, Any]) -> Listed:
    name = told.pop("file", "")
    placed = place_file(_within(folder, name))
    told["serves"] = msgspec.to_builtins(read_serves(told.get("serves", "")))
    form = msgspec.convert({**told, "file_name": placed.path.name}, NewEvidence, strict=False)
    return Listed(row, form, placed)


def _within(folder: Path, name: str) -> Path:
    try:
        path = (folder / name).resolve()
        if path.is_relative_to(folder.resolve()) and path.is_file():
            return path
    except (OSError, ValueError):
        pass
    raise EvidenceSourceUnreadable(name)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_INDEX:
            raise EvidenceIndexUnusable([f"{INDEX} 过大"])
        raw = path.read_bytes()
    except FileNotFoundError:
        raise EvidenceIndexUnusable([f"{INDEX} 无法读取（文件夹中没有这个文件），请核对路径"]) from None
    except OSError:
        raise EvidenceIndexUnusable([f"{INDEX} 无法读取，请核对读取权限"]) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise EvidenceIndexUnusable([f"{INDEX} 的编码既不是 UTF-8 也不是 GB18030"])


def _column(fault: str) -> str:
    """The header of the field that a message names."""
    named = (head for head, name in COLUMNS.items() if f".{name}" in fault or f"`{name}`" in fault)
    return next((f"“{head}”" for head in named), "")
