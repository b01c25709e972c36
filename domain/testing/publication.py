"""Lists of results for the public: which sample goes into which list, and its rows in the layout of the bulletins.

Only reports of 监督抽检 that are issued are published: qualified samples one row each, unqualified ones a row for
every item that is not met. Problems (问题项) and samples without a verdict are nobody's to publish.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.bulletins.columns import NAMES, QUALIFIED, UNQUALIFIED, VERDICTS

PUBLISHED_KIND = "监督抽检"
_RANK = {"复检": 0, "异议": 1}
_CHANGED = {"改判合格": QUALIFIED, "改判不合格": UNQUALIFIED}
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Announcement:
    """Who publishes, and on which day; `note` stands in every row (合成数据)."""

    publisher: str
    published_on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A published sheet with its items, its verdict as of the day asked, and the review that gave it, if one did."""

    sheet: Row
    items: Sequence[Row]
    verdict: str
    review: str | None = None


def verdict_as_of(items: Iterable[Row], reviews: Iterable[Row], as_of: date) -> tuple[str, str | None]:
    """The verdict of a sheet on a day and what changed it: items first, then concluded reviews in their order.

    A re-inspection is final; on one day it goes before objections (`exchange.md`).
    """
    given = {item["verdict"] for item in items}
    words = (("不合格项", UNQUALIFIED), ("问题项", "问题"), ("合格项", QUALIFIED))
    verdict = next((word for item, word in words if item in given), "未判定")
    changed: str | None = None
    concluded = [
        one
        for one in reviews
        if one["acceptance"] == "受理"
        and one["conclusion"] is not None
        and one["concluded_on"] is not None
        and one["concluded_on"] <= as_of
    ]
    for one in sorted(
        concluded, key=lambda one: (one["concluded_on"], _RANK[one["kind"]], one["applied_on"])
    ):
        if one["conclusion"] in _CHANGED:
            verdict, changed = _CHANGED[one["conclusion"]], f"{one['kind']}{one['conclusion']}"
        if one["kind"] == "复检":
            break
    return verdict, changed


def rows_of(sample: Sample, by: Announcement) -> list[tuple[str, ...]]:
    """The rows of one sample in the columns of `domain.bulletins.columns`; none where it is not published."""
    if sample.verdict not in VERDICTS:
        return []
    sheet = sample.sheet
    common = {
        "source": by.publisher,
        "product": sheet["sample_name"],
        "classification": sheet["category"],
        "producer": sheet["producer_name"],
        "supplier": sheet["unit_name"],
        "produced": sheet["produced_on"].isoformat() if sheet["produced_on"] else None,
        "batch_no": sheet["batch_no"],
        "verdict": sample.verdict,
        "publisher": by.publisher,
        "published": by.published_on.isoformat(),
        "remark": "；".join(part for part in (by.note, sample.review) if part),
    }
    failed = [item for item in sample.items if item["verdict"] == "不合格项"]
    if sample.verdict == QUALIFIED or not failed:
        return [_cells(common)]
    return [_cells(common | _item(item)) for item in failed]


def _item(item: Row) -> dict[str, str | None]:
    return {
        "item_class": item["item_class"],
        "item": item["item_name"],
        "unit": item["unit"],
        "result": item["result"],
        "limit": _limit(item["min_limit"], item["max_limit"]),
    }


def _limit(least: str | None, most: str | None) -> str | None:
    parts = [
        f"{sign}{limit}" if _FIGURE.fullmatch(limit) else limit
        for sign, limit in (("≥", least), ("≤", most))
        if limit
    ]
    return "，".join(parts) or None


def _cells(values: Mapping[str, str | None]) -> tuple[str, ...]:
    return tuple(values.get(name) or "" for name in NAMES)
