"""From what a cell says to the value it means: normalising by kind, and refusing what is not of the kind.

Only what a cell alone can tell is judged here; everything that needs a second cell, row or table is judged by
`rules`, `sheets` and `judging`. Values are str, int, bool or None (nothing); dates are ISO text, decimals and JSON
canonical text, so that they compare, store and print the same everywhere.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from domain.credit_code import is_valid
from domain.exchange.guard import unguarded
from domain.exchange.tables import Column, Kind
from sampling.cells.limits import LimitExceeded, Limits
from sampling.cells.source_words import canonical_words
from sampling.cells.spreadsheet import LOST_DIGITS, cell_text

Value = str | int | bool | None

NOTHING = frozenset(("", "/", "-", "无"))
"""What people write into optional cells to say that there is nothing."""

BLANKS = (
    " \t\r\n\v\f\x00\x1c\x1d\x1e\x1f\x85\xa0\u1680\u180e\u202f\u205f\u2028\u2029\u3000"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u2060\ufeff"
)
"""Blanks of all widths, zero-width ones and stray byte order marks included."""

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SEPARATORS = re.compile(r"[、，,;；]")
_TIME = (
    r"(?:(?:[AaPp][Mm]|上午|下午)?\s*(?:[01]?[0-9]|2[0-4])"
    r"(?::[0-5]?[0-9](?::[0-5]?[0-9](?:\.[0-9]+)?)?|[时点](?:[0-5]?[0-9]分(?:[0-5]?[0-9]秒)?)?)"
    r"\s*(?:[AaPp][Mm]|Z|[+-][0-9]{2}:?[0-9]{2})?)"
)
_DATE = re.compile(
    r"(?:(?P<y1>[0-9]{4})(?P<sep>[-/.])(?P<m1>[0-9]{1,2})(?P=sep)(?P<d1>[0-9]{1,2})"
    r"|(?P<y2>[0-9]{4})(?P<m2>[0-9]{2})(?P<d2>[0-9]{2})"
    r"|(?P<y3>[0-9]{4})年(?P<m3>[0-9]{1,2})月(?P<d3>[0-9]{1,2})日(?P<joined>(?=[0-9上下]))?)"
    rf"(?:(?(joined)|(?:\s+|T)){_TIME})?"
)
_NUMBER = re.compile(r"([+-]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?")
_QUARTER = re.compile(r"(?:19[0-9]{2}|20[0-9]{2}|2100)Q[1-4]")
_INT64 = 2**63 - 1
_INTEGER_DIGITS, _DECIMAL_DIGITS = 20, 12
_REMEMBERED = 1 << 16


@dataclass(frozen=True, slots=True)
class Refusal:
    """The cell is refused, with this code."""

    code: str


_REQUIRED = Refusal("required")
_BAD_DATE = Refusal("bad-date")
_BAD_NUMBER = Refusal("bad-number")
_BAD_CHOICE = Refusal("bad-choice")
_NEGATIVE = Refusal("negative-number")
_BAD_CREDIT_CODE = Refusal("bad-credit-code")
_TOO_FEW = Refusal("too-few-samplers")


class CellReader:
    """Reads the cells of one column. Columns repeat themselves, so what was read once is remembered."""

    __slots__ = ("_empty", "_guarded", "_known", "_limit", "_parse", "column")

    def __init__(self, column: Column, *, guarded: bool, limits: Limits) -> None:
        self.column = column
        self._guarded = guarded
        self._parse = _PARSERS[column.kind](column)
        self._empty = empty_value(column)
        self._limit = _longest(column, limits)
        self._known: dict[str, Value | Refusal] = {}

    def __call__(self, raw: object) -> Value | Refusal:
        """The value of a cell: text as a CSV has it, or what a workbook holds."""
        if type(raw) is not str:
            text = cell_text(self.column, raw)
            return _BAD_NUMBER if text is LOST_DIGITS else self._read(text)
        value = self._known.get(raw, self)
        if value is self:
            value = self._read(raw)
            if len(self._known) < _REMEMBERED:
                self._known[raw] = value
        return value  # type: ignore[return-value]  # `self` only stands for "not known" above

    def _read(self, raw: str) -> Value | Refusal:
        text = raw.strip(BLANKS)
        if self._guarded and text.startswith("'"):
            text = unguarded(text).strip(BLANKS)
        if len(text) > self._limit:
            raise LimitExceeded(f"“{self.column.header}”列", "单元格字数", self._limit)
        if self.column.kind in _HALF_WIDTH_KINDS and not text.isascii():
            text = text.translate(_HALF_WIDTH).strip(BLANKS)
        if self.column.required:
            return self._parse(text) if text else _REQUIRED
        return self._empty if text in NOTHING else self._parse(text)


def empty_value(column: Column) -> Value:
    """What an optional cell says that is empty: nothing, or that nobody has to confirm the record."""
    return True if column.kind is Kind.PENDING else None


def _longest(column: Column, limits: Limits) -> int:
    if column.kind in (Kind.CODE, Kind.CREDIT_CODE):
        return limits.code_chars
    if column.kind is Kind.WORDS:
        return limits.words_chars
    return limits.name_chars if column.name in ("name", "item_name") else limits.cell_chars


Parser = Callable[[str], Value | Refusal]


def _text(_column: Column) -> Parser:
    def parse(text: str) -> Value | Refusal:
        if "\r" in text or "\x00" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
        return text

    return parse


def _code(_column: Column) -> Parser:
    return lambda text: text.replace("\x00", "").upper()


def _credit_code(_column: Column) -> Parser:
    def parse(text: str) -> Value | Refusal:
        code = text.upper()
        return code if is_valid(code) else _BAD_CREDIT_CODE

    return parse


def _date(_column: Column) -> Parser:
    return lambda text: parse_date(text) or _BAD_DATE


def parse_date(text: str) -> str | None:
    """ISO text of a date in half-width characters in any form that people use, a time after it dropped."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    parts = found.groupdict()
    year, month, day = (int(parts[f"{part}1"] or parts[f"{part}2"] or parts[f"{part}3"]) for part in "ymd")
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _whole(_column: Column) -> Parser:
    def parse(text: str) -> Value | Refusal:
        value = parse_whole(text)
        if value is None:
            return _BAD_NUMBER
        return value if value >= 0 else _NEGATIVE

    return parse


