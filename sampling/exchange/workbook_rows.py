"""XLSX workbooks as streams of rows: bounds, sheets and which cells are dates. What the cells mean is judged elsewhere.

A workbook is opened once and its shared strings are read once, however often its sheets are.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from posixpath import normpath
from zipfile import ZipFile

from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from sampling.cells.limits import LimitExceeded, Limits
from sampling.cells.unusable import SourceNotReadable, UnsafeArchive
from sampling.exchange.archive import inflate, open_archive
from sampling.exchange.raw import RawRow
from sampling.exchange.sheet_xml import MalformedPart, parse_attributes, shared_strings, worksheet_rows

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"
_SHEETS = "xl/worksheets/"
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_CHINESE_DATE_FORMATS = frozenset(str(code) for code in (*range(27, 37), *range(50, 59)))
"""Built-in formats that Excel numbers but never spells out, all of dates or times where its language is Chinese:
31 is 2023年1月5日, 57 is 2023年1月, 58 is 1月5日 (ECMA-376 part 1, 18.8.30)."""


def is_workbook(archive: ZipFile) -> bool:
    """Whether a ZIP is an XLSX workbook."""
    return _WORKBOOK in archive.namelist()


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """One worksheet: its title, the part that holds it, and whether people see it."""

    title: str
    part: str
    visible: bool


@dataclass(frozen=True)
class WorkbookFile:
    """A workbook whose every part was inflated once and found within the bounds."""

    path: Path
    label: str
    limits: Limits
    sha256: str

    @cached_property
    def sheets(self) -> tuple[SheetPlace, ...]:
        """Worksheets in the order of the workbook."""
        targets = {
            found["Id"]: _part_name(found["Target"])
            for _, name, found in self._elements(_RELATIONS)
            if name == "Relationship" and found.get("Type", "").endswith("/worksheet")
        }
        return tuple(
            SheetPlace(found["name"], targets[found["id"]], found.get("state", "visible") == "visible")
            for parent, name, found in self._elements(_WORKBOOK)
            if (parent, name) == ("sheets", "sheet") and found.get("id") in targets
        )

    def rows(self, title: str) -> Iterator[RawRow]:
        """Rows of one worksheet from row 1 on, typed cell by cell."""
        sheet = next(sheet for sheet in self.sheets if sheet.title == title)
        with open_archive(self.path, self.label, self.limits) as archive:
            try:
                blocks = inflate(archive, archive.getinfo(sheet.part), self.label, self.limits)
                yield from worksheet_rows(blocks, self._strings, self._date_styles, self._epoch)
            except (MalformedPart, KeyError) as error:
                raise self._damaged(f"工作表 {title}", error) from None

    @cached_property
    def _strings(self) -> list[str]:
        with open_archive(self.path, self.label, self.limits) as archive:
            if _STRINGS not in archive.namelist():
                return []
            try:
                return shared_strings(inflate(archive, archive.getinfo(_STRINGS), self.label, self.limits))
            except MalformedPart as error:
                raise self._damaged("文字表", error) from None

    @cached_property
    def _date_styles(self) -> frozenset[str]:
        formats: dict[str, str] = {}
        used: list[str] = []
        for parent, name, found in self._elements(_STYLES, optional=True):
            if name == "numFmt":
                formats[found.get("numFmtId", "")] = found.get("formatCode", "")
            elif (parent, name) == ("cellXfs", "xf"):
                used.append(found.get("numFmtId", "0"))
        return frozenset(str(style) for style, code in enumerate(used) if _shows_date(code, formats))

    @cached_property
    def _epoch(self) -> datetime:
        for _, name, found in self._elements(_WORKBOOK):
            if name == "workbookPr" and found.get("date1904", "0") in ("1", "true"):
                return MAC_EPOCH
        return WINDOWS_EPOCH

    def _elements(self, part: str, *, optional: bool = False) -> Iterator[tuple[str, str, dict[str, str]]]:
        with open_archive(self.path, self.label, self.limits) as archive:
            if optional and part not in archive.namelist():
                return
            try:
                yield from parse_attributes(inflate(archive, archive.getinfo(part), self.label, self.limits))
            except (MalformedPart, KeyError) as error:
                raise self._damaged(part, error) from None

    def _damaged(self, what: str, error: Exception) -> SourceNotReadable:
        return SourceNotReadable(self.label, f"{what}已损坏（{error}），请在 Excel 中另存为 XLSX 后再试")


def _part_name(target: str) -> str:
    return normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")


def _shows_date(code: str, formats: dict[str, str]) -> bool:
    if code in _CHINESE_DATE_FORMATS and code not in formats:
        return True
    shown = formats.get(code) or (builtin_format_code(int(code)) if code.isdecimal() else None)
    return shown is not None and is_date_format(shown) and not is_timedelta_format(shown)


def check_workbook(path: Path, label: str, limits: Limits) -> WorkbookFile:
    """Inflate every part once, counting. Nothing may parse the file before this."""
    with open_archive(path, label, limits) as archive:
        total = 0
        for member in archive.infolist():
            size, bound = 0, _bound(member.filename, limits)
            for block in inflate(archive, member, label, limits):
                size += len(block)
                if any(declaration in block for declaration in _DECLARATIONS):
                    raise UnsafeArchive(label, f"{member.filename} 含有 XML 实体声明")
                if size > bound:
                    raise LimitExceeded(f"{label} 的 {member.filename}", "字节数", bound)
            total += size
            if total > limits.inflated_bytes:
                raise LimitExceeded(label, "解压后字节数", limits.inflated_bytes)
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return WorkbookFile(path, label, limits, digest.hexdigest())


def _bound(part: str, limits: Limits) -> int:
    if part.startswith(_SHEETS) and part.endswith(".xml"):
        return limits.inflated_bytes
    return limits.strings_bytes if part == _STRINGS else limits.part_bytes
