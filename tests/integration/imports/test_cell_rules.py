"""Every error code of a single table: what is refused, in which cell, and what next to it is not."""

import pytest

from tests.factories.exchange import DISTRICT, MAKER, TOWN, a_credit_code, a_sheet_row, a_world, places
from tests.integration.imports.conftest import Importer


def test_a_valid_city_is_accepted_without_a_word(import_world: Importer) -> None:
    report = import_world(a_world())
    assert (report.errors, report.warnings, report.exit_status) == ([], [], 0)
    assert report.accepted == {
        "areas": 3,
        "population": 2,
        "enterprises": 2,
        "plans": 1,
        "samples": 2,
        "reviews": 1,
        "disposals": 1,
        "inspections": 1,
        "self_reports": 1,
        "problems": 2,
        "cases": 1,
        "returns": 2,
    }
    assert set(report.unchanged.values()) == set(report.updated.values()) == {0}


@pytest.mark.parametrize(
    "table, row, header, cell, code",
    [
        ("areas", 1, "名称", "", "required"),
        ("areas", 1, "级别", "区", "bad-choice"),
        ("population", 0, "年份", "1899", "bad-number"),
        ("population", 0, "常住人口", "-5", "negative-number"),
        ("enterprises", 0, "成立日期", "45000", "bad-date"),
        ("enterprises", 0, "退出日期", "2014-12-31", "date-order"),
        ("enterprises", 0, "标签", "乳制品;冷饮", "bad-choice"),
        ("enterprises", 0, "HACCP", "有", "bad-choice"),
        ("plans", 0, "计划批次", "1.5", "bad-number"),
        ("plans", 0, "环节", "种植", "bad-choice"),
        ("reviews", 0, "结论日期", "2023-04-30", "date-order"),
        ("reviews", 0, "结论", "改判", "bad-choice"),
        ("disposals", 0, "批准延期天数", "-1", "negative-number"),
        ("disposals", 0, "启动日期", "2023-04-20", "date-order"),
        ("inspections", 0, "检查人员", "丙三、丙三", "too-few-samplers"),
        ("self_reports", 0, "类型", "自查", "bad-choice"),
        ("problems", 0, "整改完成日期", "2023-03-02", "date-order"),
        ("problems", 0, "来源", "上级交办", "bad-choice"),
        ("cases", 0, "应立案", "", "required"),
        ("cases", 0, "办结日期", "2023-02-09", "date-order"),
        ("returns", 0, "季度", "2023年1季度", "bad-choice"),
        ("returns", 0, "版本", "0", "bad-number"),
        ("returns", 0, "分子", "-0.5", "negative-number"),
        ("returns", 0, "分母", "/", "bad-number"),
    ],
)
def test_a_bad_cell_is_one_entry(
    import_world: Importer, table: str, row: int, header: str, cell: str, code: str
) -> None:
    world = a_world()
    world[table][row][header] = cell
    report = import_world(world)
    assert places(report.errors) == [(table, row + 2, header, code)]
    assert report.exit_status == 1
    assert set(report.accepted.values()) == {0}


def test_equal_dates_are_in_order(import_world: Importer) -> None:
    world = a_world()
    world["disposals"][0] |= {"收到日期": "2023-04-21", "启动日期": "2023-04-21", "完成日期": "2023-04-21"}
    world["enterprises"][0]["退出日期"] = world["enterprises"][0]["成立日期"]
    world["problems"][0]["整改期限"] = "2020-01-01"
    assert import_world(world).errors == []


def test_a_date_is_compared_with_the_nearest_earlier_one_even_where_that_is_out_of_order(
    import_world: Importer,
) -> None:
    world = a_world()
    world["disposals"][0] |= {"收到日期": "2023-04-21", "启动日期": "2023-01-01", "完成日期": "2023-02-01"}
    assert places(import_world(world).errors) == [("disposals", 2, "启动日期", "date-order")]
    world["disposals"][0] |= {"启动日期": "2023-05-30x", "完成日期": "2023-04-01"}
    assert places(import_world(world).errors) == [
        ("disposals", 2, "启动日期", "bad-date"),
        ("disposals", 2, "完成日期", "date-order"),
    ]


