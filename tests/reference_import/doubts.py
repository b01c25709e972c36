"""Warnings about what is odd but may be right."""

import re
from decimal import Decimal
from typing import Any

from tests.reference_import.files import Row
from tests.reference_import.findings import Findings
from tests.reference_import.records import World

_EXTENSIONS = {
    ("disposals", "批准延期天数"): "disposal-complete",
    ("cases", "立案延期工作日"): "case-filing",
    ("cases", "办案延期天数"): "case-decision",
}


def doubt(world: World, clocks: dict[str, dict[str, Any]], findings: Findings) -> None:
    """All warnings but those about headers and overflowing cells."""
    for (table, header), clock in _EXTENSIONS.items():
        for record in world.records.get(table, []):
            days = record.head.get(header)
            if days is not None and days > clocks[clock]["extend"]:
                findings.warn(table, record.head.number, header, "long-extension")
    for record in world.records.get("samples", []):
        _doubt_dates(record.head, findings)
        _doubt_plan(record.head, world, findings)
        for row in record.rows:
            if not findings.has("samples", row.number, "抽样编号", "duplicate-key"):
                _doubt_verdict(row, findings)
    if "areas" in world.files or "population" in world.files:
        _doubt_population(world, findings)


def _doubt_population(world: World, findings: Findings) -> None:
    """The city and each district need a population of some year."""
    areas = {record.key for record in world.records.get("areas", []) if record.key} | set(
        world.stored.get("areas", {})
    )
    populated = {record.head.get("区划代码") for record in world.records.get("population", [])}
    populated |= {key[0] for key in world.stored.get("population", {})}
    for key in areas:
        if world.value("areas", key, "级别") in ("市", "县区") and key[0] not in populated:
            findings.warn("population", None, "区划代码", "population-missing")


def _doubt_dates(row: Row, findings: Findings) -> None:
    made, taken = row.get("生产日期"), row.get("抽样日期")
    if made is not None and taken is not None and made > taken:
        findings.warn("samples", row.number, "生产日期", "early-production-date")


def _doubt_plan(row: Row, world: World, findings: Findings) -> None:
    plan = row.get("计划编号")
    if plan is None or not world.is_known("plans", (plan,)):
        return
    for own, of_plan in (("食品大类", "食品大类"), ("抽样环节", "环节")):
        wanted = world.value("plans", (plan,), of_plan)
        if None not in (row.get(own), wanted) and row.get(own) != wanted:
            findings.warn("samples", row.number, own, "plan-mismatch")


def _doubt_verdict(row: Row, findings: Findings) -> None:
    result, highest, lowest = (_number(row, header) for header in ("检验结果", "最大允许限", "最小允许限"))
    if result is None or highest is None:
        return
    verdict = row.get("结果判定")
    if verdict == "合格项" and result > highest:
        findings.warn("samples", row.number, "结果判定", "verdict-doubtful")
    if verdict == "不合格项" and result < highest and (lowest is None or result >= lowest):
        findings.warn("samples", row.number, "结果判定", "verdict-doubtful")


def _number(row: Row, header: str) -> Decimal | None:
    text = row.get(header)
    if text is None or not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", text):
        return None
    return Decimal(text)
