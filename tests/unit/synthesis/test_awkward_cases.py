"""Every synthetic year of a few hundred batches or more holds the cases that are easy to count wrongly."""

from collections import Counter
from datetime import date, timedelta

from sampling.calendar import shipped_calendar
from tests.unit.synthesis.conftest import Rows

Sheets = dict[str, dict[str, str]]
_CALENDAR = shipped_calendar()
_END = date(2023, 12, 31)


def _verdict_items(rows: Rows) -> dict[str, set[str]]:
    verdicts: dict[str, set[str]] = {}
    for row in rows["samples"]:
        verdicts.setdefault(row["抽样编号"], set()).add(row["结果判定"])
    return verdicts


def _tasks(rows: Rows) -> dict[str, list[dict[str, str]]]:
    tasks: dict[str, list[dict[str, str]]] = {}
    for row in rows["disposals"]:
        tasks.setdefault(row["抽样编号"], []).append(row)
    return tasks


def _due(task: dict[str, str]) -> date:
    days = 90 + int(task["批准延期天数"] or 0)
    return _CALENDAR.after_days(date.fromisoformat(task["收到日期"]), days).due


def test_verdicts_are_overturned_in_both_directions(year_rows: Rows) -> None:
    items = _verdict_items(year_rows)
    concluded = [row for row in year_rows["reviews"] if row["受理情况"] == "受理" and row["结论"]]
    assert any(row["结论"] == "改判合格" and "不合格项" in items[row["抽样编号"]] for row in concluded)
    assert any(row["结论"] == "改判不合格" and "不合格项" not in items[row["抽样编号"]] for row in concluded)


def test_reviews_contradict_each_other_on_one_day_and_after_a_final_one(year_rows: Rows) -> None:
    by_sheet: dict[str, list[dict[str, str]]] = {}
    for row in year_rows["reviews"]:
        if row["结论"]:
            by_sheet.setdefault(row["抽样编号"], []).append(row)
    pairs = [sorted(rows, key=lambda row: row["结论日期"]) for rows in by_sheet.values() if len(rows) == 2]
    assert any(one["结论日期"] == two["结论日期"] and one["结论"] != two["结论"] for one, two in pairs)
    assert any(
        (one["类型"], two["类型"]) == ("复检", "异议") and two["结论"] == "改判合格" for one, two in pairs
    )
    assert any((one["类型"], two["类型"]) == ("异议", "复检") for one, two in pairs)


def test_reviews_are_refused_pending_and_concluded_after_the_usual_as_of_date(year_rows: Rows) -> None:
    reviews = year_rows["reviews"]
    assert any(row["受理情况"] == "不予受理" and not row["结论"] for row in reviews)
    assert any(row["受理情况"] == "不予受理" and row["结论"] for row in reviews)
    assert any(row["受理情况"] == "受理" and not row["结论"] for row in reviews)
    assert any(not row["受理情况"] for row in reviews)
    assert any(row["结论日期"] > "2024-03-31" for row in reviews)


def test_sheets_are_voided_refused_and_without_results_or_report(year_rows: Rows, sheet_rows: Sheets) -> None:
    states = Counter(row["抽样单状态"] for row in sheet_rows.values())
    assert states["作废"]
    assert states["拒收"]
    valid = [row for row in sheet_rows.values() if row["抽样单状态"] == "有效"]
    assert any(not row["检验项目"] and not row["报告日期"] for row in valid)
    assert any(row["检验项目"] and not row["报告日期"] for row in valid)
    assert any(row["报告日期"] > "2024-03-31" for row in valid)
    tasks = _tasks(year_rows)
    assert any(row["抽样单状态"] == "作废" and number in tasks for number, row in sheet_rows.items())


