"""From a bulletin's bytes to its rows: bounds, encoding, header, shape. What the cells mean is `domain.bulletins`.

UTF-8 with or without byte order mark, else GB18030 (what a spreadsheet saves on a Chinese Windows). The header is
the first row and has exactly the 17 columns, in any order; blanks in it do not matter. Blank rows are skipped.
"""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.bulletins.columns import HEADERS
from domain.bulletins.entry import CellRefused, Entry, read_entry
from domain.bulletins.errors import (
    BulletinBroken,
    BulletinCellsRefused,
    BulletinEmpty,
    BulletinHeaderWrong,
    BulletinIsSpreadsheet,
    BulletinNotFound,
    BulletinNotText,
    BulletinTooLarge,
)
from domain.findings.words import squeezed

# The largest bulletin table seen has 525 kB, 2,297 rows and 217 characters in a cell.
MAX_BYTES = 32 * 1024 * 1024
MAX_ROWS = 50_000
MAX_CELL_CHARS = 4_000
MAX_REFUSED_CELLS = 1_000

_SPREADSHEETS = {
    b"PK\x03\x04": "XLSX 工作簿（或其他 ZIP 压缩文件）",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "XLS 工作簿",
}
_PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml")


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One file: its name, the SHA-256 of its bytes, the digest of its rows, and the rows as (row number, entry).

    Row numbers are those of a spreadsheet: the header is 1, line breaks inside cells add none.
    """

    name: str
    sha256: str
    content: str
    rows: tuple[tuple[int, Entry], ...]


def open_bulletin(path: Path) -> Bulletin:
    """Reads the file. Raises a leaf of `domain.bulletins.errors` when it is no bulletin, or too large for one."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BulletinNotFound(path.name, _why(error)) from error
    return read_bulletin(path.name, data)


def read_bulletin(name: str, data: bytes) -> Bulletin:
    """Reads the bytes of a file called `name`; raises as `open_bulletin` does."""
    if len(data) > MAX_BYTES:
        raise BulletinTooLarge(name, f"文件大于 {MAX_BYTES // 1024 // 1024} MB")
    if not data.strip():
        raise BulletinEmpty(name)
    _refuse_spreadsheets(name, data)
    records = _records(name, _decoded(name, data))
    header = next(records, None)
    if header is None:
        raise BulletinEmpty(name)
    order = _column_order(name, header[1])
    rows: list[tuple[int, Entry]] = []
    refused: list[tuple[int, str, str, str]] = []
    for row_no, cells in records:
        if not any(map(squeezed, cells)):
            continue
        if len(cells) != len(HEADERS):
            raise BulletinBroken(name, row_no, f"有 {len(cells)} 个单元格，应为 {len(HEADERS)} 个")
        if len(rows) == MAX_ROWS:
            raise BulletinTooLarge(name, f"多于 {MAX_ROWS} 行", row_no)
        try:
            rows.append((row_no, read_entry([cells[at] for at in order])))
        except CellRefused as problem:
            if len(refused) < MAX_REFUSED_CELLS:
                refused.append((row_no, problem.column, problem.written, problem.reason))
    if refused:
        raise BulletinCellsRefused(name, refused)
    if not rows:
        raise BulletinEmpty(name)
    content = hashlib.sha256("".join(entry.digest for _, entry in rows).encode()).hexdigest()
    return Bulletin(name, hashlib.sha256(data).hexdigest(), content, tuple(rows))


def _refuse_spreadsheets(name: str, data: bytes) -> None:
    for start, kind in _SPREADSHEETS.items():
        if data.startswith(start):
            raise BulletinIsSpreadsheet(name, kind)
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:9].lower().startswith(_PAGES):
        raise BulletinIsSpreadsheet(name, "网页（HTML 或 XML）表格")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BulletinNotText(name, "编码是 UTF-16")
    if b"\0" in data:
        raise BulletinNotText(name, "含有二进制内容")


def _decoded(name: str, data: bytes) -> str:
    """The text. GB18030 gives some text for many other encodings, so it must also show a bulletin's header."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            text = ""
        if HEADERS[2] in text.partition("\n")[0]:
            return text
        row_no = data.count(b"\n", 0, error.start) + 1
        raise BulletinNotText(name, "既不是 UTF-8 也不是 GB18030 编码", row_no) from error


def _records(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    records = csv.reader(io.StringIO(text, newline=""), strict=True)
    row_no = 0
    while True:
        row_no += 1
        try:
            cells = next(records)
        except StopIteration:
            return
        except csv.Error as error:
            raise BulletinBroken(name, row_no, "引号没有配对，或单元格过长") from error
        if any(len(cell) > MAX_CELL_CHARS for cell in cells):
            raise BulletinTooLarge(name, f"一个单元格多于 {MAX_CELL_CHARS} 个字符", row_no)
        yield row_no, cells


def _column_order(name: str, header: list[str]) -> list[int]:
    """Where each of the 17 columns stands in the file."""
    found = [squeezed(cell) for cell in header]
    missing = [column for column in HEADERS if column not in found]
    unknown = [(column or "（空）")[:40] for column in found if column not in HEADERS]
    doubled = [column for column, count in Counter(found).items() if count > 1 and column in HEADERS]
    if missing or unknown or doubled:
        raise BulletinHeaderWrong(name, missing, unknown, doubled)
    return [found.index(column) for column in HEADERS]


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "文件不存在"
    if isinstance(error, IsADirectoryError):
        return "这是一个文件夹"
    return "没有读取权限" if isinstance(error, PermissionError) else "读取失败"
