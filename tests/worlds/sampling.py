"""Strategies for plans, sheets with their items, and disposal tasks. Sheets in dispute are made in `contested`."""

from typing import Any

from hypothesis import strategies as st

from tests.reference import Row
from tests.reference.world import HEADERS
from tests.worlds.areas import Places
from tests.worlds.days import Days, not_before
from tests.worlds.shapes import a_few_of, lists_of

CATEGORIES = ["肉制品", "食用油、油脂及其制品"]
STAGES = ["生产", "流通", "餐饮"]
LEVELS = ["国抽", "省抽", "市抽", "县抽", "县抽"]
TASK_KINDS = [
    *["监督抽检", "监督抽检", "监督抽检", "评价性抽检", "评价性抽检", "评价性抽检"],
    *["农产品监测", "农产品监测", "风险监测", "快速检测"],
]
PLAN_KINDS = ["监督抽检", "监督抽检", "评价性抽检", "评价性抽检", "风险监测", "农产品监测"]
STATES = ["有效"] * 8 + ["作废", "拒收"]
PLACES = [
    *["生产线", "成品库", "成品库（待检区）", "成品库(已检区)", "其他", "食品生产企业", "小作坊"],
    *["学校/托幼食堂", "超市", "小型餐馆", "自动售货机"],
]
ITEM_CLASSES = ["农药残留", "兽药残留", "微生物", "其他"]
VERDICTS = ["合格项", "合格项", "不合格项", "问题项", "不判定项", "未检验"]


def plans(places: Places, year: int) -> st.SearchStrategy[list[Row]]:
    drawn = st.tuples(
        st.sampled_from([year, year, year, year - 1, year + 1]),
        st.sampled_from(PLAN_KINDS),
        st.sampled_from(LEVELS),
        st.sampled_from(places.anywhere),
        st.sampled_from(CATEGORIES),
        st.sampled_from([None, None, *STAGES]),
        st.sampled_from([0, 1, 1, 2, 8]),
    )
    return lists_of(drawn, 6).map(
        lambda rows: [
            {
                "计划编号": f"JH{number:04d}",
                "年份": when,
                "类别": kind,
                "任务级别": level,
                "区划代码": area,
                "食品大类": category,
                "环节": stage,
                "计划批次": batches,
            }
            for number, (when, kind, level, area, category, stage, batches) in enumerate(rows)
        ]
    )


@st.composite
def sheets(draw: st.DrawFn, places: Places, days: Days, plans: list[Row], codes: list[str]) -> list[Row]:
    numbers = [row["计划编号"] for row in plans]
    drawn = st.tuples(
        a_few_of(draw, TASK_KINDS),
        st.sampled_from(LEVELS),
        st.sampled_from([None, *numbers, *numbers]),
        st.sampled_from(STATES),
        st.tuples(a_few_of(draw, STAGES), a_few_of(draw, PLACES, 4)),
        st.sampled_from(places.anywhere),
        st.tuples(st.sampled_from([None, *codes]), st.sampled_from([None, *codes])),
        st.sampled_from(CATEGORIES),
        days.near,
        st.one_of(days.near, days.near, days.at_as_of, st.none()),
    )
    rows: list[Row] = []
    for kind, level, plan, state, (stage, place), area, (unit, producer), category, sampled, reported in draw(
        lists_of(drawn, 20, least=3)
    ):
        rows.append(
            sheet_row(
                f"SC{len(rows):04d}",
                任务类别=kind,
                任务级别=level,
                计划编号=plan,
                抽样单状态=state,
                抽样环节=stage,
                抽样场所=place,
                抽样地区划代码=area,
                被抽样单位信用代码=unit,
                标称生产企业信用代码=producer,
                食品大类=category,
                抽样日期=sampled,
                报告日期=not_before(sampled, reported),
            )
        )
    return rows


def sheet_row(number: str, **cells: Any) -> Row:
    """A sheet with every column; what is not given is empty or of no account."""
    fixed = {"被抽样单位名称": "合成单位", "样品名称": "合成样品", "抽样人员": "甲、乙"}
    return {**dict.fromkeys(HEADERS["sheets"]), **fixed, "抽样编号": number, **cells}


def item_row(sheet: str, name: str, item_class: str, verdict: str) -> Row:
    """A test item without results and limits, which no figure depends on."""
    empty = dict.fromkeys(HEADERS["items"])
    return {**empty, "抽样编号": sheet, "检验项目": name, "项目类别": item_class, "结果判定": verdict}


@st.composite
def items(draw: st.DrawFn, sheets: list[Row]) -> list[Row]:
    """Up to three items of each sheet."""
    rows: list[Row] = []
    findings = st.lists(st.tuples(st.sampled_from(ITEM_CLASSES), a_few_of(draw, VERDICTS)), max_size=3)
    for sheet in sheets:
        for number, (item_class, verdict) in enumerate(draw(findings)):
            rows.append(item_row(sheet["抽样编号"], f"项目{number}", item_class, verdict))
    return draw(st.permutations(rows)) if len(rows) < 8 else rows


@st.composite
def disposals(draw: st.DrawFn, places: Places, days: Days, sheets: list[Row]) -> list[Row]:
    """Tasks that crowd on a few sheets over several areas."""
    numbers = [row["抽样编号"] for row in sheets]
    drawn = st.tuples(
        st.sampled_from(numbers[:3] * 2 + numbers),
        st.sampled_from(["生产", "经营"]),
        st.sampled_from(places.anywhere),
        days.natural_clocks,
        st.one_of(st.none(), days.at_as_of, days.near),
        st.sampled_from(["办理中", "完成", "完成", "撤销"]),
    )
    rows: list[Row] = []
    for sheet, side, area, (received, extension), completed, state in draw(lists_of(drawn, 14)):
        rows.append(
            {
                "处置编号": f"HC{len(rows):04d}",
                "抽样编号": sheet,
                "处置环节": side,
                "区划代码": area,
                "收到日期": received,
                "启动日期": None,
                "完成日期": not_before(received, completed),
                "批准延期天数": extension,
                "状态": state,
            }
        )
    return rows
