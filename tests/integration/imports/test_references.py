"""References: to this import, to the database, to tables that are missing, and through refused rows."""

from pathlib import Path

from sqlalchemy import Engine

from tests.factories.exchange import CITY, TOWN, World, a_world, import_path, places, write_folder
from tests.integration.imports.conftest import Importer


def only(world: World, *tables: str) -> World:
    return {table: world[table] for table in tables}


def test_a_missing_table_is_named_once_and_its_references_are_not(import_world: Importer) -> None:
    world = a_world()
    report = import_world(only(world, "areas", "population", "samples", "problems"))
    assert places(report.errors) == [
        ("enterprises", None, None, "missing-file"),
        ("inspections", None, None, "missing-file"),
        ("plans", None, None, "missing-file"),
        ("self_reports", None, None, "missing-file"),
    ]
    assert "enterprises" not in report.accepted


def test_a_table_without_filled_references_misses_nothing(import_world: Importer) -> None:
    world = only(a_world(), "areas", "population", "samples")
    for row in world["samples"]:
        row |= {"计划编号": "/", "被抽样单位信用代码": "", "标称生产企业信用代码": "无"}
    assert import_world(world).errors == []


def test_references_to_rows_of_the_database_are_known(import_world: Importer) -> None:
    world = a_world()
    assert import_world(world).exit_status == 0
    world["samples"][3]["抽样编号"] = "CY009"
    world["samples"][0]["被抽样单位信用代码"] = world["samples"][0]["标称生产企业信用代码"]
    world["samples"] = [world["samples"][0], world["samples"][3]]
    assert import_world(only(world, "samples")).errors == []
    world["samples"][1]["抽样地区划代码"] = "999999"
    assert places(import_world(only(world, "samples")).errors) == [
        ("samples", 3, "抽样地区划代码", "unknown-area")
    ]


def test_a_table_with_rows_in_the_database_is_not_missing(import_world: Importer) -> None:
    world = a_world()
    import_world(only(world, "areas", "population"))
    world["plans"][0]["区划代码"] = "999999"
    assert places(import_world(only(world, "plans")).errors) == [("plans", 2, "区划代码", "unknown-area")]


def test_a_row_refused_for_another_cell_is_still_known(import_world: Importer) -> None:
    world = a_world()
    world["enterprises"][0]["名称"] = ""
    world["areas"][2]["级别"] = "村"
    assert places(import_world(world).errors) == [
        ("areas", 4, "级别", "bad-choice"),
        ("enterprises", 2, "名称", "required"),
    ]


def test_the_source_of_a_problem_decides_where_its_number_is_looked_up(import_world: Importer) -> None:
    world = a_world()
    world["problems"][0]["来源编号"] = "ZC01"
    assert places(import_world(world).errors) == [("problems", 2, "来源编号", "unknown-source")]
    world["problems"][0]["来源"] = "别处"
    assert places(import_world(world).errors) == [("problems", 2, "来源", "bad-choice")]
    world["problems"][0]["来源"] = ""
    assert places(import_world(world).errors) == [("problems", 2, "来源", "required")]


def test_a_cycle_through_the_database_is_blamed_on_the_imported_row(import_world: Importer) -> None:
    world = a_world()
    import_world(world)
    changed = {"areas": [{**world["areas"][0], "上级代码": TOWN}]}
    assert places(import_world(changed).errors) == [("areas", 2, "上级代码", "area-cycle")]


def test_filers_are_judged_by_the_levels_of_the_database(import_world: Importer) -> None:
    world = a_world()
    import_world(world)
    assert import_world({"returns": [{**world["returns"][0], "季度": "2023Q2"}]}).errors == []
    wrong = {"returns": [{**world["returns"][0], "季度": "2023Q2", "区划代码": CITY}]}
    assert places(import_world(wrong).errors) == [("returns", 2, "区划代码", "wrong-filer")]


def test_areas_may_stand_in_any_order(engine: Engine, tmp_path: Path) -> None:
    world = a_world()
    world["areas"].reverse()
    assert import_path(engine, write_folder(tmp_path / "x", world)).errors == []


def test_a_row_that_repeats_an_area_is_on_a_cycle_by_its_own_parent(import_world: Importer) -> None:
    world = a_world()
    district, town = world["areas"][1:3]
    world["areas"] += [{**district, "上级代码": town["区划代码"]}, {**town}]
    assert places(import_world(world).errors) == [
        ("areas", 5, "上级代码", "area-cycle"),
        ("areas", 5, "区划代码", "duplicate-key"),
        ("areas", 6, "区划代码", "duplicate-key"),
    ]
