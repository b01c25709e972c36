"""Warnings: they name what is odd, and never block."""

import pytest

from tests.factories.exchange import CITY, DISTRICT, a_world, places
from tests.integration.imports.conftest import Importer


@pytest.mark.parametrize(
    "result, highest, lowest, verdict, doubtful",
    [
        ("0.6", "0.5", "", "合格项", True),
        ("0.5", "0.5", "", "合格项", False),
        ("0.4", "0.5", "", "合格项", False),
        ("0.4", "0.5", "", "不合格项", True),
        ("0.5", "0.50", "", "不合格项", False),
        ("0.6", "0.5", "", "不合格项", False),
        ("0.1", "0.5", "0.2", "不合格项", False),
        ("0.3", "0.5", "0.2", "不合格项", True),
        ("2.59e+04", "100", "", "合格项", True),
        ("0.6", "0.5", "", "问题项", False),
        ("<0.6", "0.5", "", "合格项", False),
        ("未检出", "0.5", "", "不合格项", False),
        ("9", "/", "", "合格项", False),
        ("NaN", "0.5", "", "合格项", False),
        ("0.6", "不得检出", "", "合格项", False),
    ],
)
def test_a_verdict_against_its_limit_is_doubtful(
    import_world: Importer, result: str, highest: str, lowest: str, verdict: str, doubtful: bool
) -> None:
    world = a_world()
    world["samples"][0] |= {
        "检验结果": result,
        "最大允许限": highest,
        "最小允许限": lowest,
        "结果判定": verdict,
    }
    report = import_world(world, dry_run=True)
    assert report.errors == []
    assert places(report.warnings) == ([("samples", 2, "结果判定", "verdict-doubtful")] if doubtful else [])


def test_production_after_sampling_is_warned_once_per_sheet(import_world: Importer) -> None:
    world = a_world()
    for row in world["samples"][:3]:
        row["生产日期"] = "2023-04-11"
    world["samples"][3]["生产日期"] = "2023-04-10"
    assert places(import_world(world).warnings) == [("samples", 2, "生产日期", "early-production-date")]


def test_a_sheet_that_cannot_fill_its_plan_row_is_warned(import_world: Importer) -> None:
    world = a_world()
    world["samples"][3] |= {"食品大类": "酒类", "抽样环节": "生产"}
    assert places(import_world(world).warnings) == [
        ("samples", 5, "抽样环节", "plan-mismatch"),
        ("samples", 5, "食品大类", "plan-mismatch"),
    ]


def test_a_plan_row_without_stage_takes_every_stage(import_world: Importer) -> None:
    world = a_world()
    world["plans"][0]["环节"] = "/"
    world["samples"][3]["抽样环节"] = "生产"
    assert import_world(world).warnings == []


def test_a_stage_is_compared_where_the_category_of_the_plan_row_was_refused(import_world: Importer) -> None:
    world = a_world()
    world["plans"][0] |= {"食品大类": "", "环节": "餐饮"}
    report = import_world(world)
    assert places(report.errors) == [("plans", 2, "食品大类", "required")]
    assert places(report.warnings) == [
        ("samples", 2, "抽样环节", "plan-mismatch"),
        ("samples", 5, "抽样环节", "plan-mismatch"),
    ]


def test_plan_rows_of_the_database_are_compared_too(import_world: Importer) -> None:
    world = a_world()
    import_world(world)
    world["samples"][3]["食品大类"] = "酒类"
    assert places(import_world({"samples": world["samples"]}).warnings) == [
        ("samples", 5, "食品大类", "plan-mismatch")
    ]


def test_city_and_districts_without_population_are_warned_but_not_towns(import_world: Importer) -> None:
    world = a_world()
    world["population"] = [row for row in world["population"] if row["区划代码"] == CITY]
    report = import_world(world)
    assert places(report.warnings) == [("population", None, "区划代码", "population-missing")]
    assert DISTRICT in report.warnings[0].message


@pytest.mark.parametrize(
    "table, header, longest",
    [("disposals", "批准延期天数", 90), ("cases", "立案延期工作日", 15), ("cases", "办案延期天数", 30)],
)
def test_an_extension_beyond_what_an_approval_may_grant_is_warned(
    import_world: Importer, table: str, header: str, longest: int
) -> None:
    world = a_world()
    world[table][0][header] = str(longest)
    assert import_world(world, dry_run=True).warnings == []
    world[table][0][header] = str(longest + 1)
    report = import_world(world)
    assert places(report.warnings) == [(table, 2, header, "long-extension")]
    assert (report.errors, report.accepted[table]) == ([], 1)
