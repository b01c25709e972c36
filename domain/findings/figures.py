"""Numbers with their units, as bulletins and reports print them: powers of ten, full-width signs, HTML superscripts.

The words around the numbers are the business of `limits` and `results`. Nothing here guesses: a number whose
exponent got lost on the way (`1.3×10`) is no number.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

# Longer cells are prose; the longest five-sample set seen is 125 characters.
MAX_FIGURE_CHARS = 400
_MAX_EXPONENT = 30

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
_PLAIN = "0123456789-"
_RAISED = str.maketrans(_SUPERSCRIPTS, _PLAIN)
_RAISE = str.maketrans(_PLAIN, _SUPERSCRIPTS)

# Full-width ASCII to ASCII, but the comma: what it groups is less certain than with the half-width one.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code != 0xFF0C}
_VARIANTS = _HALF_WIDTH | str.maketrans(
    {
        "、": ";",
        "µ": "μ",  # the micro sign and the Greek letter are one unit prefix
        "﹤": "<",
        "﹥": ">",
        "≦": "≤",
        "≧": "≥",
        "⩽": "≤",
        "⩾": "≥",
        "﹙": "(",
        "﹚": ")",
        "✕": "×",
        "╳": "×",
        "～": "~",
        "〜": "~",
        "∼": "~",
        "−": "-",
        "–": "-",
        "—": "-",
    }
)
_CHINESE_UNITS = {
    "毫克": "mg",
    "微克": "μg",
    "纳克": "ng",
    "千克": "kg",
    "公斤": "kg",
    "克": "g",
    "毫升": "mL",
    "微升": "μL",
    "升": "L",
    "平方厘米": "cm²",
}
_CHINESE_UNIT = re.compile("(?:^|(?<=[0-9./(（\\s]))(?:" + "|".join(_CHINESE_UNITS) + ")(?![\u4e00-\u9fff])")
# What the number counts, not what it says: `≤0.5mg/kg（以Pb计）`, `（干样品，以Al计）`.
_COUNTED_AS = re.compile(r"\((?:[^()]{0,20}[,，])?以[^()]{1,20}计\)$")
_DIGITS_APART = re.compile(r"[0-9.]\s+[0-9.]")
_MARKUP = re.compile(r"<sup>(-?[0-9]{1,3})</sup>", re.IGNORECASE)
_CARET = re.compile(r"\^(-?[0-9]{1,3})(?![0-9}])")
_RAISED_RUN = re.compile(f"[{_SUPERSCRIPTS}]+")

# No leading zeros: `1,072` taken apart at its comma must not pass for 1 and 72.
_DIGITS = r"(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{1,30})?"
_GROUPED = r"[1-9][0-9]{0,2}(?:,[0-9]{3}){1,2}(?:\.[0-9]{1,30})?"
_NUMBER = (
    rf"(?P<sign>-?)(?:(?:(?P<mantissa>{_DIGITS})[×xX*·])?10\^\{{(?P<power>-?[0-9]{{1,3}})\}}"
    rf"|(?P<scientific>{_DIGITS})[eE](?P<exponent>[+-]?[0-9]{{1,3}})"
    rf"|(?P<grouped>{_GROUPED})|(?P<plain>{_DIGITS}))"
)
_UNIT_WORD = r"[A-Za-zμΩ℃°%‰′″个份瓶袋度](?:[A-Za-zμΩ℃°%‰′″个份瓶袋度()·]|\^\{-?[0-9]\})*"
_UNIT = rf"(?:{_UNIT_WORD}(?:/[0-9.]{{0,6}}(?:{_UNIT_WORD}))*|/[0-9.]{{0,6}}{_UNIT_WORD})"
_QUANTITY = re.compile(rf"{_NUMBER}(?:(?P<unit>{_UNIT})|\((?P<bracketed>{_UNIT})\))?")
_UNIT_ALONE = re.compile(_UNIT)
_SPAN = re.compile(r"(?P<low>[0-9][^~至-]*)[~至-](?P<high>[0-9].*)")
_UNIT_NOTE = re.compile(r"[;,，]?\(?单位:?(?P<unit>[^();,，]+)\)?$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact number and the unit as written (`μ` unified, superscripts kept); None where none is written.

    The number keeps the places that are printed: `0.080` stays `0.080`.
    """

    value: Decimal
    unit: str | None


def figure_text(cell: str) -> str | None:
    """The cell in one spelling: half-width signs, no blanks, powers as `10^{4}`, `毫克/千克` as `mg/kg`.

    None when the blanks stand between two digits (what belongs together is then unclear), or the cell is so long
    that it is prose.
    """
    if len(cell) > MAX_FIGURE_CHARS:
        return None
    text = _MARKUP.sub(r"^{\1}", _CHINESE_UNIT.sub(_latin_unit, cell))
    text = _RAISED_RUN.sub(lambda run: "^{" + run.group().translate(_RAISED) + "}", text.translate(_VARIANTS))
    if _DIGITS_APART.search(text):
        return None
    text = "".join(text.split()).replace("<=", "≤").replace(">=", "≥")
    return _COUNTED_AS.sub("", _CARET.sub(r"^{\1}", text))


def quantity(text: str) -> Quantity | None:
    """The number and unit that the whole of `text` (see `figure_text`) is; None if it is anything else."""
    match = _QUANTITY.fullmatch(text)
    if match is None or not _balanced(text):
        return None
    value = _value(match)
    return None if value is None else Quantity(value, _written(match["unit"] or match["bracketed"]))


def span(text: str) -> tuple[Quantity, Quantity] | None:
    """Lowest and highest of `5.0~8.0%` (see `figure_text`); None if it is anything else, or the ends are swapped.

    The unit stands behind both numbers or behind the second, which lends it to the first.
    """
    match = _SPAN.fullmatch(text)
    if match is None:
        return None
    low, high = quantity(match["low"]), quantity(match["high"])
    if low is None or high is None or low.value > high.value:
        return None
    if low.unit is not None and low.unit != high.unit:
        return None
    return Quantity(low.value, high.unit), high


def unit(text: str | None) -> str | None:
    """`text` if it is a unit and nothing else, in the spelling of `Quantity.unit`."""
    return _written(text) if text and _UNIT_ALONE.fullmatch(text) and _balanced(text) else None


def split_unit_note(text: str) -> tuple[str, str | None]:
    """Takes `（单位：CFU/g）` off the end: the rest, and the unit that the note names for all numbers."""
    match = _UNIT_NOTE.search(text)
    if match is None or (named := unit(match["unit"])) is None:
        return text, None
    return text[: match.start()], named


def canonical(value: Decimal) -> str:
    """The number in plain decimal notation, no exponent, places kept."""
    return format(value, "f")


def _latin_unit(match: re.Match[str]) -> str:
    return _CHINESE_UNITS[match.group()]


def _value(match: re.Match[str]) -> Decimal | None:
    mantissa = match["mantissa"] or match["scientific"] or match["plain"]
    if mantissa is None:
        mantissa = match["grouped"].replace(",", "") if match["grouped"] else "1"
    power = int(match["power"] or match["exponent"] or 0)
    if abs(power) > _MAX_EXPONENT:
        return None
    return Decimal(f"{match['sign']}{mantissa}E{power}")


def _balanced(text: str) -> bool:
    return text.count("(") == text.count(")")


def _written(text: str | None) -> str | None:
    """The unit with its superscripts raised again (`CFU/cm²`)."""
    if not text:
        return None
    return re.sub(r"\^\{(-?[0-9])\}", lambda power: power[1].translate(_RAISE), text)
