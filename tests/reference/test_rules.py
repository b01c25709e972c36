"""The reference itself, rule by rule, with answers worked out by hand. If it is wrong, comparing with it means little."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.reference import Row, UnpublishedYearDecides, World, reference_records, reference_values
from tests.reference.clocks import after_natural_days, after_working_days, any_late
from tests.worlds.sampling import item_row, sheet_row

CITY, EAST, WEST, ZONE, ZONE_TOWN = "650100", "650102", "650103", "650191", "650102105"
YEAR_END = date(2023, 12, 31)


def a_world(**tables: list[Row]) -> World:
    """A city with two districts and a zone whose town carries the first district's digits."""
    tree = [(CITY, "市", None), (EAST, "县区", CITY), (WEST, "县区", CITY), (ZONE, "县区", CITY)]
    tree.append((ZONE_TOWN, "镇街", ZONE))
    areas = [{"区划代码": code, "名称": code, "级别": level, "上级代码": up} for code, level, up in tree]
    return World(areas=areas, **tables)


def a_sheet(number: str = "S1", **cells: Any) -> Row:
    usual = {
        "任务类别": "评价性抽检",
        "任务级别": "县抽",
        "抽样单状态": "有效",
        "抽样环节": "生产",
        "抽样场所": "食品生产企业",
        "抽样地区划代码": EAST,
        "食品大类": "肉制品",
        "抽样日期": date(2023, 5, 4),
        "报告日期": date(2023, 6, 1),
    }
    return sheet_row(number, **{**usual, **cells})


def a_review(
    kind: str, concluded: date | None, conclusion: str | None, applied: date = date(2023, 6, 2)
) -> Row:
    row = {"抽样编号": "S1", "类型": kind, "申请日期": applied, "受理情况": "受理"}
    return {**row, "结论日期": concluded, "结论": conclusion}


def a_task(
    area: str, received: date, completed: date | None = None, state: str = "办理中", extra: int = 0
) -> Row:
    row = {"处置编号": f"{area}{received}", "抽样编号": "S1", "处置环节": "经营", "区划代码": area}
    return {
        **row,
        "收到日期": received,
        "启动日期": None,
        "完成日期": completed,
        "批准延期天数": extra,
        "状态": state,
    }


def a_producer(code: str, **cells: Any) -> Row:
    usual = {
        "统一社会信用代码": code,
        "名称": code,
        "区划代码": EAST,
        "环节": "生产",
        "业态": "食品生产企业",
        "成立日期": date(2019, 1, 1),
        "退出日期": None,
        "风险等级": None,
        "标签": frozenset(),
        "互联网明厨亮灶": None,
        "HACCP": None,
        "可追溯": None,
    }
    return {**usual, **cells}


def a_return(
    quarter: str, numerator: str, denominator: str, area: str = EAST, version: int = 1, state: str = "已审核"
) -> Row:
    row = {"指标": "31", "区划代码": area, "季度": quarter, "状态": state, "版本": version}
    return {**row, "分子": Fraction(numerator), "分母": Fraction(denominator)}


def figures(
    world: World, measure: str, area: str = CITY, as_of: date = YEAR_END
) -> tuple[str | None, str | None, str]:
    """(numerator, denominator, status) of one value of 2023."""
    values = reference_values(world, 2023, as_of, CITY, [area])
    found = next(value for value in values if value["measure"] == measure)
    return found["numerator"], found["denominator"], found["status"]


@pytest.mark.parametrize(
    "reviews, numerator",
    [
        ([a_review("异议", date(2023, 7, 3), "改判合格"), a_review("复检", date(2023, 7, 3), "维持")], "0"),
        ([a_review("异议", date(2023, 7, 2), "改判合格"), a_review("复检", date(2023, 7, 3), "维持")], "1"),
        ([a_review("复检", date(2023, 7, 2), "维持"), a_review("异议", date(2023, 7, 3), "改判合格")], "0"),
        ([a_review("复检", date(2023, 7, 2), None), a_review("异议", date(2023, 7, 3), "改判合格")], "1"),
        ([a_review("异议", date(2023, 12, 31), "改判合格")], "1"),
        ([a_review("异议", date(2024, 1, 1), "改判合格")], "0"),
        ([{**a_review("复检", date(2023, 7, 2), "改判合格"), "受理情况": "不予受理"}], "0"),
    ],
)
def test_reviews_change_the_verdict_in_their_order_until_a_reinspection_is_concluded(
    reviews: list[Row], numerator: str
) -> None:
    world = a_world(sheets=[a_sheet()], items=[item_row("S1", "铅", "重金属", "不合格项")], reviews=reviews)
    assert figures(world, "17") == (numerator, "1", "ok")


