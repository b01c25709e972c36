"""How one file of the national system looks: its columns in order, how it writes words, and its format.

Three layouts that differ in everything that the export is known to vary in: the year's wording (标识 or 标称), marks of
required columns, a title above, columns left out or added, order, 单位名称 standing twice, encodings and XLSX.
"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import xlsxwriter

from domain.national import headers as h

USUAL_ORDER = (
    h.UNIT_NAME, "更新时间", h.PLACE, "被抽样省份", h.CITY, h.COUNTY, "单位地址(被抽样单位)", h.PRODUCER_LICENCE, h.SAMPLE_NAME,
    "抽样数量", h.SHEET_NO, h.CATEGORY, "食品亚类", "食品次亚类", "食品细类", h.HANDLED_ON, "样品规格", h.BATCH_NO, h.PRODUCED_ON,
    "保质期", h.SAMPLING_AGENCY, h.SAMPLERS, h.SAMPLED_ON, h.LABORATORY, h.PURPOSE, h.REPORT_NO, h.RECEIVED_ON, h.REPORTED_ON,
    "所在省份", "样品类型", h.PRODUCER_NAME, "标识生产企业地址", h.CLASS_2, h.CLASS_1, h.STAGE, "年度", h.CONCLUSION, h.SOURCE,
    h.STATE, "区域类型", h.LICENCE, h.REPORT_CLASS, h.LEVEL, h.ITEM, h.RESULT, h.VERDICT, h.METHOD_BASIS, h.JUDGEMENT_BASIS,
    h.MIN_LIMIT, h.MIN_UNIT, h.MAX_LIMIT, h.MAX_UNIT, h.RESULT_UNIT, h.ITEM_CLASS, h.FINDING, h.SOURCE_PROVINCE,
    h.SOURCE_CITY, h.SOURCE_COUNTY, h.EVALUATIVE, h.AGENCY_PROVINCE, h.AGENCY_CITY, h.AGENCY_COUNTY, h.OBJECTION_STATE,
    h.OBJECTION_RESULT,
)  # fmt: skip
STARRED = frozenset(
    {
        "单位地址(被抽样单位)", h.SHEET_NO, "样品规格", h.BATCH_NO, h.PRODUCED_ON, "保质期", h.SAMPLERS, h.SAMPLED_ON, h.PURPOSE,
        h.REPORT_NO, h.RECEIVED_ON, h.REPORTED_ON, h.CONCLUSION, h.SOURCE, h.RESULT, h.VERDICT, h.METHOD_BASIS,
        h.JUDGEMENT_BASIS, h.MAX_LIMIT, h.RESULT_UNIT,
    }
)  # fmt: skip

Row = dict[str, str | date]


@dataclass(frozen=True)
class Layout:
    """One file's appearance. `titles` turns the usual column names into the headers that the file shows."""

    file: str
    order: tuple[str, ...]
    title: Callable[[str], str]
    heading: str = ""
    encoding: str = "utf-8-sig"
    full_names: bool = True  # districts as 武进区, not as 武进
    level_in_bracket: bool = False  # the task level stands in 报送分类-1 alone
    variants: bool = False  # 符合 and 不符合, 流通环节, /-separated people
    dates: str = "%Y-%m-%d %H:%M:%S"
    plan_names: bool = False  # 报送分类-2 holds a task's name, not the plan's number

    def write(self, folder: Path, rows: Sequence[Row]) -> Path:
        """Write the file; cells of columns that the layout leaves out are lost."""
        path = folder / self.file
        headers = [self.title(name) for name in self.order]
        if path.suffix == ".xlsx":
            self._write_workbook(path, headers, rows)
        else:
            with path.open("w", encoding=self.encoding, newline="") as file:
                writer = csv.writer(file)
                if self.heading:
                    writer.writerow([self.heading])
                writer.writerow(headers)
                writer.writerows([self._shown(row.get(name, "")) for name in self.order] for row in rows)
        return path

    def _shown(self, cell: str | date) -> str:
        if isinstance(cell, str):
            return cell
        return datetime.combine(cell, time(9, 41, 7)).strftime(self.dates)

    def _write_workbook(self, path: Path, headers: Sequence[str], rows: Sequence[Row]) -> None:
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
            sheet = book.add_worksheet("检测数据")
            day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
            sheet.write_row(0, 0, [self.heading])
            sheet.write_row(1, 0, headers)
            for at, row in enumerate(rows, start=2):
                for column, name in enumerate(self.order):
                    cell = row.get(name, "")
                    if isinstance(cell, str):
                        sheet.write_string(at, column, cell)
                    else:
                        sheet.write_datetime(at, column, datetime.combine(cell, time(9, 41)), day)
            book.add_worksheet("说明").write_string(0, 0, "本表由系统导出")


def _starred(name: str) -> str:
    return f"{name}*" if name in STARRED else name


def _other_year(name: str) -> str:
    words = {
        h.UNIT_NAME: "单位名称",
        h.SAMPLING_AGENCY: "单位名称",
        h.COUNTY: "县（市、区）",
        h.SOURCE_CITY: "任务来源（市）",
    }
    return words.get(name, name).replace("标识", "标称")


LAYOUTS = (
    Layout("2023年抽检数据.xlsx", USUAL_ORDER, _starred, heading="食品安全抽样检验数据（合成数据）"),
    Layout(
        "第二批.csv",
        tuple(reversed([name for name in USUAL_ORDER if name not in (h.CITY, h.FINDING, h.AGENCY_PROVINCE)])),
        lambda name: f" {_starred(name)} ",
        encoding="gb18030",
        full_names=False,
        variants=True,
        dates="%Y/%m/%d %H:%M",
        plan_names=True,
    ),
    Layout(
        "第三批.csv",
        (*(name for name in USUAL_ORDER if name not in (h.LEVEL, h.EVALUATIVE, h.ITEM_CLASS)), "自编备注"),
        _other_year,
        heading="导出时间：2024-01-05（合成数据）",
        level_in_bracket=True,
        dates="%Y.%m.%d",
    ),
)
