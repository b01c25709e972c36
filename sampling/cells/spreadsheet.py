"""What a workbook's typed cells say: numbers, dates and truth values as the text that a CSV would have.

Spreadsheets turn codes into numbers and `02-1` into the first of February on their own; what can be read back
without guessing is read back, and a code whose digits a float no longer holds is refused.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from domain.exchange.tables import Column, Kind

LOST_DIGITS: Final = "\x00lost-digits"
"""Stands for a number under a code column that is no whole number of at most 15 digits."""

_EXACT_DIGITS = 10**15


def cell_text(column: Column, cell: object) -> str:
    """The text of a cell that is not text; `LOST_DIGITS` where a code cannot be read back."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return _number_text(column, cell)
    if isinstance(cell, (date, datetime)):
        return _date_text(column, cell)
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    return str(cell).replace("_x000D_", "")


def _number_text(column: Column, number: int | float) -> str:
    if column.kind not in (Kind.CODE, Kind.CREDIT_CODE):
        return plain_number(number)
    if number != number or abs(number) >= _EXACT_DIGITS or number != int(number):
        return LOST_DIGITS
    text = str(int(number))
    return text.zfill(2) if column.name == "measure" else text


def plain_number(number: int | float) -> str:
    """A number without exponent and without a fraction of zeros.

    Of a binary fraction the 15 digits that a spreadsheet shows: a sum of 100.1 and 200.2 is 300.3 to whoever looks
    at it, whatever its seventeenth digit says. A number that somebody typed keeps every digit.
    """
    if isinstance(number, int):
        return str(number) if abs(number) < 10**300 else "inf"
    exact = Decimal(f"{number:.15g}")
    if not exact.is_finite():
        return str(number)
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date_text(column: Column, moment: date | datetime) -> str:
    if column.name == "measure":
        return f"{moment.month:02d}-{moment.day}"
    if isinstance(moment, datetime):
        if moment.time() == time(0):
            return moment.date().isoformat()
        return moment.isoformat(sep=" ", timespec="seconds")
    return moment.isoformat()