def test_batch_reported_after_the_year_counts_once_the_as_of_date_has_come() -> None:
    sheet = a_sheet(抽样日期=YEAR_END, 报告日期=date(2024, 1, 20))
    world = a_world(sheets=[sheet], items=[item_row("S1", "铅", "重金属", "合格项")])
    assert figures(world, "17", as_of=date(2024, 1, 19)) == ("0", "0", "not_applicable")
    assert figures(world, "17", as_of=date(2024, 1, 20)) == ("1", "1", "ok")


def test_zone_town_rolls_up_to_the_zone_and_not_to_the_district_of_its_digits() -> None:
    world = a_world(
        sheets=[a_sheet(抽样地区划代码=ZONE_TOWN)], items=[item_row("S1", "铅", "重金属", "合格项")]
    )
    assert figures(world, "17", EAST) == ("0", "0", "not_applicable")
    assert figures(world, "17", ZONE) == figures(world, "17", CITY) == ("1", "1", "ok")


def test_ninety_days_that_end_in_a_holiday_run_to_the_next_working_day() -> None:
    # 2 July + 90 days is 30 September 2023, in the autumn holiday; 7 October (Saturday) is a make-up working day.
    assert after_natural_days(date(2023, 7, 2), 90).earliest == date(2023, 10, 7)
    # With one day of extension the last day is 1 October; it is shifted once, after the extension.
    assert after_natural_days(date(2023, 7, 2), 91).earliest == date(2023, 10, 7)
    assert after_natural_days(date(2023, 7, 2), 98).earliest == date(2023, 10, 8)


def test_make_up_saturdays_are_working_days_and_holidays_are_not() -> None:
    assert after_working_days(date(2023, 1, 20), 1).earliest == date(2023, 1, 28)
    assert after_working_days(date(2023, 9, 28), 3).earliest == date(2023, 10, 9)


def test_nothing_is_late_on_the_last_day() -> None:
    deadline = after_natural_days(date(2023, 3, 1), 90)
    assert deadline.earliest == date(2023, 5, 30)
    assert not any_late([deadline], date(2023, 5, 30))
    assert any_late([deadline], date(2023, 5, 31))


def test_unpublished_year_is_an_error_only_where_its_days_decide() -> None:
    deadline = after_working_days(date(2026, 12, 28), 10)
    assert deadline.earliest == date(2027, 1, 7)
    assert not any_late([deadline], date(2027, 1, 7))
    with pytest.raises(UnpublishedYearDecides, match="2027"):
        any_late([deadline], date(2027, 1, 8))
    surely_late = after_working_days(date(2026, 11, 2), 10)
    assert any_late([deadline, surely_late], date(2027, 1, 8))


def test_a_sheet_is_disposed_of_when_all_tasks_of_the_area_are() -> None:
    done, still_open = date(2023, 6, 20), date(2023, 6, 1)
    tasks = [a_task(EAST, date(2023, 6, 1), done), a_task(WEST, still_open)]
    world = a_world(sheets=[a_sheet()], disposals=tasks)
    assert figures(world, "07", EAST) == ("1", "1", "ok")
    assert figures(world, "07", WEST) == ("0", "1", "ok")
    assert figures(world, "07", CITY) == ("0", "1", "ok")
    assert figures(world, "07", WEST, date(2023, 8, 30)) == ("0", "0", "not_applicable")
    assert figures(world, "07", CITY, date(2023, 8, 31)) == ("0", "1", "ok")


@pytest.mark.parametrize(
    "tasks, counted",
    [
        ([], True),
        ([a_task(WEST, date(2023, 6, 1), state="撤销")], True),
        ([a_task(WEST, date(2024, 5, 1))], False),
        ([a_task(WEST, date(2022, 6, 1))], False),
    ],
)
def test_unqualified_sheet_counts_as_an_open_task_unless_any_task_stands(
    tasks: list[Row], counted: bool
) -> None:
    sheet = a_sheet(抽样日期=date(2022, 12, 20), 报告日期=date(2023, 1, 3))
    world = a_world(sheets=[sheet], items=[item_row("S1", "铅", "重金属", "不合格项")], disposals=tasks)
    assert figures(world, "07", EAST) == (("0", "1", "ok") if counted else ("0", "0", "not_applicable"))


