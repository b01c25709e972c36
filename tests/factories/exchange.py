"""Exchange folders and workbooks for tests: a small valid city (合成数据) that a test changes cell by cell."""

import copy
import csv
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy import Engine

from domain.catalogue.clocks import load_clocks
from domain.catalogue.measures import load_catalogue
from domain.credit_code import check_character
from domain.exchange.tables import TABLE_BY_NAME
from sampling.exchange.importing import import_exchange
from sampling.exchange.report import ImportReport

World = dict[str, list[dict[str, str]]]
"""Rows by table, each row by header."""

Place = tuple[str, int | None, str | None, str]
"""File, row, column and code of a finding."""


def a_credit_code(number: int) -> str:
    """A code with the right check character."""
    first17 = f"91510100MA{number:07d}"
    return first17 + check_character(first17)


CITY, DISTRICT, TOWN = "510100", "510104", "510104001"
MAKER, SHOP = a_credit_code(1), a_credit_code(2)


def a_world() -> World:
    """One row or more of every table; nothing in it is refused or warned about."""
    return copy.deepcopy(_WORLD)


def a_sheet_row(**cells: str) -> dict[str, str]:
    """A row of `samples` with one qualified item; keyword arguments are headers."""
    return {**_SHEET, **cells}


_SHEET = {
    "抽样编号": "CY001",
    "任务类别": "监督抽检",
    "任务级别": "市抽",
    "计划编号": "JH01",
    "抽样单状态": "有效",
    "抽样环节": "流通",
    "抽样场所": "超市",
    "抽样地区划代码": TOWN,
    "被抽样单位信用代码": SHOP,
    "被抽样单位名称": "合成商店",
    "标称生产企业信用代码": MAKER,
    "标称生产企业名称": "合成食品厂",
    "样品名称": "合成糕点",
    "食品大类": "糕点",
    "生产日期": "2023-03-01",
    "批号": "P1",
    "抽样日期": "2023-04-10",
    "抽样人员": "甲一、乙二",
    "承检机构": "合成检测中心",
    "收样日期": "2023-04-12",
    "报告书编号": "BG001",
    "报告日期": "2023-04-20",
    "检验项目": "铅",
    "项目类别": "重金属",
    "检验结果": "0.1",
    "结果单位": "mg/kg",
    "最大允许限": "0.5",
    "最小允许限": "",
    "结果判定": "合格项",
    "检验依据": "GB 5009.12",
    "判定依据": "GB 2762",
}

