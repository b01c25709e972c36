"""Single cells of the national export: numbers, codes, dates and names, as the exchange reader can take them."""

import unicodedata
from datetime import date

from domain.credit_code import is_valid
from domain.national.text import filled, is_nothing, squeezed
from sampling.cells.reading import parse_date

_EXACT_DIGITS = 10**15


def sheet_number(cell: object) -> object:
    """A 抽样编号 without blanks and line breaks; a number cell as it is, for the reader to judge its digits."""
    return squeezed(unicodedata.normalize("NFKC", cell)).upper() if isinstance(cell, str) else cell


def credit_code_of(licence: str) -> str:
    """The unified social credit code in a 营业执照号, else the empty text."""
    code = squeezed(unicodedata.normalize("NFKC", licence)).upper()
    return code if is_valid(code) else ""


def day_of(cell: object) -> str | None:
    """ISO text of a date cell; None where it is no date."""
    if isinstance(cell, str):
        return parse_date(unicodedata.normalize("NFKC", cell).strip())
    return cell.isoformat()[:10] if isinstance(cell, date) else None


def year_of(cell: object) -> int | None:
    """The year of a date cell."""
    day = day_of(cell)
    return None if day is None else int(day[:4])


def unbroken(cell: str) -> str:
    """A name without the line breaks that a narrow column left in it."""
    return filled("".join(cell.splitlines()))


def empty_if_nothing(cell: object) -> object:
    """The cell, or the empty text where it says that there is nothing."""
    return "" if isinstance(cell, str) and is_nothing(cell) else cell


def lost_digits(cell: object) -> object:
    """A licence cell that is a number too long for a spreadsheet: its last digits are gone, so it is refused."""
    return cell if isinstance(cell, (int, float)) and abs(cell) >= _EXACT_DIGITS else ""
