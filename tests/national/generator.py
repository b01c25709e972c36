"""A city-year of the exchange format, written again as the national system would export it, with the registers apart.

What the export cannot carry is left to the registers folder, as it is in an office: areas, population, enterprises,
plans, and everything that follows a sheet (reviews, disposals). Towns are lost (the export names counties only), and a
producer is known by its name alone: the generator checks that the name leads back to the same enterprise.
"""

import csv
import shutil
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.exchange.tables import TABLES
from domain.national import headers as h
from domain.national.text import folded
from tests.national.layouts import LAYOUTS, Layout, Row

BEFORE = ("areas", "population", "enterprises", "plans")
Record = dict[str, str]

_LEVEL_BRACKETS = {"国抽": "总局本级", "省抽": "省级", "市抽": "市级", "县抽": "县级"}
_PURPOSES = {
    "监督抽检": "监督抽检",
    "评价性抽检": "评价性抽检",
    "风险监测": "食品安全风险监测",
    "农产品监测": "农产品质量安全监测",
    "快速检测": "食品快检",
}
_VARIANT_VERDICTS = {
    "合格项": "符合",
    "不合格项": "不符合",
    "问题项": "问题",
    "不判定项": "不判定",
    "未检验": "未检",
}
_CONCLUSIONS = {"合格": "纯抽检合格样品", "不合格": "一般不合格样品", "问题": "一般问题样品", "未判定": "——"}


@dataclass(frozen=True)
class NationalYear:
    """Where everything was written."""

    before: Path  # registers that must be imported first
    files: tuple[Path, ...]  # the national system's exports
    after: Path  # what refers to sheets
    plan_aliases: Path
    area_aliases: Path


def write_national_year(exchange: Path, out: Path) -> NationalYear:
    """Write the exchange folder `exchange` as national exports and registers below `out`."""
    before, after, exports = out / "registers", out / "follow-up", out / "national"
    for folder in (before, after, exports):
        folder.mkdir(parents=True)
    for table in TABLES:
        source = exchange / f"{table.name}.csv"
        if source.exists() and table.name != "samples":
            shutil.copyfile(source, (before if table.name in BEFORE else after) / source.name)
    writer = _Writer(exchange)
    files = writer.write(exports)
    plan_aliases = out / "plan_aliases.csv"
    _write_pairs(plan_aliases, ("名称", "计划编号"), writer.plan_aliases)
    area_aliases = out / "area_aliases.csv"
    _write_pairs(area_aliases, ("别名", "区划代码"), writer.area_aliases)
    return NationalYear(before, files, after, plan_aliases, area_aliases)


