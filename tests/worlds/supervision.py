"""Strategies for enterprises, inspections, self-reports, problems and cases."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from tests.reference import Row
from tests.worlds.areas import Places
from tests.worlds.credit_codes import credit_code
from tests.worlds.days import Days, not_before
from tests.worlds.shapes import a_few_of, lists_of

TRADES = [
    *[("生产", "食品生产企业"), ("生产", "食品生产企业"), ("生产", "食品生产企业"), ("生产", "小作坊")],
    *[
        ("餐饮", "学校/托幼食堂"),
        ("餐饮", "学校/托幼食堂"),
        ("流通", "超市"),
        ("流通", "其他"),
        ("生产", "其他"),
    ],
    *[("餐饮", "小型餐馆"), ("流通", "学校/托幼食堂")],
]
TAGS = [
    *[(), ("保健食品",), ("保健食品",), ("保健食品", "酒类")],
    *[("特殊医学用途配方食品",), ("婴幼儿配方食品", "乳制品")],
    *[("食品添加剂",), ("高风险大型",), ("连锁总部",), ("大型批发", "高风险大型"), ("批发市场开办者",)],
]
SPECIAL_PRODUCERS = 2
"""So many of the first enterprises may be health food producers, who are inspected and report more than others."""
YES_NO = st.sampled_from(["是", "否", None])
INSPECTIONS = [
    *["体系检查", "体系检查", "体系检查", "春季校园检查", "秋季校园检查", "春季校园检查", "秋季校园检查"],
    *["日常监督检查", "飞行检查", "双随机检查"],
]


@st.composite
def enterprises(draw: st.DrawFn, places: Places, days: Days, year: int) -> list[Row]:
    founded = st.one_of(st.just(date(year - 5, 5, 17)), days.near)
    closed = st.one_of(st.none(), st.none(), days.near)
    drawn = st.tuples(
        st.sampled_from(places.anywhere),
        st.one_of(a_few_of(draw, TRADES, 4), st.sampled_from(TRADES)),
        founded,
        closed,
        a_few_of(draw, TAGS),
        st.tuples(YES_NO, YES_NO, YES_NO),
    )
    special = st.tuples(
        st.sampled_from([places.city, places.towns[0], places.towns[2]]),
        st.just(("生产", "食品生产企业")),
        st.just(date(year - 5, 5, 17)),
        closed,
        st.just(("保健食品",)),
        st.just((None, "是", "否")),
    )
    rows: list[Row] = []
    found = draw(lists_of(special, SPECIAL_PRODUCERS)) + draw(lists_of(drawn, 14, least=2))
    for area, (stage, trade), opened, left, tags, (kitchen, haccp, traceable) in found:
        rows.append(
            {
                "统一社会信用代码": credit_code(places.city, len(rows)),
                "名称": f"合成主体{len(rows)}",
                "区划代码": area,
                "环节": stage,
                "业态": trade,
                "成立日期": opened,
                "退出日期": not_before(opened, left),
                "风险等级": None,
                "标签": frozenset(tags),
                "互联网明厨亮灶": kitchen,
                "HACCP": haccp,
                "可追溯": traceable,
            }
        )
    return rows


def _who(codes: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(codes + codes[:SPECIAL_PRODUCERS] * 4)


@st.composite
def inspections(draw: st.DrawFn, codes: list[str], days: Days) -> list[Row]:
    drawn = st.tuples(_who(codes), a_few_of(draw, INSPECTIONS), days.near)
    return [
        {
            "检查编号": f"JC{number:04d}",
            "统一社会信用代码": code,
            "检查类型": kind,
            "检查日期": day,
            "检查人员": "甲、乙",
        }
        for number, (code, kind, day) in enumerate(draw(lists_of(drawn, 14)))
    ]


def self_reports(codes: list[str], days: Days) -> st.SearchStrategy[list[Row]]:
    drawn = st.tuples(_who(codes), st.sampled_from(["自查风险报告", "定期自查报告"]), days.near)
    return lists_of(drawn, 10).map(
        lambda rows: [
            {"报告编号": f"ZC{number:04d}", "统一社会信用代码": code, "类型": kind, "报告日期": day}
            for number, (code, kind, day) in enumerate(rows)
        ]
    )


@st.composite
def problems(
    draw: st.DrawFn, codes: list[str], inspections: list[Row], self_reports: list[Row], days: Days
) -> list[Row]:
    """Problems of inspections and self-reports, mostly of the enterprise that was inspected or reported."""
    sources = [("检查", row["检查编号"], row["统一社会信用代码"]) for row in inspections]
    sources += [("自查", row["报告编号"], row["统一社会信用代码"]) for row in self_reports]
    if not sources:
        return []
    drawn = st.tuples(
        st.sampled_from(sources),
        st.one_of(st.none(), st.none(), st.none(), st.sampled_from(codes)),
        days.near,
        st.one_of(days.at_as_of, days.near),
        st.one_of(st.none(), days.at_as_of, days.near),
    )
    rows: list[Row] = []
    for (source, number, of_source), other, found, due, corrected in draw(lists_of(drawn, 14)):
        rows.append(
            {
                "问题编号": f"WT{len(rows):04d}",
                "来源": source,
                "来源编号": number,
                "统一社会信用代码": other or of_source,
                "问题描述": "合成问题",
                "发现日期": found,
                "整改期限": due,
                "整改完成日期": not_before(found, corrected),
            }
        )
    return rows


@st.composite
def cases(draw: st.DrawFn, places: Places, days: Days) -> list[Row]:
    maybe = st.one_of(st.none(), st.none(), days.at_as_of, days.near)
    unfiled = st.tuples(days.working_clocks, st.just((None, None)))
    filed = st.tuples(
        st.tuples(days.near, st.just(None)), st.one_of(days.natural_clocks, st.tuples(maybe, st.none()))
    )
    drawn = st.tuples(
        st.sampled_from(places.anywhere),
        st.one_of(unfiled, filed),
        st.sampled_from(["是", "是", "否"]),
        maybe,
    )
    rows: list[Row] = []
    for area, ((found, filing_extension), (filed_at, closing_extension)), should_file, closed in draw(
        lists_of(drawn, 16)
    ):
        found = min(found, filed_at or found)
        filed_on = not_before(found, filed_at)
        rows.append(
            {
                "线索编号": f"AJ{len(rows):04d}",
                "区划代码": area,
                "发现日期": found,
                "应立案": should_file,
                "立案日期": filed_on,
                "办结日期": not_before(filed_on or found, closed),
                "立案延期工作日": filing_extension,
                "办案延期天数": closing_extension,
            }
        )
    return rows


def codes_of(rows: list[Row]) -> list[Any]:
    """The credit codes of enterprise rows."""
    return [row["统一社会信用代码"] for row in rows]