def test_the_same_key_again_is_blamed_on_the_later_row(import_world: Importer) -> None:
    world = a_world()
    world["reviews"].append(dict(world["reviews"][0]))
    world["population"].append(
        {**world["population"][0], "区划代码": f" {world['population'][0]['区划代码']}"}
    )
    world["returns"].append({**world["returns"][0], "版本": "2"})
    assert places(import_world(world).errors) == [
        ("population", 4, "区划代码", "duplicate-key"),
        ("reviews", 3, "抽样编号", "duplicate-key"),
    ]


def test_one_cell_has_the_earliest_code_only(import_world: Importer) -> None:
    world = a_world()
    stranger = {**world["population"][0], "区划代码": "999999"}
    world["population"] += [stranger, dict(stranger)]
    assert places(import_world(world).errors) == [
        ("population", 4, "区划代码", "unknown-area"),
        ("population", 5, "区划代码", "unknown-area"),
    ]


def test_a_wrong_check_character_is_reported_instead_of_an_unknown_enterprise(import_world: Importer) -> None:
    world = a_world()
    wrong = MAKER[:-1] + ("0" if MAKER[-1] != "0" else "1")
    world["inspections"][0]["统一社会信用代码"] = wrong
    world["self_reports"][0]["统一社会信用代码"] = a_credit_code(77)
    assert places(import_world(world).errors) == [
        ("inspections", 2, "统一社会信用代码", "bad-credit-code"),
        ("self_reports", 2, "统一社会信用代码", "unknown-enterprise"),
    ]


def test_sheet_level_cells_are_judged_on_the_first_row_only(import_world: Importer) -> None:
    world = a_world()
    for row in world["samples"][:3]:
        row |= {"抽样人员": "甲一", "报告日期": "2023-01-01", "抽样地区划代码": "999999"}
    assert places(import_world(world).errors) == [
        ("samples", 2, "报告日期", "date-order"),
        ("samples", 2, "抽样人员", "too-few-samplers"),
        ("samples", 2, "抽样地区划代码", "unknown-area"),
    ]


def test_later_rows_are_compared_after_normalisation(import_world: Importer) -> None:
    world = a_world()
    world["samples"][1] |= {
        "抽样日期": "2023/4/10",
        "抽样人员": "甲一，乙二",
        "抽样编号": "ｃｙ001",
        "批号": " P1 ",
    }
    assert import_world(world).errors == []
    world["samples"][1]["抽样日期"] = "不知道"
    world["samples"][2]["批号"] = "/"
    assert places(import_world(world).errors) == [
        ("samples", 3, "抽样日期", "conflicting-row"),
        ("samples", 4, "批号", "conflicting-row"),
    ]


def test_what_was_refused_in_the_first_row_is_not_compared(import_world: Importer) -> None:
    world = a_world()
    world["samples"][0]["抽样日期"] = "昨天"
    world["samples"][0]["计划编号"] = "JH99"
    assert places(import_world(world).errors) == [
        ("samples", 2, "抽样日期", "bad-date"),
        ("samples", 2, "计划编号", "unknown-plan"),
    ]


def test_rows_of_a_sheet_may_lie_apart(import_world: Importer) -> None:
    world = a_world()
    rows = world["samples"]
    world["samples"] = [rows[0], rows[3], rows[1], {**rows[2], "样品名称": "别的"}]
    assert places(import_world(world).errors) == [("samples", 5, "样品名称", "conflicting-row")]


NO_ITEM = dict.fromkeys(
    (
        "检验项目",
        "项目类别",
        "检验结果",
        "结果单位",
        "最大允许限",
        "最小允许限",
        "结果判定",
        "检验依据",
        "判定依据",
    ),
    "",
)


def test_a_sheet_without_results_has_one_row_with_empty_item_columns(import_world: Importer) -> None:
    world = a_world()
    world["samples"].append(a_sheet_row(抽样编号="CY003", **{**NO_ITEM, "检验结果": "/", "检验项目": "无"}))
    report = import_world(world)
    assert (report.errors, report.accepted["samples"]) == ([], 3)


