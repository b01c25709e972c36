"""One cell: from the text of a file to its value, or to the code that refuses it."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from tests.reference_import.credit_code import is_credit_code
from tests.reference_import.spec import Column

NOTHING = ("", "/", "-", "无")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(ord("！"), ord("～") + 1)}
_IN_HALF_WIDTH = ("code", "credit", "date", "whole", "decimal", "year", "version", "quarter")
_DATES = [
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})",
    r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})",
    r"([0-9]{4})\.([0-9]{1,2})\.([0-9]{1,2})",
    r"([0-9]{4})([0-9]{2})([0-9]{2})",
    r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日",
]
_TIME = r"(?:[ T][0-9]{1,2}:[0-9]{1,2}(?::[0-9]{1,2}(?:\.[0-9]+)?)?)?"


class Refused(Exception):
    """A cell that cannot be what its column holds."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def plain(text: str) -> str:
    """A cell without what an export puts before formula characters and without surrounding blanks."""
    text = text.strip()
    return text[1:].strip() if re.match("'+[=+@\\t\\r-]", text) else text


def half_width(column: Column, text: str) -> str:
    """The plain cell; codes, dates and numbers in half-width characters."""
    text = plain(text)
    return text.translate(_FULL_WIDTH) if column.kind in _IN_HALF_WIDTH else text


def is_empty(column: Column, text: str) -> bool:
    """A required cell is empty when nothing stands there, any other one also with a word for nothing."""
    return half_width(column, text) in (("",) if column.required else NOTHING)


def names(text: str) -> tuple[str, ...]:
    """The distinct names or tags of a cell, in their order."""
    found: list[str] = []
    for name in re.split("[、，,;；]", text):
        if name.strip() not in (*NOTHING, *found):
            found.append(name.strip())
    return tuple(found)


def value_of(column: Column, text: str) -> Any:
    """The value of a filled cell; Refused when it cannot be one."""
    text = half_width(column, text)
    if column.kind == "text":
        return text
    if column.kind in ("code", "credit"):
        code = text.upper()
        if column.kind == "credit" and not is_credit_code(code):
            raise Refused("bad-credit-code")
        return code
    if column.kind == "date":
        return _date(text)
    if column.kind in ("whole", "decimal", "year", "version"):
        return _number(column.kind, text)
    if column.kind == "quarter":
        if not re.fullmatch("[0-9]{4}Q[1-4]", text.upper()):
            raise Refused("bad-choice")
        return text.upper()
    if column.kind == "choice":
        if text not in column.choices:
            raise Refused("bad-choice")
        return text
    if column.kind == "tags":
        if any(tag not in column.choices for tag in names(text)):
            raise Refused("bad-choice")
        return frozenset(names(text))
    assert column.kind == "people"
    if len(names(text)) < 2:
        raise Refused("too-few-samplers")
    return names(text)


def _date(text: str) -> date:
    for style in _DATES:
        match = re.fullmatch(style + _TIME, text)
        if match:
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                break
    raise Refused("bad-date")


def _number(kind: str, text: str) -> Decimal:
    if not re.fullmatch(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?", text):
        raise Refused("bad-number")
    number = Decimal(text.replace(",", ""))
    if kind != "decimal" and number != int(number):
        raise Refused("bad-number")
    if kind == "year" and not 1900 <= number <= 2100:
        raise Refused("bad-number")
    if kind == "version" and number < 1:
        raise Refused("bad-number")
    if number < 0:
        raise Refused("negative-number")
    return number