def test_plan_rows_are_filled_short_and_beyond_what_they_plan(year_rows: Rows, sheet_rows: Sheets) -> None:
    filled = Counter(
        row["计划编号"]
        for row in sheet_rows.values()
        if row["抽样单状态"] == "有效" and row["报告日期"] and row["报告日期"] <= "2024-03-31"
    )
    differences = {filled[row["计划编号"]] - int(row["计划批次"]) for row in year_rows["plans"]}
    assert min(differences) < 0 < max(differences)
    assert 0 in differences


def test_sheets_differ_from_their_plan_row_in_category_and_in_stage(
    year_rows: Rows, sheet_rows: Sheets
) -> None:
    plans = {row["计划编号"]: row for row in year_rows["plans"]}
    planned = [(row, plans[row["计划编号"]]) for row in sheet_rows.values() if row["计划编号"]]
    wrong_category = [row for row, plan in planned if row["食品大类"] != plan["食品大类"]]
    wrong_stage = [row for row, plan in planned if plan["环节"] not in ("", row["抽样环节"])]
    assert wrong_category
    assert wrong_stage
    assert len(wrong_category) + len(wrong_stage) < len(planned) // 50
    assert all(row["任务类别"] == plan["类别"] for row, plan in planned)


def test_enterprises_open_and_close_within_the_year(year_rows: Rows) -> None:
    lives = [(row["成立日期"], row["退出日期"]) for row in year_rows["enterprises"]]
    assert any(opened > "2023-01-01" and opened <= "2023-12-31" for opened, _ in lives)
    assert any("2023-01-01" < closed <= "2023-12-31" for _, closed in lives)


def test_producers_are_sampled_elsewhere_and_unknown_or_outside(year_rows: Rows, sheet_rows: Sheets) -> None:
    parents = {row["区划代码"]: row["上级代码"] for row in year_rows["areas"]}
    homes = {row["统一社会信用代码"]: parents[row["区划代码"]] for row in year_rows["enterprises"]}
    named = [row for row in sheet_rows.values() if row["标称生产企业信用代码"]]
    elsewhere = {
        row["标称生产企业信用代码"]
        for row in named
        if homes[row["标称生产企业信用代码"]] != parents[row["抽样地区划代码"]]
    }
    at_home = {row["标称生产企业信用代码"] for row in named} - elsewhere
    assert elsewhere
    assert at_home
    assert any("外地" in row["标称生产企业名称"] for row in sheet_rows.values())
    assert any(not row["被抽样单位信用代码"] for row in sheet_rows.values())


def test_disposal_ends_on_its_last_day_a_day_late_and_never(year_rows: Rows) -> None:
    ended = [row for row in year_rows["disposals"] if row["完成日期"]]
    days = {date.fromisoformat(row["完成日期"]) - _due(row) for row in ended}
    assert {timedelta(0), timedelta(1)} <= days
    open_ones = [row for row in year_rows["disposals"] if row["状态"] == "办理中"]
    assert any(_due(row) < date(2024, 3, 31) for row in open_ones)
    assert any(_due(row) >= date(2024, 3, 31) for row in open_ones)


def test_ninetieth_days_fall_on_a_holiday_a_weekend_and_a_made_up_working_day(year_rows: Rows) -> None:
    kinds = set()
    for row in year_rows["disposals"]:
        last = date.fromisoformat(row["收到日期"]) + timedelta(days=90)
        kinds.add((last.weekday() < 5, _CALENDAR.is_working(last)))
    assert {(True, False), (False, False), (False, True)} <= kinds


def test_sheets_have_three_tasks_in_different_districts_or_none_or_only_a_revoked_one(
    year_rows: Rows, sheet_rows: Sheets
) -> None:
    parents = {row["区划代码"]: row["上级代码"] for row in year_rows["areas"]}
    tasks, items = _tasks(year_rows), _verdict_items(year_rows)
    assert any(
        len(mine) == 3 and len({parents[row["区划代码"]] for row in mine}) == 3 for mine in tasks.values()
    )
    unqualified = [
        number
        for number, row in sheet_rows.items()
        if row["抽样单状态"] == "有效" and row["任务类别"] != "快速检测" and "不合格项" in items[number]
    ]
    assert any(number not in tasks for number in unqualified)
    reviewed = {row["抽样编号"] for row in year_rows["reviews"]}
    assert any(
        {row["状态"] for row in tasks.get(number, [])} == {"撤销"} and number not in reviewed
        for number in unqualified
    )
    assert any(int(row["批准延期天数"] or 0) > 90 for row in year_rows["disposals"])


