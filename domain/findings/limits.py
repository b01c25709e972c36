"""What a standard allows, as it is quoted: bounds, ranges, bans and three-class sampling plans.

Reading only; whether a result breaks its limit is judged elsewhere.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from domain.findings.figures import Quantity, figure_text, quantity, span, split_unit_note, unit


class LimitKind(Enum):
    """How `Limit.low` and `Limit.high` are to be taken."""

    AT_MOST = "at-most"  # result <= high
    BELOW = "below"  # result < high
    AT_LEAST = "at-least"  # result >= low
    ABOVE = "above"  # result > low
    RANGE = "range"  # low <= result <= high
    STATED = "stated"  # a bare number without a sign, in `high`: it does not say which side is allowed
    ABSENT = "absent"  # 不得检出
    BANNED = "banned"  # 不得使用, 不得添加
    PLAN = (
        "plan"  # GB 4789.1 sampling plan: n samples, at most c between m (`low`) and M (`high`), none above M
    )
    STANDARD = "standard"  # 符合 a standard that is named in words


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as read. `n` and `c` are filled for a sampling plan only; a two-class plan has no `high`."""

    kind: LimitKind
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    n: int | None = None
    c: int | None = None


_SIGNS = {
    LimitKind.AT_MOST: "≤ 不得超过 不超过 不得大于 不大于 不得高于 不高于 不多于 小于等于 小于或等于 最大 最大值 最高 上限",
    LimitKind.BELOW: "< 小于 低于",
    LimitKind.AT_LEAST: "≥ 不得低于 不低于 不得小于 不小于 不得少于 不少于 大于等于 大于或等于 最小 最小值 最低 下限",
    LimitKind.ABOVE: "> 大于 高于",
}
_KIND_OF_SIGN = {sign: kind for kind, signs in _SIGNS.items() for sign in signs.split()}
_SIGNED = re.compile(
    "(?P<sign>" + "|".join(sorted(_KIND_OF_SIGN, key=len, reverse=True)) + "):?(?P<figure>.+)"
)
_BANNED = re.compile(r"(?:不得|禁止)(?:使用|添加|加入)(?P<unit>.*)")
_ABSENT = re.compile(r"(?:(?:不得|不应|不可|不允许)(?:被)?检出|应?(?:为)?(?:未检出|阴性))(?P<unit>.*)")
_STANDARD = re.compile(
    r"(?:应)?符合(?:要求|规定|标准|标准要求|标准规定|(?:《)?(?:GB|GB/T|NY/T|SB/T|QB/T|DB)[0-9].*)?",
    re.IGNORECASE,
)
_PLAN_PARTS = re.compile(r"[;,，]|(?=[ncmM][=:])")
_PLAN_PART = re.compile(r"(?P<letter>[ncmM])[=:](?P<rest>.+)")
_NO_UPPER_BOUND = re.compile(r"M[=:](?:-+|/|无)")
_NONE_IN = re.compile(r"(?:不得检出|未检出)(?P<per>/.+)?")


def read_limit(cell: str, unit_cell: str = "", *, two_class_tolerance: bool = False) -> Limit | None:
    """The limit that a filled cell states; None when it cannot be read without guessing.

    `unit_cell` is the row's 单位, used where the limit names no unit of its own. What is not read: a sampling plan
    whose M is cut off or does not exceed its m, a number that ends in `×10` with its exponent lost, and a sign in
    the wrong place (`200≤mg/kg` could be meant either way). A plan with a tolerance and no M is read with
    `two_class_tolerance` only: GB 4789.1 knows such two-class plans, but in a bulletin it is a three-class plan
    whose end was lost.
    """
    text = figure_text(cell)
    if not text:
        return None
    column_unit = unit(figure_text(unit_cell)) if unit_cell else None
    text, noted_unit = split_unit_note(text)
    fallback = noted_unit or column_unit
    if text.startswith("n"):
        return _plan(text, fallback, two_class_tolerance)
    if match := _SIGNED.fullmatch(text):
        return _bound(_KIND_OF_SIGN[match["sign"]], quantity(match["figure"]), fallback)
    return (
        _words(text, fallback) or _range(text, fallback) or _bound(LimitKind.STATED, quantity(text), fallback)
    )


def _bound(kind: LimitKind, figure: Quantity | None, fallback: str | None) -> Limit | None:
    if figure is None:
        return None
    named = figure.unit or fallback
    if kind in (LimitKind.AT_LEAST, LimitKind.ABOVE):
        return Limit(kind, low=figure.value, unit=named)
    return Limit(kind, high=figure.value, unit=named)


def _words(text: str, fallback: str | None) -> Limit | None:
    for pattern, kind in ((_ABSENT, LimitKind.ABSENT), (_BANNED, LimitKind.BANNED)):
        if match := pattern.fullmatch(text):
            named = unit(match["unit"].strip("()"))
            return Limit(kind, unit=named or fallback) if named or not match["unit"] else None
    return Limit(LimitKind.STANDARD) if _STANDARD.fullmatch(text) else None


def _range(text: str, fallback: str | None) -> Limit | None:
    ends = span(text) or _around(text)
    if ends is None:
        return None
    low, high = ends
    return Limit(LimitKind.RANGE, low=low.value, high=high.value, unit=high.unit or fallback)


def _around(text: str) -> tuple[Quantity, Quantity] | None:
    """Both ends of `50±1.0g`, a middle with its tolerance; None where the tolerance is of another unit, such as %."""
    middle, sign, tolerance = text.partition("±")
    if not sign:
        return None
    centre, spread = quantity(middle), quantity(tolerance)
    if centre is None or spread is None or spread.value < 0:
        return None
    if spread.unit and spread.unit != centre.unit and (centre.unit or spread.unit == "%"):
        return None
    named = spread.unit or centre.unit
    return Quantity(centre.value - spread.value, named), Quantity(centre.value + spread.value, named)


def _plan(text: str, fallback: str | None, two_class_tolerance: bool) -> Limit | None:
    """`n=5,c=2,m=10,M=100CFU/g`; `m=0/25g` is none in 25 g, a two-class plan."""
    parts: dict[str, Quantity] = {}
    pieces = [piece for piece in _PLAN_PARTS.split(text) if piece]
    if _NO_UPPER_BOUND.fullmatch(pieces[-1]):
        pieces.pop()
        two_class_tolerance = True
    for piece in pieces:
        match = _PLAN_PART.fullmatch(piece)
        figure = _plan_figure(match["rest"]) if match else None
        if match is None or figure is None or match["letter"] in parts:
            return None
        parts[match["letter"]] = figure
    if not {"n", "c", "m"} <= parts.keys():
        return None
    samples, tolerated = _count(parts["n"]), _count(parts["c"])
    if samples is None or tolerated is None or not 0 <= tolerated < samples:
        return None
    low, high = parts["m"], parts.get("M")
    if high is None:
        if tolerated and not two_class_tolerance:
            return None
        return Limit(LimitKind.PLAN, low=low.value, unit=low.unit or fallback, n=samples, c=tolerated)
    if high.value <= low.value or (low.unit and high.unit and low.unit != high.unit):
        return None
    return Limit(LimitKind.PLAN, low.value, high.value, high.unit or low.unit or fallback, samples, tolerated)


def _plan_figure(text: str) -> Quantity | None:
    if match := _NONE_IN.fullmatch(text):
        return Quantity(Decimal(0), unit(match["per"]))
    return quantity(text)


def _count(figure: Quantity) -> int | None:
    whole = figure.unit is None and figure.value == figure.value.to_integral_value() and figure.value < 1000
    return int(figure.value) if whole else None
