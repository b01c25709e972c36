"""Numbers of sheets: a pattern as data, a series within which serials count up without gaps."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).with_name("numbers.toml")
AREA_DIGITS = 6


@cache
def _pattern() -> dict[str, Any]:
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


def series_of(level: str, year: int, area: str, organisation: str) -> str:
    """What serials count within, such as XC23320412A01. A town's sheets count in its first six digits."""
    return f"{_pattern()['prefix'][level]}{year % 100:02d}{area[:AREA_DIGITS].upper()}{organisation}"


def parts_of_series(series: str) -> tuple[str, str]:
    """The six digits of the area and the organisation that a series is of; empty where it is none."""
    for prefix in _pattern()["prefix"].values():
        rest = series.removeprefix(prefix)
        if rest != series and rest[:2].isdecimal():
            return rest[2 : 2 + AREA_DIGITS], rest[2 + AREA_DIGITS :]
    return "", ""


def number_of(series: str, serial: int) -> str:
    """The number of a sheet. A serial beyond the fixed width takes more digits rather than starting again."""
    return f"{series}{serial:0{_pattern()['digits']}d}"
