"""From the result, unit and detection limit cells to what is known of each sample."""

from dataclasses import dataclass
from decimal import Decimal

from domain.findings.figures import canonical, figure_text, quantity, span
from domain.findings.results import Reading, Relation, read_result
from domain.findings.words import squeezed
from domain.judgement.spans import Span
from domain.judgement.units import Unit, factor, parse_unit, unit_in_cell

_CONFORMS = frozenset({"符合", "符合要求", "符合规定", "符合标准", "合格"})
_FAILS = frozenset({"不符合", "不符合要求", "不符合规定", "不符合标准", "不合格"})
_LIMIT_WORDS = ("方法检出限", "检出限", "定量限", "LOD", "LOQ", "MDL")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class DetectionLimit:
    """A detection limit; without a unit of its own it is in the unit of the result."""

    value: Decimal
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class Sample:
    """What one sample's result says.

    `shown` is for people. `span` is None where no number is known: words, and 未检出 without a detection limit.
    `detected` is None where it cannot be told; `conforms` is filled for results in words (符合, 不符合) only.
    `below_detection` marks 未检出, in words or by a number below the detection limit.
    """

    shown: str
    unit: Unit | None
    span: Span | None = None
    detected: bool | None = None
    conforms: bool | None = None
    below_detection: bool = False


@dataclass(frozen=True, slots=True)
class Samples:
    """All samples that count, in their order; `recheck` where those of a re-inspection replace the first ones."""

    samples: tuple[Sample, ...]
    recheck: bool = False


def read_detection_limit(cell: str) -> DetectionLimit | None:
    """`0.01`, `<0.01mg/kg`, `检出限：0.01mg/kg`; None when it is anything else or not above zero."""
    text = figure_text(cell) or ""
    for word in _LIMIT_WORDS:
        if text.upper().startswith(word):
            text = text[len(word) :].lstrip(":=为")
            break
    found = quantity(text.lstrip("<≤"))
    if found is None or found.value <= 0:
        return None
    return DetectionLimit(found.value, parse_unit(found.unit) if found.unit else None)


def read_samples(result: str, unit_cell: str, detection_limit: DetectionLimit | None) -> Samples | None:
    """The samples of a filled result cell; None when it cannot be read without guessing.

    After a re-inspection its numbers are the ones that count.
    """
    column_unit = unit_in_cell(unit_cell)
    words = squeezed(result)
    if words in _CONFORMS or words in _FAILS:
        return Samples((Sample(words, None, conforms=words in _CONFORMS),))
    if found := read_result(result):
        readings = found.recheck or found.first
        samples = tuple(_sample(reading, column_unit, detection_limit) for reading in readings)
        return Samples(samples, recheck=bool(found.recheck))
    if ends := span(figure_text(result) or ""):
        low, high = ends
        unit = parse_unit(high.unit) if high.unit else column_unit
        shown = f"{canonical(low.value)}～{canonical(high.value)}{_shown(unit)}"
        return Samples((Sample(shown, unit, Span(low.value, high.value), low.value > 0 or None),))
    return None


def _sample(reading: Reading, column_unit: Unit | None, limit: DetectionLimit | None) -> Sample:
    unit = parse_unit(reading.unit) if reading.unit else column_unit
    relation, value = reading.relation, reading.value
    if relation is Relation.NOT_DETECTED:
        return _not_detected("未检出", unit, DetectionLimit(value, unit) if value is not None else limit)
    if relation is Relation.DETECTED or value is None:
        return Sample("检出", unit, Span(_ZERO, None, low_open=True), detected=True)
    shown = f"{'' if relation is Relation.EQUAL else relation.value}{canonical(value)}{_shown(unit)}"
    local = _in_unit(limit, unit)
    if relation is Relation.EQUAL:
        if local is not None and 0 <= value < local:
            return _not_detected(shown, unit, DetectionLimit(local, unit))
        return Sample(shown, unit, Span(value, value), _is_detected(value))
    if relation in (Relation.BELOW, Relation.AT_MOST):
        floor = _ZERO if value > 0 and not (unit and unit.can_be_negative) else None
        is_open = relation is Relation.BELOW
        absent = is_open and value > 0 and (limit is None or (local is not None and value <= local))
        return Sample(shown, unit, Span(floor, value, high_open=is_open), False if absent else None)
    is_open = relation is Relation.ABOVE
    present = value > 0 or (is_open and value == 0)
    return Sample(shown, unit, Span(value, None, low_open=is_open), present or None)


def _not_detected(shown: str, unit: Unit | None, limit: DetectionLimit | None) -> Sample:
    if limit is None:
        return Sample(shown, unit, detected=False, below_detection=True)
    own = limit.unit or unit
    text = f"{shown}（检出限 {canonical(limit.value)}{_shown(own)}）"
    known = Span(_ZERO, limit.value, high_open=True)
    return Sample(text, own, known, detected=False, below_detection=True)


def _is_detected(value: Decimal) -> bool | None:
    return value > 0 if value >= 0 else None


def _in_unit(limit: DetectionLimit | None, unit: Unit | None) -> Decimal | None:
    """The detection limit as a number in the unit of the result; None when there is none or it does not convert."""
    if limit is None:
        return None
    if limit.unit is None or unit is None:
        return limit.value
    ratio = factor(limit.unit, unit)
    return None if ratio is None else Span(limit.value, limit.value).times(ratio).low


def _shown(unit: Unit | None) -> str:
    return unit.shown if unit else ""