def test_an_item_needs_name_class_and_verdict(import_world: Importer) -> None:
    world = a_world()
    world["samples"].append(a_sheet_row(抽样编号="CY003", **{**NO_ITEM, "检验结果": "0.1"}))
    assert places(import_world(world).errors) == [
        ("samples", 6, "检验项目", "required"),
        ("samples", 6, "结果判定", "required"),
        ("samples", 6, "项目类别", "required"),
    ]


def test_in_a_sheet_of_several_rows_every_row_is_an_item(import_world: Importer) -> None:
    world = a_world()
    world["samples"].insert(3, a_sheet_row(**NO_ITEM))
    expected = [("samples", 5, header, "required") for header in ("检验项目", "结果判定", "项目类别")]
    assert places(import_world(world).errors) == expected
    world["samples"].insert(0, world["samples"].pop(3))
    assert places(import_world(world).errors) == [
        (file, 2, column, code) for file, _, column, code in expected
    ]


def test_a_refused_item_cell_is_not_called_empty(import_world: Importer) -> None:
    world = a_world()
    world["samples"][1]["结果判定"] = "良好"
    assert places(import_world(world).errors) == [("samples", 3, "结果判定", "bad-choice")]


def test_the_same_item_twice_on_a_sheet_is_a_duplicate(import_world: Importer) -> None:
    world = a_world()
    world["samples"][2]["检验项目"] = " 铅 "
    assert places(import_world(world).errors) == [("samples", 4, "抽样编号", "duplicate-key")]


def test_a_row_without_sheet_number_belongs_to_no_sheet(import_world: Importer) -> None:
    world = a_world()
    world["samples"][1]["抽样编号"] = ""
    world["samples"][2]["抽样编号"] = " "
    assert places(import_world(world).errors) == [
        ("samples", 3, "抽样编号", "required"),
        ("samples", 4, "抽样编号", "required"),
    ]


def test_a_share_may_not_exceed_one_unless_quarters_carry_over(import_world: Importer) -> None:
    world = a_world()
    base = {**world["returns"][0], "分母": "10", "分子": "10.5"}
    world["returns"] = [
        base,
        {**base, "指标": "02-2"},  # carries over
        {**base, "指标": "18-1"},  # hours, no share
        {**base, "指标": "12", "分子": "10.0"},
    ]
    assert places(import_world(world).errors) == [("returns", 2, "分子", "numerator-exceeds-denominator")]


def test_only_the_units_of_the_catalogue_file(import_world: Importer) -> None:
    world = a_world()
    base = world["returns"][0]
    world["returns"] = [
        {**base, "指标": "11"},  # the city alone
        {**base, "指标": "13"},  # district or city
        {**base, "指标": "01", "区划代码": TOWN},
        {**base, "指标": "17", "区划代码": DISTRICT},  # counted from records
        {**base, "指标": "99"},
        {**base, "指标": "1"},
    ]
    assert places(import_world(world).errors) == [
        ("returns", 2, "区划代码", "wrong-filer"),
        ("returns", 4, "区划代码", "wrong-filer"),
        ("returns", 5, "区划代码", "wrong-filer"),
        ("returns", 6, "指标", "unknown-measure"),
        ("returns", 7, "指标", "unknown-measure"),
    ]


def test_areas_on_a_cycle_are_refused_but_not_those_below(import_world: Importer) -> None:
    world = a_world()
    town = world["areas"][2]
    world["areas"] += [
        {**town, "区划代码": "1", "上级代码": "2"},
        {**town, "区划代码": "2", "上级代码": "1"},
        {**town, "区划代码": "3", "上级代码": "1"},
        {**town, "区划代码": "4", "上级代码": "4"},
        {**town, "区划代码": "5", "上级代码": "999999"},
    ]
    assert places(import_world(world).errors) == [
        ("areas", 5, "上级代码", "area-cycle"),
        ("areas", 6, "上级代码", "area-cycle"),
        ("areas", 8, "上级代码", "area-cycle"),
        ("areas", 9, "上级代码", "unknown-area"),
    ]
