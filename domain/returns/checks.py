"""Checks of a return's figures as data (`checks.toml`): which there are, how grave, and whether each finds something.

Comparisons are exact: products of decimals, no quotient is formed.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from domain.catalogue.measures import Measure
from domain.returns.content import Figures, Finding

SHIPPED = Path(__file__).with_name("checks.toml")
# Ten times less than this says nothing: three cases may well become thirty.
_PLAIN = 100
_QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `more_than` is the part of the earlier figure beyond which a change is odd."""

    code: str
    severity: str
    message: str
    more_than: Decimal = Decimal(0)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


@cache
def shipped_checks() -> tuple[Check, ...]:
    """The checks in the order of their file."""
    rows = _data()["check"]
    return tuple(Check(**{**row, "more_than": Decimal(row.get("more_than", "0"))}) for row in rows)


def end_of(quarter: str) -> date:
    """The last day of a quarter."""
    return date(int(quarter[:4]), *_QUARTER_ENDS[int(quarter[-1]) - 1])


def before(quarter: str) -> str:
    """The quarter before."""
    year, number = int(quarter[:4]), int(quarter[-1])
    return f"{year}Q{number - 1}" if number > 1 else f"{year - 1}Q4"


def due_of(quarter: str) -> date:
    """Until when a return is due: natural days after the quarter's end."""
    days: int = _data()["due_days"]
    return end_of(quarter) + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a figure is held against. Everything may be absent; what is absent finds nothing.

    `earlier` was accepted, or at least submitted, for the quarter before, `siblings` were filed by the same filer for
    the same quarter by measure code, `districts` is the sum of what districts filed for the same measure and quarter,
    `register` the system's own count of the denominator.
    """

    earlier: Figures | None = None
    siblings: Mapping[str, Figures] = field(default_factory=dict)
    districts: Figures | None = None
    register: int | None = None


def findings_of(measure: Measure, now: Figures, earlier: Figures | Beside | None) -> tuple[Finding, ...]:
    """What the checks find in the figures, beside those accepted for the quarter before and what else is known."""
    beside = earlier if isinstance(earlier, Beside) else Beside(earlier)
    return tuple(
        Finding(check=one.code, severity=one.severity, message=_message(one, now, beside))
        for one in shipped_checks()
        if _RULES[one.code](measure, now, beside, one.more_than)
    )


def _message(check: Check, now: Figures, beside: Beside) -> str:
    """The check's words with both numbers, where there are two."""
    if check.code == "register-disagrees":
        return f"{check.message}：填报{now.denominator:f}，登记{beside.register}"
    if check.code == "denominators-differ":
        others = "、".join(
            f"指标{code}为{one.denominator:f}" for code, one in sorted(beside.siblings.items())
        )
        return f"{check.message}：本项为{now.denominator:f}，{others}"
    return check.message


def _negative(_measure: Measure, now: Figures, _beside: Beside, _part: Decimal) -> bool:
    return now.numerator < 0 or now.denominator < 0


def _exceeds(measure: Measure, now: Figures, _beside: Beside, _part: Decimal) -> bool:
    return measure.numerator_is_part and now.numerator > now.denominator


def _beyond_full(measure: Measure, now: Figures, _beside: Beside, _part: Decimal) -> bool:
    """Where a part is compared with its whole already, that says it."""
    full = measure.full_score
    return full is not None and not measure.numerator_is_part and now.numerator > full * now.denominator


def _zero(_measure: Measure, now: Figures, _beside: Beside, _part: Decimal) -> bool:
    return now.denominator == 0


def _unit(_measure: Measure, now: Figures, beside: Beside, _part: Decimal) -> bool:
    """An exact power of ten between two quarters is hardly ever a change of the thing itself; ten times a few is."""
    if beside.earlier is None:
        return False
    pairs = (
        (now.numerator, beside.earlier.numerator),
        (now.denominator, beside.earlier.denominator),
    )
    return any(
        smaller > 0 and larger == smaller * factor
        for one in pairs
        for smaller, larger in (sorted(one),)
        for factor in ((10, 100, 1000) if smaller >= _PLAIN else (100, 1000))
    )


def _siblings(_measure: Measure, now: Figures, beside: Beside, _part: Decimal) -> bool:
    return any(one.denominator != now.denominator for one in beside.siblings.values())


def _register(_measure: Measure, now: Figures, beside: Beside, _part: Decimal) -> bool:
    return beside.register is not None and now.denominator != beside.register


def _repeats(_measure: Measure, now: Figures, beside: Beside, _part: Decimal) -> bool:
    total = beside.districts
    if total is None or not total.denominator:
        return False
    return (now.numerator, now.denominator) == (total.numerator, total.denominator)


def _jump(_measure: Measure, now: Figures, beside: Beside, part: Decimal) -> bool:
    earlier = beside.earlier
    if earlier is None or not earlier.denominator or not now.denominator or not earlier.numerator:
        return False
    was, is_now = earlier.numerator * now.denominator, now.numerator * earlier.denominator
    return abs(is_now - was) > part * abs(was)


def _shrinks(measure: Measure, now: Figures, beside: Beside, _part: Decimal) -> bool:
    earlier = beside.earlier
    return measure.over == "stock" and earlier is not None and now.numerator < earlier.numerator


def _basis(measure: Measure, now: Figures, beside: Beside, part: Decimal) -> bool:
    earlier = beside.earlier
    if measure.over != "stock" or earlier is None:
        return False
    return abs(now.denominator - earlier.denominator) > part * abs(earlier.denominator)


_RULES: dict[str, Callable[[Measure, Figures, Beside, Decimal], bool]] = {
    "negative": _negative,
    "part-exceeds-whole": _exceeds,
    "score-beyond-full": _beyond_full,
    "whole-is-zero": _zero,
    "jump": _jump,
    "stock-shrinks": _shrinks,
    "basis-changed": _basis,
    "unit-suspect": _unit,
    "denominators-differ": _siblings,
    "register-disagrees": _register,
    "city-repeats-districts": _repeats,
}
