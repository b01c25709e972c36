"""Limits as versioned rows of standards, and which row was in force for a sample.

A sample is judged by the standard that was in force on its production date. Farm produce often has none: then the
date that its label or purchase gives, or the sampling date, stands in, and the finding says which one did.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import msgspec

from domain.errors import RuleViolation
from domain.testing.findings import Cell, Comparison, FindingEntry, ItemName, JudgedBy
from domain.work.fields import line, prose, said, whole


class StandardLimit(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The limit of one item in a food under one standard, and when it is in force.

    `category` None holds for all food. Limits are texts as the standard writes them.
    """

    item_name: ItemName
    category: Annotated[str, line("食品大类；不填适用于全部食品", "糕点")] | None = None
    standard_no: Annotated[str, line("标准号", "GB 2762-2022")]
    in_force_from: Annotated[date, said("实施日期")]
    in_force_until: Annotated[date | None, said("最后有效日期；现行有效不填")] = None
    min_limit: Cell | None = None
    max_limit: Cell | None = None
    limit_unit: Annotated[str, line("限量单位", "mg/kg", longest=40)] | None = None
    comparison: Annotated[Comparison | None, said("比较方法；不填为全数值比较法")] = None


class StandardVersion(StandardLimit, kw_only=True, frozen=True):
    """A row as it is kept. The newest version counts; earlier ones stay; a withdrawn one counts no more."""

    version: Annotated[int, whole("版本", least=1)]
    withdrawn: Annotated[bool, said("是否已撤下")] = False
    reason: Annotated[str, prose("变更理由", 1_000)] | None = None
    entered_by: Annotated[str, said("录入人")]


class StandardWithoutLimit(RuleViolation):
    """A row that limits nothing."""

    code = "standard-without-limit"

    def __init__(self, item: str, standard: str) -> None:
        super().__init__(
            f"{standard} 的 {item} 没有限量，请填写最小允许限或最大允许限", item=item, standard=standard
        )


class StandardPeriodWrong(RuleViolation):
    """A row that ends before it begins."""

    code = "standard-period-wrong"

    def __init__(self, item: str, standard: str) -> None:
        super().__init__(
            f"{standard} 的 {item} 最后有效日期早于实施日期，请核对", item=item, standard=standard
        )


def insist_on_sense(row: StandardLimit) -> None:
    """Raises `StandardWithoutLimit`, `StandardPeriodWrong`."""
    if row.min_limit is None and row.max_limit is None:
        raise StandardWithoutLimit(row.item_name, row.standard_no)
    if row.in_force_until is not None and row.in_force_until < row.in_force_from:
        raise StandardPeriodWrong(row.item_name, row.standard_no)


@dataclass(frozen=True, slots=True)
class JudgingDay:
    """The day whose standards count, and what kind of day it is."""

    day: date
    judged_by: JudgedBy


@dataclass(frozen=True, slots=True)
class LimitSource:
    """What was found for an item: a row, or none and why."""

    row: StandardVersion | None
    day: date
    judged_by: JudgedBy
    words: str

    @property
    def name(self) -> str:
        """The standard with its version."""
        return f"{self.row.standard_no} 第{self.row.version}版" if self.row else ""

    def filled(self, entry: FindingEntry) -> dict[str, Any]:
        """The cells that the row fills in; what the entry says itself stays."""
        if self.row is None:
            return {}
        return {
            "min_limit": self.row.min_limit,
            "max_limit": self.row.max_limit,
            "limit_unit": entry.limit_unit or self.row.limit_unit,
            "comparison": entry.comparison or self.row.comparison,
            "judgement_basis": entry.judgement_basis or self.row.standard_no,
        }


def judging_day(
    produced_on: date | None, sampled_on: date | None, date_kind: str | None
) -> JudgingDay | None:
    """The production date; what the label calls otherwise under its own name; else the sampling date."""
    if produced_on is not None:
        kinds: dict[str | None, JudgedBy] = {
            None: "生产日期",
            "生产日期": "生产日期",
            "加工日期": "加工日期",
            "购进日期": "购进日期",
            "检疫日期": "检疫日期",
        }
        return JudgingDay(produced_on, kinds.get(date_kind, "标注日期"))
    return None if sampled_on is None else JudgingDay(sampled_on, "抽样日期")


def needs_limits(entry: FindingEntry) -> bool:
    """Whether limits are to be looked up: a result without any limit of its own."""
    return entry.result is not None and entry.min_limit is None and entry.max_limit is None


def limits_for(
    entry: FindingEntry, category: str | None, when: JudgingDay, rows: Iterable[StandardVersion]
) -> LimitSource:
    """The one row in force for this item and food. `rows` are the newest versions of the item.

    A row for the very category goes before one for all food; a standard that the entry names (判定依据) before others.
    Where several remain nobody guesses.
    """
    found = [
        row
        for row in rows
        if not row.withdrawn
        and row.item_name == entry.item_name
        and row.category in (None, category)
        and row.in_force_from <= when.day
        and (row.in_force_until is None or when.day <= row.in_force_until)
        and entry.judgement_basis in (None, row.standard_no)
    ]
    found = [row for row in found if row.category is not None] or found
    by_day = f"按{when.judged_by} {when.day}"
    if len(found) == 1:
        words = f"限量取自{by_day}有效的 {found[0].standard_no}"
        return LimitSource(found[0], when.day, when.judged_by, words)
    if not found:
        return LimitSource(None, when.day, when.judged_by, f"{by_day}没有查到有效的标准限量")
    named = "、".join(sorted({row.standard_no for row in found}))
    words = f"{by_day}有多项标准有效（{named}），请在判定依据中写明标准号"
    return LimitSource(None, when.day, when.judged_by, words)
