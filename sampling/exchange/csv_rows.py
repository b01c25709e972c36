"""CSV files as streams of rows: encoding, bounds and quoting. What the cells mean is judged elsewhere."""

import codecs
import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from sampling.cells.limits import LimitExceeded, Limits
from sampling.cells.unusable import SourceNotFound, SourceNotReadable
from sampling.exchange.raw import RawRow

_BLOCK = 1 << 20
_END = "\x00end-of-file\x00"  # no file may hold NUL, so no row of a file can look like this


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file that was checked from its first to its last byte."""

    path: Path
    label: str
    encoding: str
    line_breaks: int
    sha256: str


def inspect_text(path: Path, label: str) -> TextFile:
    """Find the encoding (strict UTF-8, else strict GB18030); `SourceNotReadable` when it is neither."""
    try:
        for encoding in ("utf-8-sig", "gb18030"):
            checked = _try_encoding(path, label, encoding)
            if checked is not None:
                return checked
    except OSError:
        raise SourceNotFound(str(path)) from None
    raise SourceNotReadable(label, "编码既不是 UTF-8 也不是 GB18030，请在 Excel 中另存为“CSV UTF-8”")


def _try_encoding(path: Path, label: str, encoding: str) -> TextFile | None:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    digest = hashlib.sha256()
    line_breaks = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if b"\0" in block:
                raise SourceNotReadable(label, "文件含有空字符，不是文本文件；请重新导出为 CSV")
            digest.update(block)
            line_breaks += block.count(b"\n")
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                return None
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return None
    return TextFile(path, label, encoding, line_breaks, digest.hexdigest())


def csv_rows(file: TextFile, limits: Limits) -> Iterator[RawRow]:
    """Rows as a spreadsheet counts them: a line break inside quotes adds none, an empty line is an empty row."""
    with file.path.open(encoding=file.encoding, newline="") as text:
        rows = csv.reader(_lines(text, file.label, limits))
        row: list[str] = []
        try:
            for row in rows:
                if row and row[0] == _END:
                    return
                yield row
        except csv.Error as error:
            reason = f"第 {rows.line_num} 行附近不是有效的 CSV（{error}），请检查引号"
            raise SourceNotReadable(file.label, reason) from None
        # The end mark was swallowed by a quote that nobody closed, and with it all rows after that quote.
        raise SourceNotReadable(file.label, "有一个双引号没有配对，其后的行无法分辨，请检查引号")


def _lines(text: IO[str], label: str, limits: Limits) -> Iterator[str]:
    for line in iter(partial(text.readline, limits.line_chars), ""):
        if len(line) >= limits.line_chars:
            raise LimitExceeded(label, "单行字数", limits.line_chars)
        yield line
    yield _END