def _whole_between(lowest: int, highest: int) -> Callable[[Column], Parser]:
    def parse(text: str) -> Value | Refusal:
        value = parse_whole(text)
        return value if value is not None and lowest <= value <= highest else _BAD_NUMBER

    return lambda _column: parse


def parse_whole(text: str) -> int | None:
    """The integer that a half-width text says, `12.0` and `1,234` included; None beyond 64 bits."""
    found = _split_number(text)
    if found is None:
        return None
    sign, digits, fraction = found
    if fraction or len(digits) > 19:
        return None
    value = int(sign + digits)
    return value if -_INT64 <= value <= _INT64 else None


def _decimal(_column: Column) -> Parser:
    def parse(text: str) -> Value | Refusal:
        value = parse_decimal(text)
        if value is None:
            return _BAD_NUMBER
        return _NEGATIVE if value.startswith("-") else value

    return parse


def parse_decimal(text: str) -> str | None:
    """Canonical decimal text (no sign for zero, no trailing zeros, no exponent) of a half-width number."""
    found = _split_number(text)
    if found is None:
        return None
    sign, digits, fraction = found
    if len(digits) > _INTEGER_DIGITS or len(fraction) > _DECIMAL_DIGITS:
        return None
    figure = f"{digits}.{fraction}" if fraction else digits
    return f"-{figure}" if sign == "-" and figure != "0" else figure


def _split_number(text: str) -> tuple[str, str, str] | None:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    sign, digits, fraction = found.groups(default="")
    return sign, digits.replace(",", "").lstrip("0") or "0", fraction.rstrip("0")


def _choice(column: Column) -> Parser:
    known = {choice: choice for choice in column.choices}
    return lambda text: known.get(text, _BAD_CHOICE)


def _yes_no(_column: Column) -> Parser:
    known: dict[str, Value | Refusal] = {"是": True, "否": False}
    return lambda text: known.get(text, _BAD_CHOICE)


def _pending(_column: Column) -> Parser:
    known: dict[str, Value | Refusal] = {"是": False, "否": True}
    return lambda text: known.get(text, _BAD_CHOICE)


def _words(_column: Column) -> Parser:
    def parse(text: str) -> Value | Refusal:
        try:
            return canonical_words(text)
        except ValueError:
            return _BAD_CHOICE

    return parse


def _quarter(_column: Column) -> Parser:
    return lambda text: text.upper() if _QUARTER.fullmatch(text.upper()) else _BAD_CHOICE


def _people(_column: Column) -> Parser:
    def parse(text: str) -> Value | Refusal:
        names = _parts(text)
        return "、".join(names) if len(names) >= 2 else _TOO_FEW

    return parse


def _tags(column: Column) -> Parser:
    def parse(text: str) -> Value | Refusal:
        tags = _parts(text)
        if any(tag not in column.choices for tag in tags):
            return _BAD_CHOICE
        return ";".join(choice for choice in column.choices if choice in tags) or None

    return parse


def _parts(text: str) -> list[str]:
    parts = (part.strip(BLANKS) for part in _SEPARATORS.split(text.replace("\x00", "")))
    return list(dict.fromkeys(part for part in parts if part not in NOTHING))


_PARSERS: dict[Kind, Callable[[Column], Parser]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.CREDIT_CODE: _credit_code,
    Kind.DATE: _date,
    Kind.WHOLE: _whole,
    Kind.YEAR: _whole_between(1900, 2100),
    Kind.VERSION: _whole_between(1, _INT64),
    Kind.DECIMAL: _decimal,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _yes_no,
    Kind.QUARTER: _quarter,
    Kind.PEOPLE: _people,
    Kind.TAGS: _tags,
    Kind.PENDING: _pending,
    Kind.WORDS: _words,
}

_HALF_WIDTH_KINDS = frozenset(
    (
        Kind.CODE,
        Kind.CREDIT_CODE,
        Kind.DATE,
        Kind.WHOLE,
        Kind.YEAR,
        Kind.VERSION,
        Kind.DECIMAL,
        Kind.QUARTER,
    )
)
