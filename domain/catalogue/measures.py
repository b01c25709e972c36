"""The catalogue of measures: what each indicator is, how it is counted and what it has to reach.

Data lives in `indicators.toml`; another city or a later edition of the evaluation rules is another file. Loading
validates it as a whole, so that everything behind may rely on it. How the records measures are counted from
records is `domain.indicators`; this module only knows that each of them must have a formula there.
"""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from domain.errors import CatalogueInvalid, MeasureNotFound

SHIPPED = Path(__file__).with_name("indicators.toml")
_FILERS = ("district", "city")
# What may be told of a returns measure alone; None: any text.
_OF_RETURNS: dict[str, tuple[str, ...] | None] = {
    "same_denominator": None,
    "register_counts": ("districts",),
    "topic": ("complaints",),
}
_NUMBERS_OF_RETURNS = ("full_score", "due_days")


@dataclass(frozen=True, slots=True)
class Target:
    """What a value must reach. `text` is how people write it, `bound` the exact figure."""

    at_least: bool
    bound: Decimal

    @classmethod
    def parse(cls, text: str) -> "Target":
        """Read `>=98` or `<=5`; ValueError when it is neither."""
        operator, figure = text[:2], text[2:].strip()
        if operator not in (">=", "<="):
            raise ValueError(f"目标值 {text!r} 应以 >= 或 <= 开头")
        try:
            bound = Decimal(figure)
        except InvalidOperation:
            raise ValueError(f"目标值 {text!r} 不是数") from None
        if not bound.is_finite():
            raise ValueError(f"目标值 {text!r} 不是数")
        return cls(operator == ">=", bound)

    @property
    def text(self) -> str:
        """`≥98`."""
        return f"{'≥' if self.at_least else '≤'}{self.bound:f}"

    def met_by(self, exact: Fraction) -> bool:
        """Whether the exact, unrounded figure reaches the target."""
        bound = Fraction(self.bound)
        return exact >= bound if self.at_least else exact <= bound


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure; an indicator of the plan has one or two of them."""

    code: str
    indicator: int
    name: str
    unit: str
    scale: int
    target: Target
    source: str  # records | returns
    combine: str  # sum | recompute
    numerator: str
    denominator: str
    department: str
    over: str | None = None  # flow | stock, returns only
    filed_by: tuple[str, ...] = ()  # district, city; returns only
    carries_over: bool = False
    levels: tuple[str, ...] | None = None  # task levels whose batches count; None = all
    # Returns only.
    full_score: int | None = None  # of a questionnaire: the most that one respondent adds to the numerator
    same_denominator: str | None = None  # the word of those whose denominator is the same thing
    register_counts: str | None = None  # districts: what the register counts of the denominator
    due_days: int | None = None  # natural days after the quarter's end, where not everybody's
    topic: str | None = None  # complaints: where else the figure is told

    @property
    def from_records(self) -> bool:
        """Whether the system counts it from its own records."""
        return self.source == "records"

    @property
    def numerator_is_part(self) -> bool:
        """Whether a return's numerator counts part of its denominator and so may not exceed it."""
        return self.unit == "%" and not self.carries_over


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All measures of one edition, in the order of the plan's table."""

    edition: str
    title: str
    measures: tuple[Measure, ...]

    def measure(self, code: str) -> Measure:
        """The measure of this code; `MeasureNotFound` when there is none."""
        for measure in self.measures:
            if measure.code == code:
                return measure
        raise MeasureNotFound(code)

    def kindred(self, code: str) -> tuple[str, ...]:
        """The other measures whose denominator is the same thing."""
        word = self.measure(code).same_denominator
        return tuple(
            one.code
            for one in self.measures
            if word is not None and one.same_denominator == word and one.code != code
        )

    def indicators(self) -> list[tuple[int, list[Measure]]]:
        """Indicator numbers in order, each with its measures."""
        grouped: dict[int, list[Measure]] = {}
        for measure in self.measures:
            grouped.setdefault(measure.indicator, []).append(measure)
        return sorted(grouped.items())


def load_catalogue(path: Path | None = None, *, formulas: Collection[str] | None = None) -> Catalogue:
    """Read and validate a catalogue file (default: the one shipped, which is read once); see `read_catalogue`."""
    if path is None and formulas is None:
        return _shipped()
    file = path or SHIPPED
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise CatalogueInvalid(file.name, "文件不存在，请核对路径") from None
    except OSError as error:
        raise CatalogueInvalid(file.name, f"不是可读的 TOML 文件（{error}）") from None
    return read_catalogue(content, file.name, formulas=formulas)


