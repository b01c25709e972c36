"""From the limit cells to what they require, whichever of the two columns a limit is written in."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from domain.findings.figures import canonical
from domain.findings.limits import Limit, LimitKind, read_limit
from domain.findings.words import NOTHING, squeezed
from domain.judgement.exact import EXACT
from domain.judgement.spans import Bound
from domain.judgement.units import Unit, factor, parse_unit, unit_in_cell

_SHOWN_CHARS = 40


@dataclass(frozen=True, slots=True)
class NumberLimit:
    """A bound on every sample."""

    bound: Bound
    unit: Unit | None

    @property
    def shown(self) -> str:
        """`最大允许限 0.2mg/kg`."""
        side = "最大允许限" if self.bound.is_upper else "最小允许限"
        return f"{side} {canonical(self.bound.value)}{self.unit.shown if self.unit else ''}"


@dataclass(frozen=True, slots=True)
class Absence:
    """Nothing may be found: 不得检出, 不得使用, a limit of zero. `unit` may name the portion examined."""

    shown: str
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A sampling plan of GB 4789.1 and GB 29921; without `upper` (M) it is a two-class plan."""

    n: int
    c: int
    marginal: NumberLimit | Absence
    upper: NumberLimit | None

    @property
    def shown(self) -> str:
        """`n=5，c=2，m=10CFU/g，M=100CFU/g`."""
        parts = [f"n={self.n}", f"c={self.c}", f"m={_figure(self.marginal)}"]
        return "，".join([*parts, f"M={_figure(self.upper)}"] if self.upper else parts)


@dataclass(frozen=True, slots=True)
class Conformity:
    """A standard named in words, to which the laboratory states conformity."""

    shown: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A limit that cannot be read without guessing."""

    shown: str


Requirement = NumberLimit | Absence | Plan | Conformity | Unread


@lru_cache(maxsize=4096)
def read_requirements(min_limit: str, max_limit: str, unit_cell: str) -> tuple[Requirement, ...]:
    """All that the two cells require; empty when neither says anything.

    A bare number is a minimum or a maximum by its column; what is written with an operator or in words is taken as
    written. `unit_cell` serves limits that name no unit.
    """
    unit = unit_in_cell(unit_cell)
    found: dict[Requirement, None] = {}
    for cell, column, is_upper in ((max_limit, "最大允许限", True), (min_limit, "最小允许限", False)):
        if squeezed(cell) in NOTHING:
            continue
        limit = read_limit(cell, two_class_tolerance=True)
        if limit is None:
            found[Unread(f"{column}“{squeezed(cell)[:_SHOWN_CHARS]}”")] = None
            continue
        found.update(dict.fromkeys(_required(limit, squeezed(cell), unit, is_upper)))
    return tuple(found)


def contradiction(requirements: tuple[Requirement, ...]) -> bool:
    """Whether no number at all can meet the bounds."""
    bounds = [requirement for requirement in requirements if isinstance(requirement, NumberLimit)]
    for low in (limit for limit in bounds if not limit.bound.is_upper):
        for high in (limit for limit in bounds if limit.bound.is_upper):
            ratio = factor(low.unit, high.unit) if low.unit and high.unit else Decimal(1)
            if ratio is None:
                continue
            lowest = EXACT.multiply(low.bound.value, ratio)
            touching = low.bound.inclusive and high.bound.inclusive
            if lowest > high.bound.value or (lowest == high.bound.value and not touching):
                return True
    return False


def _required(limit: Limit, written: str, fallback: Unit | None, is_upper: bool) -> list[Requirement]:
    unit = parse_unit(limit.unit) if limit.unit else fallback
    if limit.kind in (LimitKind.ABSENT, LimitKind.BANNED):
        return [Absence(f"限量“{written[:_SHOWN_CHARS]}”", unit)]
    if limit.kind is LimitKind.STANDARD:
        return [Conformity(f"“{written[:_SHOWN_CHARS]}”")]
    if limit.kind is LimitKind.PLAN:
        return [_plan(limit, unit)]
    inclusive = limit.kind not in (LimitKind.BELOW, LimitKind.ABOVE)
    low, high = limit.low, limit.high
    if limit.kind is LimitKind.STATED and not is_upper:
        low, high = high, None
    ends: list[Requirement] = []
    if high is not None:
        bound = NumberLimit(Bound(high, inclusive, is_upper=True), unit)
        ends.append(_absence(bound) if inclusive and low is None else bound)
    if low is not None:
        ends.append(NumberLimit(Bound(low, inclusive, is_upper=False), unit))
    return ends


def _plan(limit: Limit, unit: Unit | None) -> Plan:
    assert limit.n is not None
    assert limit.c is not None
    assert limit.low is not None
    marginal = _absence(NumberLimit(Bound(limit.low, inclusive=True, is_upper=True), unit))
    upper = (
        None if limit.high is None else NumberLimit(Bound(limit.high, inclusive=True, is_upper=True), unit)
    )
    return Plan(limit.n, limit.c, marginal, upper)


def _absence(limit: NumberLimit) -> NumberLimit | Absence:
    """A maximum of zero allows nothing to be found, however small the detection limit is."""
    if limit.bound.value != 0 or (limit.unit and limit.unit.can_be_negative):
        return limit
    return Absence(limit.shown, limit.unit)


def _figure(limit: NumberLimit | Absence) -> str:
    unit = limit.unit.shown if limit.unit else ""
    return f"{canonical(limit.bound.value)}{unit}" if isinstance(limit, NumberLimit) else f"0{unit}"