_WORLD: World = {
    "areas": [
        {"区划代码": CITY, "名称": "合成市", "级别": "市", "上级代码": ""},
        {"区划代码": DISTRICT, "名称": "合成区", "级别": "县区", "上级代码": CITY},
        {"区划代码": TOWN, "名称": "合成镇", "级别": "镇街", "上级代码": DISTRICT},
    ],
    "population": [
        {"区划代码": CITY, "年份": "2022", "常住人口": "9000", "来源": "合成数据"},
        {"区划代码": DISTRICT, "年份": "2022", "常住人口": "9000", "来源": "合成数据"},
    ],
    "enterprises": [
        {
            "统一社会信用代码": code,
            "名称": name,
            "区划代码": TOWN,
            "环节": stage,
            "业态": trade,
            "成立日期": "2015-01-01",
            "退出日期": "",
            "风险等级": "B",
            "标签": tags,
            "互联网明厨亮灶": "",
            "HACCP": "是",
            "可追溯": "否",
        }
        for code, name, stage, trade, tags in (
            (MAKER, "合成食品厂", "生产", "食品生产企业", "乳制品;保健食品"),
            (SHOP, "合成商店", "流通", "超市", ""),
        )
    ],
    "plans": [
        {
            "计划编号": "JH01",
            "年份": "2023",
            "类别": "监督抽检",
            "任务级别": "市抽",
            "区划代码": DISTRICT,
            "食品大类": "糕点",
            "环节": "流通",
            "计划批次": "10",
        }
    ],
    "samples": [
        {**_SHEET},
        {**_SHEET, "检验项目": "镉"},
        {**_SHEET, "检验项目": "氧乐果", "项目类别": "农药残留", "检验结果": "2", "结果判定": "不合格项"},
        {**_SHEET, "抽样编号": "CY002"},
    ],
    "reviews": [
        {
            "抽样编号": "CY001",
            "类型": "复检",
            "申请日期": "2023-05-01",
            "受理情况": "受理",
            "结论日期": "2023-05-20",
            "结论": "维持",
        }
    ],
    "disposals": [
        {
            "处置编号": "HC01",
            "抽样编号": "CY001",
            "处置环节": "经营",
            "区划代码": DISTRICT,
            "收到日期": "2023-04-21",
            "启动日期": "2023-04-22",
            "完成日期": "2023-06-01",
            "批准延期天数": "90",
            "状态": "完成",
        }
    ],
    "inspections": [
        {
            "检查编号": "JC01",
            "统一社会信用代码": MAKER,
            "检查类型": "体系检查",
            "检查日期": "2023-03-03",
            "检查人员": "丙三、丁四",
        }
    ],
    "self_reports": [
        {"报告编号": "ZC01", "统一社会信用代码": MAKER, "类型": "定期自查报告", "报告日期": "2023-07-01"}
    ],
    "problems": [
        {
            "问题编号": number,
            "来源": source,
            "来源编号": source_no,
            "统一社会信用代码": MAKER,
            "问题描述": "合成问题",
            "发现日期": "2023-03-03",
            "整改期限": "2023-04-03",
            "整改完成日期": "2023-03-20",
        }
        for number, source, source_no in (("WT01", "检查", "JC01"), ("WT02", "自查", "ZC01"))
    ],
    "cases": [
        {
            "线索编号": "AJ01",
            "区划代码": TOWN,
            "发现日期": "2023-02-01",
            "应立案": "是",
            "立案日期": "2023-02-10",
            "办结日期": "2023-04-01",
            "立案延期工作日": "15",
            "办案延期天数": "30",
        }
    ],
    "returns": [
        {
            "指标": measure,
            "区划代码": area,
            "季度": "2023Q1",
            "分子": numerator,
            "分母": "100",
            "状态": "已审核",
            "版本": "1",
        }
        for measure, area, numerator in (("01", DISTRICT, "99"), ("14-2", CITY, "4000.5"))
    ],
}


def headers_of(rows: Iterable[Mapping[str, str]], table: str) -> list[str]:
    """The headers that the rows have, in the order of the format, others behind."""
    rows = list(rows)
    if not rows:
        return [column.header for column in TABLE_BY_NAME[table].all_columns]
    known = [column.header for column in TABLE_BY_NAME[table].all_columns if column.header in rows[0]]
    return known + [header for header in rows[0] if header not in known]


def csv_text(table: str, rows: list[dict[str, str]]) -> str:
    """The rows as a CSV file's text."""
    text = io.StringIO()
    writer = csv.DictWriter(text, headers_of(rows, table), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_folder(folder: Path, world: Mapping[str, list[dict[str, str]]], encoding: str = "utf-8") -> Path:
    """The world as an exchange folder, made anew."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.csv"):
        old.unlink()
    for table, rows in world.items():
        (folder / f"{table}.csv").write_bytes(csv_text(table, rows).encode(encoding))
    return folder


def write_workbook(
    file: Path, sheets: Mapping[str, list[list[object]]], *, date_format: str = "yyyy-mm-dd"
) -> Path:
    """A workbook of the given rows; a date becomes a date cell, a number a number cell."""
    with xlsxwriter.Workbook(file, {"default_date_format": date_format}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(at, column, cell)
                    elif cell is not None:
                        sheet.write(at, column, cell)
    return file


def as_sheets(world: Mapping[str, list[dict[str, str]]]) -> dict[str, list[list[object]]]:
    """The world as rows of worksheets, header first."""
    sheets: dict[str, list[list[object]]] = {}
    for table, rows in world.items():
        headers = headers_of(rows, table)
        sheets[table] = [[*headers]]
        sheets[table] += [[row.get(header) or None for header in headers] for row in rows]
    return sheets


def import_path(engine: Engine, path: Path, **options: Any) -> ImportReport:
    """Import as the operator 测试 on a fixed day, with the shipped catalogue."""
    given: dict[str, Any] = {"actor": "测试", "at": datetime(2024, 4, 1, 8, 30, tzinfo=UTC), **options}
    return import_exchange(engine, path, catalogue=load_catalogue(), clocks=load_clocks(), **given)


def places(findings: Iterable[Any]) -> list[Place]:
    """Where the findings are and what they say, without their messages."""
    return [(finding.file, finding.row, finding.column, finding.code) for finding in findings]