@cache
def _shipped() -> Catalogue:
    return read_catalogue(SHIPPED.read_bytes(), SHIPPED.name)


def read_catalogue(content: bytes, name: str, *, formulas: Collection[str] | None = None) -> Catalogue:
    """The catalogue that the bytes of a file tell.

    `formulas` are the codes that `domain.indicators` can count from records; when given, every records measure
    must be among them. Raises `CatalogueInvalid` with all that is wrong in its message.
    """
    try:
        data = tomllib.loads(content.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueInvalid(name, f"不是可读的 TOML 文件（{error}）") from None
    faults: list[str] = []
    measures: list[Measure] = []
    for position, row in enumerate(data.get("measure", []), start=1):
        measure, found = _read_measure(row, position)
        faults += found
        if measure is not None:
            measures.append(measure)
    faults += _faults_across(measures, formulas)
    for key in ("edition", "title"):
        if not isinstance(data.get(key), str) or not data[key]:
            faults.append(f"缺少 {key}")
    if faults:
        raise CatalogueInvalid(name, "；".join(faults))
    return Catalogue(data["edition"], data["title"], tuple(measures))


def _read_measure(row: dict[str, Any], position: int) -> tuple[Measure | None, list[str]]:
    label = f"第{position}项（{row.get('code', '无代码')}）"
    texts = ("code", "name", "unit", "source", "combine", "numerator", "denominator", "department", "target")
    faults = [f"{label}缺少 {key}" for key in texts if not isinstance(row.get(key), str) or not row[key]]
    faults += [
        f"{label}的 {key} 应为正整数" for key in ("indicator", "scale") if not _is_positive(row.get(key))
    ]
    faults += [
        f"{label}的 {key} 应为正整数"
        for key in _NUMBERS_OF_RETURNS
        if key in row and not _is_positive(row[key])
    ]
    faults += [
        f"{label}的 {key} 应为{'、'.join(known) if known else '不为空的文字'}"
        for key, known in _OF_RETURNS.items()
        if key in row and not _is_word(row[key], known)
    ]
    faults += [f"{label}的 {key} 无法识别" for key in sorted(set(row) - set(Measure.__dataclass_fields__))]
    if faults:
        return None, faults
    try:
        target = Target.parse(row["target"])
    except ValueError as error:
        return None, [f"{label}的{error}"]
    levels = row.get("levels")
    measure = Measure(
        **{
            **row,
            "target": target,
            "filed_by": tuple(row.get("filed_by", ())),
            "levels": tuple(levels) if levels is not None else None,
        }
    )
    return measure, [f"{label}{fault}" for fault in _faults_of(measure)]


def _is_positive(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_word(value: object, known: tuple[str, ...] | None) -> bool:
    return isinstance(value, str) and (value in known if known else bool(value.strip()))


def _faults_of(measure: Measure) -> list[str]:
    faults = []
    if measure.source not in ("records", "returns"):
        faults.append("的 source 应为 records 或 returns")
    if measure.combine not in ("sum", "recompute"):
        faults.append("的 combine 应为 sum 或 recompute")
    if measure.source == "returns":
        if measure.over not in ("flow", "stock"):
            faults.append("是填报指标，over 应为 flow 或 stock")
        if not measure.filed_by or any(filer not in _FILERS for filer in measure.filed_by):
            faults.append("是填报指标，filed_by 应为 district、city 或二者")
    elif measure.over is not None or measure.filed_by:
        faults.append("由记录计算，不应有 over 或 filed_by")
    if measure.source == "records":
        faults += [
            f"由记录计算，不应有 {key}"
            for key in (*_NUMBERS_OF_RETURNS, *_OF_RETURNS)
            if getattr(measure, key) is not None
        ]
    return faults


def _faults_across(measures: list[Measure], formulas: Collection[str] | None) -> list[str]:
    codes = [measure.code for measure in measures]
    faults = [f"代码 {code} 重复" for code in sorted({code for code in codes if codes.count(code) > 1})]
    numbers = {measure.indicator for measure in measures}
    gaps = sorted(set(range(1, max(numbers, default=0) + 1)) - numbers)
    if not measures:
        faults.append("没有任何指标")
    if gaps:
        faults.append(f"指标序号不连续，缺 {'、'.join(map(str, gaps))}")
    if formulas is not None:
        faults += [
            f"{measure.code} 没有计算公式"
            for measure in measures
            if measure.source == "records" and measure.code not in formulas
        ]
    return faults
