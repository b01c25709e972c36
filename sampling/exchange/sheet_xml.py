"""The XML parts of a workbook that hold cells: worksheets and shared strings, parsed as a stream.

Nothing but the cells of the current row and the table of shared strings is kept, whatever a part contains; a
general XML tree, or a library that builds one, would let a small file fill the memory.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any
from xml.parsers import expat

from openpyxl.utils.datetime import from_excel

from sampling.exchange.raw import RawRow

_MOST_COLUMNS = 16_384
_MOST_ROWS = 1_048_576
_LONGEST_TEXT = 1 << 20
_REMEMBERED_DATES = 1 << 16

Moment = date | datetime | time


class MalformedPart(ValueError):
    """The part is no proper part of a workbook; the message says why."""


# Characters that XML cannot hold are written by their code, and a text that looks so has its first `_` written so
# (ECMA-376 part 1, 22.9.2.19). Halves of surrogate pairs are no characters and stay as they are.
_ESCAPED = re.compile(r"_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


class _TextCollector(ABC):
    """Collects the text between start and end of the elements that hold text."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self._local: dict[str, str] = {}
        self._collecting = False
        self._phonetic = False  # readings above Chinese or Japanese words, not part of the text
        self._parts: list[str] = []
        self._length = 0

    def feed(self, blocks: Iterable[bytes]) -> Iterator[None]:
        try:
            for block in blocks:
                self.parser.Parse(block, False)
                yield
            self.parser.Parse(b"", True)
            yield
        except expat.ExpatError as error:
            raise MalformedPart(f"XML 第 {error.lineno} 行有误") from None

    def _name(self, name: str) -> str:
        local = self._local.get(name)
        if local is None:
            local = self._local[name] = name.rpartition("}")[2]
        return local

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = self._name(name)
        if local in ("v", "t"):
            self._collecting = not self._phonetic
        elif local == "rPh":
            self._phonetic = True
        else:
            self.opened(local, attributes)

    def _end(self, name: str) -> None:
        local = self._name(name)
        if local in ("v", "t"):
            self._collecting = False
        elif local == "rPh":
            self._phonetic = False
        else:
            self.closed(local)

    def _characters(self, data: str) -> None:
        if self._collecting:
            self._length += len(data)
            if self._length > _LONGEST_TEXT:
                raise MalformedPart("单元格过长")
            self._parts.append(data)

    def take_text(self) -> str:
        text = self._parts[0] if len(self._parts) == 1 else "".join(self._parts)
        self._parts.clear()
        self._length = 0
        return _ESCAPED.sub(_unescaped, text) if "_x" in text else text

    @abstractmethod
    def opened(self, local: str, attributes: dict[str, str]) -> None:
        """An element other than a text began."""

    @abstractmethod
    def closed(self, local: str) -> None:
        """An element other than a text ended."""


class _Strings(_TextCollector):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def opened(self, local: str, attributes: dict[str, str]) -> None:
        if local == "si":
            self.take_text()

    def closed(self, local: str) -> None:
        if local == "si":
            self.found.append(self.take_text())


class _Sheet(_TextCollector):
    def __init__(self, strings: list[str], date_styles: frozenset[str], epoch: datetime) -> None:
        super().__init__()
        self.ready: list[tuple[int, RawRow]] = []
        self._strings = strings
        self._date_styles = date_styles
        self._epoch = epoch
        self._columns: dict[str, int] = {}
        self._moments: dict[str, object] = {}
        self._row = 0
        self._cells: list[object] = []
        self._at = 0
        self._type = ""
        self._style = ""

    def opened(self, local: str, attributes: dict[str, str]) -> None:
        if local == "c":
            place = attributes.get("r")
            self._at = len(self._cells) if place is None else self._column(place)
            if self._at >= _MOST_COLUMNS:
                raise MalformedPart("列数超过上限")
            self._type = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            if self._parts:
                self.take_text()
        elif local == "row":
            number = attributes.get("r")
            row = self._row + 1 if number is None else int(number)
            if row <= self._row or row > _MOST_ROWS:
                raise MalformedPart("行号不连续递增")
            self._row = row
            self._cells = []

    def closed(self, local: str) -> None:
        if local == "c":
            value = self._value() if self._parts else ""
            cells, at = self._cells, self._at
            if at == len(cells):
                cells.append(value)
            elif at < len(cells):
                cells[at] = value
            else:
                cells.extend([""] * (at - len(cells)))
                cells.append(value)
        elif local == "row":
            self.ready.append((self._row, self._cells))

    def _column(self, place: str) -> int:
        letters = place.rstrip("0123456789")
        at = self._columns.get(letters)
        if at is None:
            at = 0
            for letter in letters.upper():
                at = at * 26 + ord(letter) - 64
                if not "A" <= letter <= "Z" and not "a" <= letter <= "z":
                    raise MalformedPart("单元格坐标有误")
                if at > _MOST_COLUMNS:
                    raise MalformedPart("列数超过上限")
            at = self._columns[letters] = at - 1
        if at < 0:
            raise MalformedPart("单元格坐标有误")
        return at

    def _value(self) -> object:
        text = self.take_text()
        if self._type == "s":
            return self._strings[int(text)]
        if self._type == "n":
            return self._moment(text) if self._style in self._date_styles else _number(text)
        if self._type == "b":
            return text.strip() in ("1", "true")
        return text  # str (a formula's), inlineStr, e (an error's name), d (ISO 8601)

    def _moment(self, text: str) -> object:
        known = self._moments.get(text)
        if known is None:
            number = _number(text)
            try:
                known = from_excel(number, self._epoch)
            except (OverflowError, ValueError, TypeError):
                known = number
            if len(self._moments) < _REMEMBERED_DATES:
                self._moments[text] = known
        return known


def _number(text: str) -> int | float | str:
    stripped = text.strip()
    if stripped.lstrip("-").isdecimal() and len(stripped) <= 300:
        return int(stripped)
    try:
        return float(stripped)
    except ValueError:
        return text


def shared_strings(blocks: Iterable[bytes]) -> list[str]:
    """The table of shared strings; `MalformedPart` when it is none."""
    parser = _Strings()
    for _ in parser.feed(blocks):
        continue
    return parser.found


def worksheet_rows(
    blocks: Iterable[bytes], strings: list[str], date_styles: frozenset[str], epoch: datetime
) -> Iterator[RawRow]:
    """Rows from row 1 on; rows that the part leaves out come as empty ones. Raises `MalformedPart`."""
    parser = _Sheet(strings, date_styles, epoch)
    expected = 1
    steps = parser.feed(blocks)
    while True:
        try:
            if next(steps, False) is False:
                return
        except (IndexError, ValueError) as error:
            raise error if isinstance(error, MalformedPart) else MalformedPart("单元格内容有误") from None
        for number, cells in parser.ready:
            while expected < number:
                expected += 1
                yield []
            expected += 1
            yield cells
        parser.ready.clear()


def parse_attributes(blocks: Iterable[bytes]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Parent's name, name and attributes of every element, names without namespace; for the small parts."""
    found: list[tuple[str, str, dict[str, Any]]] = []
    path: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("}")[2]
        named = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        found.append((path[-1] if path else "", local, named))
        path.append(local)

    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: path.pop()
    try:
        for block in blocks:
            parser.Parse(block, False)
            yield from found
            found.clear()
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise MalformedPart(f"XML 第 {error.lineno} 行有误") from None
    yield from found
