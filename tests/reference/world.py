"""A city-year as plain dicts under the exchange format's own Chinese headers, and the reading of a clean folder.

Belongs here: the shape of a `World` and the turning of cells into python values. Not here: any rule about figures,
and none of the importer's refusals: a folder that the product would refuse is not told apart.
Dates are `date`, whole numbers `int`, 分子 and 分母 `Fraction`, 标签 a `frozenset`, everything else `str`;
an empty cell is None. `samples` is split into `sheets` (one row per 抽样编号) and `items`.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

Row = dict[str, Any]

HEADERS: dict[str, tuple[str, ...]] = {
    "areas": ("区划代码", "名称", "级别", "上级代码"),
    "population": ("区划代码", "年份", "常住人口", "来源"),
    "enterprises": (
        *("统一社会信用代码", "名称", "区划代码", "环节", "业态", "成立日期", "退出日期", "风险等级", "标签"),
        *("互联网明厨亮灶", "HACCP", "可追溯"),
    ),
    "plans": ("计划编号", "年份", "类别", "任务级别", "区划代码", "食品大类", "环节", "计划批次"),
    "sheets": (
        *("抽样编号", "任务类别", "任务级别", "计划编号", "抽样单状态", "抽样环节", "抽样场所"),
        *(
            "抽样地区划代码",
            "被抽样单位信用代码",
            "被抽样单位名称",
            "标称生产企业信用代码",
            "标称生产企业名称",
        ),
        *("样品名称", "食品大类", "生产日期", "批号", "抽样日期", "抽样人员", "承检机构", "收样日期"),
        *("报告书编号", "报告日期"),
    ),
    "items": (
        *("检验项目", "项目类别", "检验结果", "结果单位", "最大允许限", "最小允许限", "结果判定"),
        *("检验依据", "判定依据"),
    ),
    "reviews": ("抽样编号", "类型", "申请日期", "受理情况", "结论日期", "结论"),
    "disposals": (
        *("处置编号", "抽样编号", "处置环节", "区划代码", "收到日期", "启动日期", "完成日期"),
        *("批准延期天数", "状态"),
    ),
    "inspections": ("检查编号", "统一社会信用代码", "检查类型", "检查日期", "检查人员"),
    "self_reports": ("报告编号", "统一社会信用代码", "类型", "报告日期"),
    "problems": (
        *("问题编号", "来源", "来源编号", "统一社会信用代码", "问题描述", "发现日期"),
        *("整改期限", "整改完成日期"),
    ),
    "cases": (
        *("线索编号", "区划代码", "发现日期", "应立案", "立案日期", "办结日期"),
        *("立案延期工作日", "办案延期天数"),
    ),
    "returns": ("指标", "区划代码", "季度", "分子", "分母", "状态", "版本"),
}
DATES = {
    *("成立日期", "退出日期", "生产日期", "抽样日期", "收样日期", "报告日期", "申请日期", "结论日期"),
    *("收到日期", "启动日期", "完成日期", "检查日期", "发现日期", "整改期限", "整改完成日期"),
    *("立案日期", "办结日期"),
}
WHOLE = {"年份", "常住人口", "计划批次", "批准延期天数", "立案延期工作日", "办案延期天数", "版本"}
FRACTIONS = {"分子", "分母"}
NOTHING = {"", "/", "-", "无"}


@dataclass
class World:
    """All rows of one import, one list of dicts per table, keyed by the Chinese headers.

    `items` rows carry 抽样编号 in addition to the item columns.
    """

    areas: list[Row] = field(default_factory=list)
    population: list[Row] = field(default_factory=list)
    enterprises: list[Row] = field(default_factory=list)
    plans: list[Row] = field(default_factory=list)
    sheets: list[Row] = field(default_factory=list)
    items: list[Row] = field(default_factory=list)
    reviews: list[Row] = field(default_factory=list)
    disposals: list[Row] = field(default_factory=list)
    inspections: list[Row] = field(default_factory=list)
    self_reports: list[Row] = field(default_factory=list)
    problems: list[Row] = field(default_factory=list)
    cases: list[Row] = field(default_factory=list)
    returns: list[Row] = field(default_factory=list)

    @cached_property
    def items_of(self) -> dict[str, list[Row]]:
        """The items of each sheet that has any; made once, when the world is complete."""
        found: dict[str, list[Row]] = {}
        for item in self.items:
            found.setdefault(item["抽样编号"], []).append(item)
        return found


def load_folder(path: Path) -> World:
    """Read the CSV tables of a clean exchange folder (UTF-8, no refused cell); absent tables are empty."""
    world = World()
    for table, headers in HEADERS.items():
        if table in ("sheets", "items"):
            continue
        setattr(world, table, [_row(cells, headers) for cells in _cells(path / f"{table}.csv")])
    known: set[str] = set()
    for cells in _cells(path / "samples.csv"):
        sheet = _row(cells, HEADERS["sheets"])
        if sheet["抽样编号"] not in known:
            known.add(sheet["抽样编号"])
            world.sheets.append(sheet)
        item = _row(cells, HEADERS["items"])
        if item["检验项目"] is not None:
            world.items.append({"抽样编号": sheet["抽样编号"], **item})
    return world


def _cells(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if any(cell for cell in row.values())]
    return [{str(name).rstrip("*").strip(): cell or "" for name, cell in row.items()} for row in rows]


def _row(cells: dict[str, str], headers: tuple[str, ...]) -> Row:
    return {header: _value(header, cells.get(header, "").strip()) for header in headers}


def _value(header: str, text: str) -> Any:
    if header == "标签":
        parts = re.split("[、，,;；]", text)
        return frozenset(part.strip() for part in parts if part.strip() not in NOTHING)
    if text in NOTHING:
        return None
    if header in DATES:
        return _date(text)
    if header in WHOLE:
        return int(Fraction(_half_width(text).replace(",", "")))
    if header in FRACTIONS:
        return Fraction(_half_width(text).replace(",", ""))
    if header.endswith(("编号", "代码")) or header in ("指标", "季度"):
        return _half_width(text).upper()
    return text


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _date(text: str) -> date:
    digits = re.match(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})", _half_width(text))
    if digits is None:
        raise ValueError(f"不是日期：{text}")
    year, month, day = digits.groups()
    return date(int(year), int(month), int(day))
