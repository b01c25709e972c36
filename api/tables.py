"""Values as machines and spreadsheets read them: the JSON of the exchange format, and rows of CSV."""

from datetime import date
from decimal import Decimal
from typing import Any

from domain.exchange.guard import guarded
from domain.indicators.assessment import Assessment
from domain.indicators.values import STATUS_WORDS, MeasureValue, plain

CSV_HEADER = [
    "指标",
    "名称",
    "区划代码",
    "辖区",
    "单位",
    "目标",
    "分子",
    "分母",
    "数值",
    "差距",
    "达标",
    "状态",
]
_VERDICTS = {True: "达标", False: "未达标", None: "未知"}


def assessment_json(assessment: Assessment) -> dict[str, Any]:
    """The exchange format's answer to `indicators`."""
    return {
        "year": assessment.year,
        "as_of": assessment.as_of.isoformat(),
        "city": assessment.city.code,
        "values": [value.to_row() for value in assessment.values],
    }


def record_json(row: dict[str, object]) -> dict[str, object]:
    """A record behind a value for machines: dates as ISO text, contributions as decimal strings."""
    return {
        name: plain(value)
        if isinstance(value, Decimal)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for name, value in row.items()
    }


def csv_row(value: MeasureValue, area_name: str) -> list[str]:
    """One value under `CSV_HEADER`; what is unknown is an empty cell."""
    measure = value.measure
    return [
        measure.code,
        guarded(measure.name),
        value.area,
        guarded(area_name),
        measure.unit,
        measure.target.text,
        plain(value.numerator) or "",
        plain(value.denominator) or "",
        value.shown or "",
        value.gap_shown or "",
        _VERDICTS[value.met],
        STATUS_WORDS[value.status],
    ]
