"""Field rules of the sampling form as data (`rules.toml`), and the one small engine that reads them."""

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from domain.errors import RuleViolation

SHIPPED = Path(__file__).with_name("rules.toml")
ANY = "*"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `when` maps fields to a word, words, `!word` (anything else, empty included) or `*` (filled)."""

    code: str
    field: str
    message: str
    kind: str = "required"
    other: str = ""
    when: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a sheet breaks."""

    code: str
    field: str
    message: str


class SheetIncomplete(RuleViolation):
    """The sheet breaks field rules; all of them are named at once."""

    code = "sheet-incomplete"

    def __init__(self, no: str, faults: list[str], fields: list[str], codes: list[str]) -> None:
        super().__init__(
            f"抽样单 {no} 尚不能完成：{'；'.join(faults)}",
            no=no,
            faults=[
                {"field": field, "code": code, "message": message}
                for field, code, message in zip(fields, codes, faults, strict=False)
            ],
        )


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """The rules that the product ships."""
    return tuple(Rule(**row) for row in tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["rule"])


def faults_of(sheet: Any) -> list[Fault]:
    """Every rule that a sheet breaks, in the order of the rules."""
    return [
        Fault(rule.code, rule.field, rule.message)
        for rule in shipped_rules()
        if all(_holds(getattr(sheet, name), wanted) for name, wanted in rule.when.items())
        and _breaks(rule, sheet)
    ]


def insist_on_rules(no: str, sheet: Any) -> None:
    """Raises `SheetIncomplete` naming every broken rule."""
    found = faults_of(sheet)
    if found:
        raise SheetIncomplete(
            no, [one.message for one in found], [one.field for one in found], [one.code for one in found]
        )


def _holds(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, list):
        return value in wanted
    if wanted == ANY:
        return value is not None
    if str(wanted).startswith("!"):
        return bool(value != wanted[1:])
    return bool(value == wanted or (value is True and wanted == "true"))


def _breaks(rule: Rule, sheet: Any) -> bool:
    value = getattr(sheet, rule.field)
    if rule.kind == "required":
        return value is None
    if rule.kind == "absent":
        return value is not None
    if rule.kind == "two-people":
        return len(set(value)) < 2
    if value is None:
        return False
    if rule.kind == "positive":
        return bool(value <= Decimal(0))
    if rule.kind == "not-negative":
        return bool(value < Decimal(0))
    bound = getattr(sheet, rule.other)
    return bound is not None and bool(value > bound)