def test_plan_row_is_filled_by_any_kind_of_batch_of_its_category_and_stage_and_never_over_filled() -> None:
    plan = {"计划编号": "P1", "年份": 2023, "类别": "监督抽检", "任务级别": "县抽", "区划代码": EAST}
    plan |= {"食品大类": "肉制品", "环节": "生产", "计划批次": 2}
    short = {**plan, "计划编号": "P2", "计划批次": 1, "环节": None}
    sheets = [
        a_sheet(f"A{number}", 计划编号="P1", 任务类别="风险监测", 任务级别="国抽") for number in range(3)
    ]
    sheets += [a_sheet("B1", 计划编号="P2", 食品大类="豆制品"), a_sheet("B2", 计划编号="P1", 抽样环节="流通")]
    world = a_world(plans=[plan, short], sheets=sheets)
    assert reference_records(world, "06-1", EAST, 2023, YEAR_END) == [
        ("P1", Fraction(2), Fraction(2)),
        ("P2", Fraction(0), Fraction(1)),
    ]


@pytest.mark.parametrize(
    "place, unit, covered", [("生产线", "U", "小作坊"), ("成品库（已检区）", None, "食品生产企业")]
)
def test_place_inside_a_plant_stands_for_the_units_trade(place: str, unit: str | None, covered: str) -> None:
    world = a_world(
        enterprises=[a_producer("U", 业态="小作坊"), a_producer("V")],
        sheets=[a_sheet(任务类别="监督抽检", 抽样场所=place, 被抽样单位信用代码=unit)],
    )
    rows = reference_records(world, "08", EAST, 2023, YEAR_END)
    assert [key for key, numerator, _ in rows if numerator] == [f"生产|{covered}"]
    assert figures(world, "08", WEST) == ("0", "0", "not_applicable")


def test_enterprise_is_active_on_its_first_day_and_not_on_its_last() -> None:
    opened, closed = a_producer("O", 成立日期=YEAR_END), a_producer("C", 退出日期=YEAR_END)
    rows = reference_records(a_world(enterprises=[opened, closed]), "09", CITY, 2023, YEAR_END)
    assert [row[0] for row in rows] == ["O"]


def test_autumn_term_counts_from_its_first_day_and_spring_canteens_are_those_of_the_end_of_june() -> None:
    canteen = a_producer("C", 环节="餐饮", 业态="学校/托幼食堂", 退出日期=date(2023, 7, 1))
    other = a_producer("D", 环节="餐饮", 业态="学校/托幼食堂")
    world = a_world(enterprises=[canteen, other])
    assert figures(world, "04", as_of=date(2023, 1, 31))[2] == "not_applicable"
    assert figures(world, "04", as_of=date(2023, 8, 31)) == ("0", "2", "ok")
    assert figures(world, "04", as_of=date(2023, 9, 1)) == ("0", "3", "ok")


def test_highest_version_is_the_highest_number_and_only_approved_returns_count() -> None:
    rows = [a_return("2023Q4", "1", "8", version=2), a_return("2023Q4", "5", "8", version=10)]
    rows.append(a_return("2023Q4", "8", "8", version=11, state="已提交"))
    assert figures(a_world(returns=rows), "31", EAST) == ("5", "8", "ok")
    assert figures(a_world(returns=rows), "31", CITY) == ("5", "8", "incomplete")
    assert figures(a_world(returns=rows), "31", WEST) == (None, None, "missing")
    assert figures(a_world(returns=rows), "31", ZONE_TOWN) == (None, None, "not_applicable")


def test_stock_takes_each_filers_own_newest_quarter_that_has_ended() -> None:
    rows = [
        a_return("2023Q1", "1", "4"),
        a_return("2023Q2", "2", "4", area=WEST),
        a_return("2023Q3", "3", "4"),
    ]
    assert figures(a_world(returns=rows), "31", CITY, date(2023, 9, 29)) == ("3", "8", "incomplete")


def test_value_is_rounded_half_up_and_judged_unrounded() -> None:
    rows = [a_return("2023Q1", "84.995", "100", area=area) for area in (EAST, WEST, ZONE)]
    values = reference_values(a_world(returns=rows), 2023, date(2023, 3, 31), CITY)
    found = next(value for value in values if value["measure"] == "31" and value["area"] == CITY)
    assert (found["numerator"], found["denominator"]) == ("254.985", "300")
    assert (found["value"], found["met"], found["status"]) == ("85.00", False, "ok")


def test_population_of_an_area_is_its_own_newest_row_up_to_the_year() -> None:
    rows = [
        {"区划代码": CITY, "年份": when, "常住人口": people, "来源": None}
        for when, people in ((2020, 9), (2024, 7))
    ]
    world = a_world(population=rows, sheets=[a_sheet()])
    assert figures(world, "15", CITY) == ("1", "9", "ok")
    assert figures(world, "15", EAST) == (None, None, "missing")


def test_as_of_date_before_the_year_is_refused() -> None:
    with pytest.raises(ValueError, match="2022-12-31"):
        reference_values(a_world(), 2023, date(2022, 12, 31), CITY)