def read_table(file: Path) -> list[Record]:
    """Rows of a CSV file by header."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def _write_pairs(file: Path, header: tuple[str, str], pairs: dict[str, str]) -> None:
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(header)
        writer.writerows(pairs.items())


class _Writer:
    def __init__(self, exchange: Path) -> None:
        self._areas = {row["区划代码"]: row for row in read_table(exchange / "areas.csv")}
        enterprises = read_table(exchange / "enterprises.csv")
        self._names = {row["统一社会信用代码"]: row["名称"] for row in enterprises}
        self._how_many = Counter(folded(name) for name in self._names.values())
        self._sheets: defaultdict[str, list[Record]] = defaultdict(list)
        for row in read_table(exchange / "samples.csv"):
            self._sheets[row["抽样编号"]].append(row)
        self.plan_aliases: dict[str, str] = {}
        self.area_aliases: dict[str, str] = {}

    def write(self, folder: Path) -> tuple[Path, ...]:
        """Deal the sheets to the layouts in turn."""
        dealt: list[list[Row]] = [[] for _ in LAYOUTS]
        for number, items in enumerate(self._sheets.values()):
            at = number % len(LAYOUTS)
            if h.EVALUATIVE not in LAYOUTS[at].order and items[0]["任务类别"] == "评价性抽检":
                at = 0  # that file could not say so
            sheet = self._sheet(items, number, LAYOUTS[at])
            dealt[at] += [sheet | self._item(item, LAYOUTS[at]) for item in items]
        return tuple(layout.write(folder, rows) for layout, rows in zip(LAYOUTS, dealt, strict=True))

    def _sheet(self, items: list[Record], number: int, layout: Layout) -> Row:
        first = items[0]
        row: Row = {
            h.SHEET_NO: _broken(first["抽样编号"], at_times=number),
            h.UNIT_NAME: first["被抽样单位名称"],
            h.LICENCE: first["被抽样单位信用代码"] or ("/" if number % 2 else "320400000012345"),
            h.PLACE: first["抽样场所"],
            h.CITY: "常州市",
            h.COUNTY: self._county(first["抽样地区划代码"], layout),
            h.SAMPLE_NAME: first["样品名称"],
            h.CATEGORY: _broken(first["食品大类"], at_times=number + 1),
            h.BATCH_NO: first.get("批号") or "/",
            h.SAMPLING_AGENCY: first.get("承检机构") or "",
            h.LABORATORY: first.get("承检机构") or "",
            h.SAMPLERS: first["抽样人员"].replace("、", "/") if layout.variants else first["抽样人员"],
            h.SAMPLED_ON: date.fromisoformat(first["抽样日期"]),
            h.REPORT_NO: first.get("报告书编号") or "",
            h.PRODUCER_NAME: self._producer(first),
            h.STAGE: f"{first['抽样环节']}环节" if layout.variants else first["抽样环节"],
            h.CLASS_2: self._task(first["计划编号"], layout),
            "年度": first["抽样日期"][:4],
        }
        for header, ours in ((h.RECEIVED_ON, "收样日期"), (h.REPORTED_ON, "报告日期")):
            row[header] = date.fromisoformat(first[ours]) if first.get(ours) else "/"
        made = date.fromisoformat(first["生产日期"]) if first.get("生产日期") else "/"
        row |= {h.PRODUCED_ON: "——", h.HANDLED_ON: made} if number % 3 == 0 else {h.PRODUCED_ON: made}
        return row | _state(first["抽样单状态"]) | _task_words(first, layout) | _concluded(items)

    def _county(self, code: str, layout: Layout) -> str:
        area = self._areas[code]
        while area["级别"] == "镇街":
            area = self._areas[area["上级代码"]]
        if area["级别"] == "市":
            return "市辖区" if layout.full_names else area["名称"]
        if layout.full_names:
            return area["名称"]
        if area["名称"][-1] in "市县区" and len(area["名称"]) > 2 and not area["名称"].endswith("经开区"):
            return area["名称"][:-1]
        self.area_aliases["合成开发区"] = area["区划代码"]
        return "合成开发区"

    def _producer(self, sheet: Record) -> str:
        code, name = sheet["标称生产企业信用代码"], sheet["标称生产企业名称"]
        if code:
            assert self._how_many[folded(self._names[code])] == 1, (
                "the export cannot tell producers of one name apart"
            )
            return self._names[code]
        return f"{name}（外地）" if self._how_many[folded(name)] == 1 else name

    def _task(self, plan_no: str, layout: Layout) -> str:
        if not plan_no or not layout.plan_names:
            return plan_no
        name = f"合成任务{plan_no[-6:]}（{plan_no[:6]}）"
        self.plan_aliases[name] = plan_no
        return name

    def _item(self, item: Record, layout: Layout) -> Row:
        verdict, unit = item["结果判定"], item["结果单位"]
        limit = item.get("最大允许限") or ""
        return {
            h.ITEM: item["检验项目"],
            h.ITEM_CLASS: item["项目类别"],
            h.RESULT: item["检验结果"],
            h.RESULT_UNIT: unit,
            h.MAX_LIMIT: limit or "/",
            h.MAX_UNIT: unit if limit else "/",
            h.MIN_LIMIT: item.get("最小允许限") or "——",
            h.MIN_UNIT: "——",
            h.VERDICT: _VARIANT_VERDICTS.get(verdict, "") if layout.variants else verdict,
            h.METHOD_BASIS: item["检验依据"],
            h.JUDGEMENT_BASIS: item["判定依据"],
        }


def _broken(text: str, *, at_times: int) -> str:
    """The text with a line break or a blank inside, as exports that went through PDF have it."""
    if at_times % 5 > 1:
        return text
    middle = len(text) // 2
    return text[:middle] + ("\n", " ")[at_times % 5] + text[middle:]


def _state(state: str) -> Row:
    return {h.STATE: {"有效": "正常", "作废": "抽样单已作废", "拒收": "样品退样"}[state]}


def _task_words(sheet: Record, layout: Layout) -> Row:
    kind, level = sheet["任务类别"], sheet["任务级别"]
    row: Row = {
        h.PURPOSE: _PURPOSES[kind],
        h.EVALUATIVE: "是" if kind == "评价性抽检" else "否",
        h.AGENCY_CITY: "常州市农业农村局" if kind == "农产品监测" else "常州市市场监督管理局",
        h.SOURCE: "常州市",
    }
    if layout.level_in_bracket:
        return row | {h.CLASS_1: f"抽检监测（{_LEVEL_BRACKETS[level]}）"}
    sources = {"市抽": h.SOURCE_CITY, "县抽": h.SOURCE_COUNTY}
    stated = {sources[level]: "食品安全抽检任务"} if level in sources else {h.LEVEL: level}
    return row | stated | {h.CLASS_1: "抽检监测"}


def _concluded(items: list[Record]) -> Row:
    verdicts = {item["结果判定"] for item in items}
    found = next((word for word in ("不合格", "问题", "合格") if f"{word}项" in verdicts), "未判定")
    return {h.CONCLUSION: _CONCLUSIONS[found], h.FINDING: _CONCLUSIONS[found]}
