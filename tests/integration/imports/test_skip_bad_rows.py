"""`--skip-bad-rows`: the good rows are written, and nothing that leans on a refused one."""

from pathlib import Path

from sqlalchemy import Engine, select

from sampling.store.schema import metadata
from tests.factories.contents import contents
from tests.factories.exchange import CITY, DISTRICT, MAKER, TOWN, a_world, import_path, places, write_folder
from tests.integration.imports.conftest import Importer


def test_good_rows_are_written_and_bad_ones_not(import_world: Importer, sqlite_engine: Engine) -> None:
    world = a_world()
    world["cases"].append({**world["cases"][0], "线索编号": "AJ02", "应立案": "也许"})
    report = import_world(world, skip_bad_rows=True)
    assert places(report.errors) == [("cases", 3, "应立案", "bad-choice")]
    assert (report.exit_status, report.accepted["cases"]) == (1, 1)
    assert len(contents(sqlite_engine)["cases"]) == 1


def test_one_bad_item_refuses_its_whole_sheet_and_what_refers_to_it(import_world: Importer) -> None:
    world = a_world()
    world["samples"][2]["结果判定"] = "坏"
    report = import_world(world, skip_bad_rows=True)
    assert places(report.errors) == [
        ("disposals", 2, "抽样编号", "refused-parent"),
        ("reviews", 2, "抽样编号", "refused-parent"),
        ("samples", 4, "结果判定", "bad-choice"),
    ]
    assert (report.accepted["samples"], report.accepted["disposals"]) == (1, 0)


def test_refusal_runs_down_through_every_table(import_world: Importer) -> None:
    world = a_world()
    world["areas"][1]["级别"] = "区"
    found = places(import_world(world, skip_bad_rows=True).errors)
    assert ("areas", 4, "上级代码", "refused-parent") in found
    assert ("enterprises", 2, "区划代码", "refused-parent") in found
    assert ("samples", 2, "标称生产企业信用代码", "refused-parent") in found
    assert ("inspections", 2, "统一社会信用代码", "refused-parent") in found
    assert ("problems", 2, "来源编号", "refused-parent") in found
    assert ("reviews", 2, "抽样编号", "refused-parent") in found
    assert not [place for place in found if place[0] == "returns" and place[1] == 3]


def test_without_skipping_there_is_no_refused_parent(import_world: Importer) -> None:
    world = a_world()
    world["areas"][1]["级别"] = "区"
    assert places(import_world(world).errors) == [("areas", 3, "级别", "bad-choice")]


def test_a_refused_parent_counts_even_where_an_older_version_is_stored(import_world: Importer) -> None:
    world = a_world()
    import_world(world)
    world["enterprises"][0]["业态"] = ""
    new = {**world["inspections"][0], "检查编号": "JC02"}
    report = import_world({"enterprises": world["enterprises"], "inspections": [new]}, skip_bad_rows=True)
    assert places(report.errors) == [
        ("enterprises", 2, "业态", "required"),
        ("inspections", 2, "统一社会信用代码", "refused-parent"),
    ]


def test_a_key_whose_duplicate_was_refused_can_be_referred_to(import_world: Importer) -> None:
    world = a_world()
    world["enterprises"].append(dict(world["enterprises"][0]))
    report = import_world(world, skip_bad_rows=True)
    assert places(report.errors) == [("enterprises", 4, "统一社会信用代码", "duplicate-key")]
    assert report.accepted["inspections"] == 1


def test_rows_that_need_a_missing_table_are_left_out(import_world: Importer) -> None:
    world = a_world()
    del world["plans"]
    world["samples"][3]["计划编号"] = ""
    report = import_world(world, skip_bad_rows=True)
    assert places(report.errors) == [
        ("disposals", 2, "抽样编号", "refused-parent"),
        ("plans", None, None, "missing-file"),
        ("reviews", 2, "抽样编号", "refused-parent"),
    ]
    assert report.accepted["samples"] == 1


def test_a_table_without_a_required_column_has_no_good_rows(import_world: Importer) -> None:
    world = a_world()
    for row in world["enterprises"]:
        del row["业态"]
    report = import_world(world, skip_bad_rows=True)
    assert ("enterprises", 1, "业态", "missing-column") in places(report.errors)
    assert report.accepted["enterprises"] == report.accepted["samples"] == 0


def test_a_cycle_that_only_appears_without_the_refused_rows_is_refused_too(
    engine: Engine, tmp_path: Path
) -> None:
    world = a_world()
    extra = {"区划代码": "A3", "名称": "三", "级别": "镇街", "上级代码": TOWN}
    import_path(engine, write_folder(tmp_path / "x", {"areas": [*world["areas"], extra]}))
    # Stored: A3 below TOWN. The row that would move A3 away is refused, so TOWN must not move below A3's child.
    moved = [
        {**extra, "上级代码": CITY, "名称": ""},
        {"区划代码": "A4", "名称": "四", "级别": "镇街", "上级代码": CITY},
        {**world["areas"][1], "上级代码": "A3"},
    ]
    report = import_path(engine, write_folder(tmp_path / "x", {"areas": moved}), skip_bad_rows=True)
    assert places(report.errors) == [
        ("areas", 2, "名称", "required"),
        ("areas", 4, "上级代码", "refused-parent"),
    ]
    areas = metadata.tables["areas"]
    with engine.connect() as connection:
        rows = connection.execute(select(areas.c.code, areas.c.parent_code)).all()
    assert {row.code: row.parent_code for row in rows} == {
        CITY: None,
        DISTRICT: CITY,
        TOWN: DISTRICT,
        "A3": TOWN,
        "A4": CITY,
    }


def test_a_cycle_through_stored_rows_is_found_after_skipping(engine: Engine, tmp_path: Path) -> None:
    def area(code: str, parent: str, name: str = "名") -> dict[str, str]:
        return {"区划代码": code, "名称": name, "级别": "镇街", "上级代码": parent}

    stored = [area("A", ""), area("B", "A"), area("C", "B"), area("D", "")]
    import_path(engine, write_folder(tmp_path / "x", {"areas": stored}))
    # The import takes B out from under A, which is refused; moving A below C would then close a circle.
    report = import_path(
        engine,
        write_folder(tmp_path / "x", {"areas": [area("B", "D", ""), area("A", "C")]}),
        skip_bad_rows=True,
    )
    assert places(report.errors) == [("areas", 2, "名称", "required"), ("areas", 3, "上级代码", "area-cycle")]
    assert report.updated["areas"] == 0


def test_everything_good_stays_one_audit_entry(import_world: Importer, sqlite_engine: Engine) -> None:
    world = a_world()
    world["inspections"][0]["检查人员"] = "丙三"
    report = import_world(world, skip_bad_rows=True)
    assert places(report.errors) == [
        ("inspections", 2, "检查人员", "too-few-samplers"),
        ("problems", 2, "来源编号", "refused-parent"),
    ]
    assert len(contents(sqlite_engine, audit=True)["audit_entries"]) == 1
    assert MAKER in {row[0] for row in contents(sqlite_engine)["enterprises"]}
