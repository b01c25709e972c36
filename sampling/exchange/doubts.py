"""Warnings about content: what is lawful but unlikely, or will be missed in a figure. They never block."""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import lru_cache

from domain.catalogue.clocks import Clock
from domain.exchange.tables import SAMPLES
from sampling.cells.reading import Value
from sampling.exchange.findings import Findings
from sampling.exchange.rows import Row, TableRows

_FIGURE = re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,3})?")
_ITEM_NAMES = [column.name for column in SAMPLES.item_columns]
_RESULT_AT, _MAX_AT, _MIN_AT, _VERDICT_AT = (
    _ITEM_NAMES.index(name) for name in ("result", "max_limit", "min_limit", "verdict")
)
_EXTENSIONS = {
    "disposals": (("extension_days", "disposal-complete"),),
    "cases": (("filing_extension_workdays", "case-filing"), ("decision_extension_days", "case-decision")),
}
_POPULATED_LEVELS = ("市", "县区")

PlanFacts = Mapping[str, tuple[str | None, str | None]]
"""食品大类 and 环节 of plan rows by 计划编号; None where a row names none or it cannot be read."""


def verdict_doubt(item: Row) -> str:
    """Why a numeric result and its verdict do not fit together; empty when they do, or when nobody can tell.

    A result below 最小允许限 is rightly 不合格项 however far it lies below 最大允许限.
    """
    verdict, limit = item[_VERDICT_AT], item[_MAX_AT]
    if limit is None or verdict not in ("合格项", "不合格项"):
        return ""
    result, highest = _figure(item[_RESULT_AT]), _figure(limit)
    if result is None or highest is None:
        return ""
    if verdict == "合格项" and result > highest:
        return f"检验结果 {item[_RESULT_AT]} 高于最大允许限 {limit} 而判为合格项"
    if verdict == "不合格项" and result < highest:
        lowest = _figure(item[_MIN_AT])
        if lowest is None or result >= lowest:
            return f"检验结果 {item[_RESULT_AT]} 低于最大允许限 {limit} 而判为不合格项"
    return ""


@lru_cache(maxsize=1 << 16)
def _figure(text: Value) -> Decimal | None:
    return Decimal(text) if isinstance(text, str) and _FIGURE.fullmatch(text) else None


def warn_long_extensions(rows: TableRows, clocks: Mapping[str, Clock]) -> None:
    """Warn where an approved extension is longer than an approval may usually grant."""
    for name, clock in _EXTENSIONS.get(rows.table.name, ()):
        column, at = rows.table.column(name), rows.position(name)
        for record, values in enumerate(rows.values):
            days = values[at]
            if isinstance(days, int) and days > clocks[clock].extend:
                unit = "个工作日" if clocks[clock].unit == "workday" else "天"
                rows.warn(record, column, "long-extension", f"{days} {unit}（上限 {clocks[clock].extend}）")


def warn_early_production(sheets: TableRows) -> None:
    """Warn where a product was made after it was sampled."""
    column = SAMPLES.column("produced_on")
    made_at, sampled_at = sheets.position("produced_on"), sheets.position("sampled_on")
    for record, values in enumerate(sheets.values):
        made, sampled = values[made_at], values[sampled_at]
        if isinstance(made, str) and isinstance(sampled, str) and made > sampled:
            sheets.warn(record, column, "early-production-date", made)


def warn_plan_mismatch(sheets: TableRows, plans: PlanFacts) -> None:
    """Warn where a sheet cannot fill the plan row that it names."""
    plan_at = sheets.position("plan_no")
    compared = [(SAMPLES.column(name), sheets.position(name)) for name in ("category", "stage")]
    for record, values in enumerate(sheets.values):
        plan = plans.get(str(values[plan_at])) if values[plan_at] is not None else None
        for (column, at), wanted in zip(compared, plan or (), strict=False):
            if wanted is not None and values[at] is not None and values[at] != wanted:
                sheets.warn(record, column, "plan-mismatch", values[at])


def warn_missing_population(
    findings: Findings, levels: Mapping[str, str | None], known: Collection[str]
) -> None:
    """Warn for the city and every district without a single population figure."""
    for area, level in levels.items():
        if level in _POPULATED_LEVELS and area not in known:
            findings.warn("population", None, "区划代码", "population-missing", area)
