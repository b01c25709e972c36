"""Checks of a return's figures as data (`checks.toml`): which there are, how grave, and whether each finds something.

Comparisons are exact: products of decimals, no quotient is formed.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from domain.catalogue.measures import Measure
from domain.returns.content import Figures, Finding

SHIPPED = Path(__file__).with_name("checks.toml")
_QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `more_than` is the part of the earlier figure beyond which a change is odd."""

    code: str
    severity: str
    message: str
    more_than: Decimal = Decimal(0)


@cache
def shipped_checks() -> tuple[Check, ...]:
    """The checks in the order of their file."""
    rows = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["check"]
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
    days: int = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["due_days"]
    return end_of(quarter) + timedelta(days=days)


def findings_of(measure: Measure, now: Figures, earlier: Figures | None) -> tuple[Finding, ...]:
    """What the checks find in the figures, beside those accepted for the quarter before."""
    return tuple(
        Finding(check=one.code, severity=one.severity, message=one.message)
        for one in shipped_checks()
        if _RULES[one.code](measure, now, earlier, one.more_than)
    )


def _negative(_measure: Measure, now: Figures, _earlier: Figures | None, _part: Decimal) -> bool:
    return now.numerator < 0 or now.denominator < 0


def _exceeds(measure: Measure, now: Figures, _earlier: Figures | None, _part: Decimal) -> bool:
    return measure.numerator_is_part and now.numerator > now.denominator


def _zero(_measure: Measure, now: Figures, _earlier: Figures | None, _part: Decimal) -> bool:
    return now.denominator == 0


def _jump(_measure: Measure, now: Figures, earlier: Figures | None, part: Decimal) -> bool:
    if earlier is None or not earlier.denominator or not now.denominator or not earlier.numerator:
        return False
    was, is_now = earlier.numerator * now.denominator, now.numerator * earlier.denominator
    return abs(is_now - was) > part * abs(was)


def _shrinks(measure: Measure, now: Figures, earlier: Figures | None, _part: Decimal) -> bool:
    return measure.over == "stock" and earlier is not None and now.numerator < earlier.numerator


def _basis(measure: Measure, now: Figures, earlier: Figures | None, part: Decimal) -> bool:
    if measure.over != "stock" or earlier is None:
        return False
    return abs(now.denominator - earlier.denominator) > part * abs(earlier.denominator)


_RULES: dict[str, Callable[[Measure, Figures, Figures | None, Decimal], bool]] = {
    "negative": _negative,
    "part-exceeds-whole": _exceeds,
    "whole-is-zero": _zero,
    "jump": _jump,
    "stock-shrinks": _shrinks,
    "basis-changed": _basis,
}