def test_sampling_crosses_both_new_years(year_rows: Rows, sheet_rows: Sheets) -> None:
    items, tasks = _verdict_items(year_rows), _tasks(year_rows)
    before = [
        number
        for number, row in sheet_rows.items()
        if row["抽样日期"] < "2023" and row["报告日期"] >= "2023" and "不合格项" in items[number]
    ]
    assert any(number in tasks for number in before)
    assert any(number not in tasks for number in before)
    assert any("2023-12" < row["抽样日期"] < "2024" <= row["报告日期"] for row in sheet_rows.values())


def test_returns_have_versions_and_states_and_neighbouring_years(year_rows: Rows) -> None:
    versions: dict[tuple[str, ...], dict[int, str]] = {}
    for row in year_rows["returns"]:
        key = (row["指标"], row["区划代码"], row["季度"])
        versions.setdefault(key, {})[int(row["版本"])] = row["状态"]
    courses = [tuple(states[version] for version in sorted(states)) for states in versions.values()]
    assert {("退回", "已审核"), ("已审核", "已审核"), ("已审核", "草稿")} <= set(courses)
    assert ("已提交",) in courses
    assert any(set(states) == {9, 10} for states in versions.values())
    assert {"2022Q4", "2024Q1"} <= {row["季度"] for row in year_rows["returns"]}
    assert sum("已审核" in course for course in courses) > len(courses) * 9 // 10


def test_cases_are_filed_and_closed_on_the_last_day_late_and_never(year_rows: Rows) -> None:
    filing, closing = set(), set()
    for row in year_rows["cases"]:
        if not row["立案日期"]:
            continue
        filed = date.fromisoformat(row["立案日期"])
        workdays = 15 + int(row["立案延期工作日"] or 0)
        filing.add((filed - _CALENDAR.after_workdays(date.fromisoformat(row["发现日期"]), workdays).due).days)
        if row["办结日期"]:
            due = _CALENDAR.after_days(filed, 90 + int(row["办案延期天数"] or 0)).due
            closing.add((date.fromisoformat(row["办结日期"]) - due).days)
    assert {0, 1} <= filing
    assert {0, 1} <= closing
    cases = year_rows["cases"]
    assert any(row["应立案"] == "是" and not row["立案日期"] for row in cases)
    assert any(row["应立案"] == "否" and row["立案日期"] for row in cases)
    assert any(row["发现日期"] < "2023" <= row["立案日期"] for row in cases)
    assert any(row["立案日期"] >= "2024" for row in cases)
    assert any(row["立案日期"] and not row["办结日期"] for row in cases)


def test_results_are_written_in_every_way_laboratories_do(year_rows: Rows) -> None:
    results = {row["检验结果"] for row in year_rows["samples"]}
    assert "未检出" in results
    assert any(result.startswith("<") for result in results)
    assert any(result.count("/") == 4 for result in results)
    assert {"阴性", "不得检出"} <= results | {row["最大允许限"] for row in year_rows["samples"]}
    assert any(row["最小允许限"] and not row["最大允许限"] for row in year_rows["samples"])
    judged = {row["结果判定"] for row in year_rows["samples"]}
    assert judged == {"合格项", "不合格项", "问题项", "不判定项", "未检验", ""}


def test_some_rows_name_the_city_itself(year_rows: Rows, sheet_rows: Sheets) -> None:
    assert any(row["抽样地区划代码"] == "320400" for row in sheet_rows.values())
    assert any(row["区划代码"] == "320400" for row in year_rows["cases"])
    assert any(row["区划代码"] == "320400" for row in year_rows["plans"])
