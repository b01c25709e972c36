"""Inspections, reports, problems, cases and disposal: measures 03, 04, 05, 07, 10, 19, 20, 27 and 28.

Belongs here: who must have been inspected or must have reported, what is done and what is late.
A record that is neither done nor late contributes nothing and is left out.
"""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from tests.reference.batches import verdict
from tests.reference.clocks import Deadline, after_natural_days, after_working_days, any_late
from tests.reference.contribution import Contribution
from tests.reference.period import Period, active, is_canteen
from tests.reference.world import Row, World

EnterpriseTest = Callable[[Row], bool]
DONE, LATE = (Fraction(1), Fraction(1)), (Fraction(0), Fraction(1))


def share_of_enterprises(
    world: World, areas: set[str], period: Period, kind: EnterpriseTest, achieved: EnterpriseTest
) -> list[Contribution]:
    """The active enterprises of a kind at the end of the window, and which of them achieved something."""
    return [
        Contribution(enterprise["统一社会信用代码"], Fraction(achieved(enterprise)), Fraction(1))
        for enterprise in world.enterprises
        if enterprise["区划代码"] in areas and kind(enterprise) and active(enterprise, period.last)
    ]


def inspected(world: World, period: Period, kind: str) -> EnterpriseTest:
    codes = {
        row["统一社会信用代码"]
        for row in world.inspections
        if row["检查类型"] == kind and period.holds(row["检查日期"])
    }
    return lambda enterprise: enterprise["统一社会信用代码"] in codes


def reported(world: World, period: Period, kind: str) -> EnterpriseTest:
    codes = {
        row["统一社会信用代码"]
        for row in world.self_reports
        if row["类型"] == kind and period.holds(row["报告日期"])
    }
    return lambda enterprise: enterprise["统一社会信用代码"] in codes


def campus_inspections(world: World, areas: set[str], period: Period) -> list[Contribution]:
    """04: one row per canteen and term that has begun."""
    rows = []
    for term, start, end in (
        ("春季", date(period.year, 2, 1), date(period.year, 6, 30)),
        ("秋季", date(period.year, 9, 1), date(period.year, 12, 31)),
    ):
        if start > period.last:
            continue
        was_inspected = inspected(world, period, f"{term}校园检查")
        for enterprise in world.enterprises:
            at_term = active(enterprise, min(period.last, end))
            if enterprise["区划代码"] in areas and is_canteen(enterprise) and at_term:
                key = f"{enterprise['统一社会信用代码']}|{term}"
                rows.append(Contribution(key, Fraction(was_inspected(enterprise)), Fraction(1)))
    return rows


def problems(
    world: World, areas: set[str], period: Period, source: str, inspection: str | None, kind: EnterpriseTest
) -> list[Contribution]:
    """03-2 and 20-2; `inspection` is the 检查类型 that the problem must come from, None when any source row will do."""
    enterprises = {row["统一社会信用代码"]: row for row in world.enterprises}
    inspections = {row["检查编号"]: row for row in world.inspections}
    rows = []
    for problem in world.problems:
        enterprise = enterprises[problem["统一社会信用代码"]]
        if problem["来源"] != source or enterprise["区划代码"] not in areas or not kind(enterprise):
            continue
        if inspection is not None and inspections[problem["来源编号"]]["检查类型"] != inspection:
            continue
        if not period.holds(problem["发现日期"]):
            continue
        if period.knows(problem["整改完成日期"]):
            rows.append(Contribution(problem["问题编号"], *DONE))
        elif problem["整改期限"] < period.as_of:
            rows.append(Contribution(problem["问题编号"], *LATE))
    return rows


def filings(world: World, areas: set[str], period: Period) -> list[Contribution]:
    """10-1."""
    rows = []
    for case in world.cases:
        if case["区划代码"] in areas and case["应立案"] == "是" and period.holds(case["发现日期"]):
            days = 15 + (case["立案延期工作日"] or 0)
            if period.knows(case["立案日期"]):
                rows.append(Contribution(case["线索编号"], *DONE))
            elif any_late([after_working_days(case["发现日期"], days)], period.as_of):
                rows.append(Contribution(case["线索编号"], *LATE))
    return rows


def closings(world: World, areas: set[str], period: Period) -> list[Contribution]:
    """10-2."""
    rows = []
    for case in world.cases:
        if case["区划代码"] in areas and period.holds(case["立案日期"]):
            days = 90 + (case["办案延期天数"] or 0)
            if period.knows(case["办结日期"]):
                rows.append(Contribution(case["线索编号"], *DONE))
            elif any_late([after_natural_days(case["立案日期"], days)], period.as_of):
                rows.append(Contribution(case["线索编号"], *LATE))
    return rows


def disposal(world: World, areas: set[str], period: Period) -> list[Contribution]:
    """07: one row per sheet, over the tasks of the area; a sheet that lacks its task counts as one open task."""
    standing = [task for task in world.disposals if task["状态"] != "撤销"]
    sheets_with_task = {task["抽样编号"] for task in standing}
    rows = []
    for sheet in world.sheets:
        number = sheet["抽样编号"]
        open_until: list[Deadline] = []
        tasks = [
            task
            for task in standing
            if task["抽样编号"] == number and task["区划代码"] in areas and period.holds(task["收到日期"])
        ]
        for task in tasks:
            if not period.knows(task["完成日期"]):
                days = 90 + (task["批准延期天数"] or 0)
                open_until.append(after_natural_days(task["收到日期"], days))
        lacks_task = number not in sheets_with_task and _needs_task(world, sheet, period)
        if lacks_task and sheet["抽样地区划代码"] in areas:
            open_until.append(after_natural_days(sheet["报告日期"], 90))
        if tasks and not open_until:
            rows.append(Contribution(number, *DONE))
        elif any_late(open_until, period.as_of):
            rows.append(Contribution(number, *LATE))
    return rows


def _needs_task(world: World, sheet: Row, period: Period) -> bool:
    return (
        sheet["抽样单状态"] == "有效"
        and sheet["任务类别"] != "快速检测"
        and period.holds(sheet["报告日期"])
        and verdict(world, sheet, period) == "不合格"
    )
