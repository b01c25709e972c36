"""What was found, as it is written: numbers, not detected, sets of samples, first test and re-inspection.

Reading only; whether a result breaks its limit is judged elsewhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from domain.findings.figures import figure_text, quantity, split_unit_note, unit

MAX_READINGS = 50


class Relation(Enum):
    """How the true value lies to the number of a reading."""

    EQUAL = "="
    BELOW = "<"
    AT_MOST = "≤"
    ABOVE = ">"
    AT_LEAST = "≥"
    NOT_DETECTED = "未检出"  # the number, if any, is the detection limit
    DETECTED = "检出"


@dataclass(frozen=True, slots=True)
class Reading:
    """One sample's finding. `unit` is as written; for 检出/25g it is `/25g`, what was examined."""

    relation: Relation
    value: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """All samples of the first test in their order, and those of the re-inspection (empty when there was none)."""

    first: tuple[Reading, ...]
    recheck: tuple[Reading, ...] = ()


_SIGNS = {"<": Relation.BELOW, "≤": Relation.AT_MOST, ">": Relation.ABOVE, "≥": Relation.AT_LEAST}
_RECHECK = re.compile(r"[初原]检(?:结果|值)?:?(?P<first>.+?)[;,，]?复检(?:结果|值)?:?(?P<recheck>.+)")
_NUMBERING = re.compile(r"(?:[①-⑳]|n[₁-₉0-9]{1,2}[:=]|[1-9][0-9]?#:?|\([1-9]\)|样品[1-9]:?)")
_REMARK = re.compile(r"(?:检测|检验)?结果均[大小高低超][于过]?[mM]")
_BETWEEN = r"[;,，]?\(?(?:方法)?(?:检出限|定量限|LOD|LOQ)(?:为|[:=])?"
_NOT_DETECTED = re.compile(
    r"(?:未检出|未检测出|N\.?D\.?|阴性|(?:[<≤]|低于|小于)(?:方法)?(?:检出限|LOD))"
    rf"(?:(?P<per>/[0-9A-Za-z.]+)|(?:{_BETWEEN}|\()[<≤]?(?P<limit>[^()]+)\)?)?",
    re.IGNORECASE,
)
_BELOW_AND_ABSENT = re.compile(r"[<≤](?P<limit>[^()]+)\(?(?:未检出|(?:方法)?检出限|LOD)\)?", re.IGNORECASE)
_DETECTED = re.compile(r"(?:检出|阳性)(?P<per>/[0-9A-Za-z.]+)?")
_LIMIT_AHEAD = re.compile(r"[;,，](?=\(?(?:方法)?(?:检出限|定量限|LOD|LOQ))")
# A slash separates samples after a number or word and before the next one, never inside a unit: it needs three
# parts (`0/25g` is one), and what stands before must not be a letter (`g/100g` is a unit).
_SLASH = re.compile(r"(?<=[0-9}出])/(?=[0-9.<>≤≥①-⑳]*[0-9]|未检出|检出)")
_COMMA = re.compile("[,，]")
_GROUPED_DIGITS = re.compile(r"[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]+)?[^0-9,，]*(?:/[^,，]*)?")


def read_result(cell: str, unit_cell: str = "") -> Result | None:
    """The result that a filled cell states; None when it cannot be read without guessing.

    `unit_cell` is the row's 单位, used for numbers without a unit. In a set, a unit that is written once belongs
    to all its numbers. One sample that cannot be read leaves the whole cell unread, as a set with a hole would
    look complete.
    """
    text = figure_text(cell)
    if not text:
        return None
    column_unit = unit(figure_text(unit_cell)) if unit_cell else None
    if match := _RECHECK.fullmatch(text):
        first, recheck = _readings(match["first"], column_unit), _readings(match["recheck"], column_unit)
        return Result(first, recheck) if first and recheck else None
    readings = _readings(text, column_unit)
    return Result(readings) if readings else None


def _readings(text: str, column_unit: str | None) -> tuple[Reading, ...] | None:
    text, noted_unit = split_unit_note(_LIMIT_AHEAD.sub("", text))
    readings: list[Reading] = []
    for piece in _pieces(text):
        reading = _reading(_NUMBERING.sub("", piece, count=1) if _NUMBERING.match(piece) else piece)
        if reading is None or len(readings) == MAX_READINGS:
            return None
        readings.append(reading)
    units = {reading.unit for reading in readings if reading.value is not None and reading.unit}
    shared = noted_unit or (units.pop() if len(units) == 1 else None) or column_unit
    return tuple(
        replace(reading, unit=shared) if reading.value is not None and reading.unit is None else reading
        for reading in readings
    )


def _pieces(text: str) -> Iterator[str]:
    pieces = [piece for piece in text.split(";") if piece]
    if pieces and _REMARK.fullmatch(pieces[-1]):
        pieces.pop()
    for piece in pieces:
        yield from _comma_pieces(piece)


def _comma_pieces(piece: str) -> list[str]:
    """Splits at commas unless they may group the digits of one number.

    `1,234` and `1,234,567` are one number and `120,130,320,180,190` a set of five samples; four groups, or fewer
    behind full-width commas, could be either and stay together, which leaves them unread.
    """
    commas = len(_COMMA.findall(piece))
    if commas < 4 and _GROUPED_DIGITS.fullmatch(piece):
        return [piece]
    if commas:
        return [part for part in _COMMA.split(piece) if part]
    by_slash = _SLASH.split(piece)
    return by_slash if len(by_slash) > 2 else [piece]


def _reading(text: str) -> Reading | None:
    if match := _DETECTED.fullmatch(text):
        return Reading(Relation.DETECTED, unit=match["per"])
    if match := _NOT_DETECTED.fullmatch(text):
        if match["limit"] is None:
            return Reading(Relation.NOT_DETECTED, unit=match["per"])
        return _with_number(Relation.NOT_DETECTED, match["limit"])
    if match := _BELOW_AND_ABSENT.fullmatch(text):
        return _with_number(Relation.NOT_DETECTED, match["limit"])
    if text[:1] in _SIGNS:
        return _with_number(_SIGNS[text[0]], text[1:])
    return _with_number(Relation.EQUAL, text)


def _with_number(relation: Relation, number: str) -> Reading | None:
    figure = quantity(number)
    return Reading(relation, figure.value, figure.unit) if figure else None
