"""Duplicate sampling within a quarter, as data: what is compared, and how many are too many."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from domain.errors import CatalogueInvalid, RuleViolation
from domain.sheets.content import Sheet

SHIPPED = Path(__file__).with_name("duplicates.toml")


@dataclass(frozen=True, slots=True)
class DuplicateRule:
    """One rule. `limit` counts the new sheet too."""

    code: str
    same: tuple[str, ...]
    limit: int
    message: str
    stage: str | None = None

    def applies_to(self, sheet: Sheet) -> bool:
        """Not to purchases on the net, and not where what is compared is empty."""
        if sheet.online or (self.stage is not None and sheet.stage != self.stage):
            return False
        return all(getattr(sheet, name) is not None for name in self.same)


class DuplicateSampling(RuleViolation):
    """The same is being sampled too often; a reason and another person's approval are needed."""

    code = "duplicate-sampling"

    def __init__(self, warnings: list[str]) -> None:
        super().__init__(
            f"{'；'.join(warnings)}。确需继续的，请填写理由（duplicate_reason）和批准人"
            "（duplicate_approver，不得为提交人和抽样人员；已启用账户的，填有审批权限的账户登录名）",
            warnings=warnings,
        )


@cache
def load_rules(file: Path = SHIPPED) -> tuple[DuplicateRule, ...]:
    """The rules of a file: those that the product ships, or an office's own.

    Raises `CatalogueInvalid`: not such a file, fields that a sheet does not have, a limit below one.
    """
    try:
        rows = tomllib.loads(file.read_text(encoding="utf-8"))["rule"]
        rules = tuple(DuplicateRule(**{**row, "same": tuple(row["same"])}) for row in rows)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise CatalogueInvalid(file.name, f"重复抽样规则文件不完整或无法读取（{error}）") from None
    for rule in rules:
        unknown = set(rule.same) - set(Sheet.__struct_fields__)
        if unknown or not rule.same:
            raise CatalogueInvalid(
                file.name, f"规则 {rule.code} 的 same 不是抽样单的字段：{'、'.join(unknown)}"
            )
        if not isinstance(rule.limit, int) or rule.limit < 1:
            raise CatalogueInvalid(file.name, f"规则 {rule.code} 的 limit 须为 1 以上的整数")
    return rules


def quarter_of(day: date) -> tuple[date, date]:
    """First and last day of the calendar quarter."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    following = date(day.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
    return first, following - timedelta(days=1)
