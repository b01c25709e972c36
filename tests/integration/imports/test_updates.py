"""Importing again: what is unchanged, what is updated, what stays, and what the audit says of it."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from sampling.store.schema import metadata
from tests.factories.contents import contents
from tests.factories.exchange import CITY, MAKER, a_world, import_path, places, write_folder

enterprises = metadata.tables["enterprises"]
items = metadata.tables["items"]


def stored_enterprise(engine: Engine, code: str = MAKER) -> dict[str, object]:
    with engine.connect() as connection:
        row = connection.execute(select(enterprises).where(enterprises.c.credit_code == code)).one()
    return dict(row._mapping)


def audit(engine: Engine) -> list[dict[str, object]]:
    return [
        dict(zip(metadata.tables["audit_entries"].columns.keys(), row, strict=True))
        for row in contents(engine, audit=True)["audit_entries"]
    ]


def test_importing_again_changes_nothing_at_all(engine: Engine, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "x", a_world())
    first = import_path(engine, folder)
    before = contents(engine, audit=True)
    again = import_path(engine, folder)
    assert contents(engine, audit=True) == before
    assert again.unchanged == first.accepted
    assert (first.changed_database, again.changed_database) == (True, False)
    assert set(again.accepted.values()) == set(again.updated.values()) == {0}


def test_an_import_is_one_audit_entry_with_a_digest_of_what_it_created(
    engine: Engine, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "x", a_world())
    report = import_path(engine, folder)
    [entry] = audit(engine)
    details = json.loads(str(entry["details"]))
    assert (entry["actor"], entry["at"], entry["command"]) == (
        "测试",
        "2024-04-01T08:30:00.000000+00:00",
        "import",
    )
    assert details["accepted"] == report.accepted
    assert set(details["files"]) == {f"{table}.csv" for table in a_world()}
    assert len(str(entry["digest"])) == 64
    assert contents(engine, audit=True)["audit_changes"] == []


def test_the_digest_follows_the_records_and_not_the_form_of_the_files(
    sqlite_engine: Engine, postgres_engine: Engine, tmp_path: Path
) -> None:
    world = a_world()
    import_path(sqlite_engine, write_folder(tmp_path / "x", world))
    world["enterprises"].reverse()
    world["plans"][0]["计划批次"] = "10.0"
    import_path(postgres_engine, write_folder(tmp_path / "y", world, encoding="gb18030"))
    assert audit(sqlite_engine)[0]["digest"] == audit(postgres_engine)[0]["digest"]


def test_a_changed_row_updates_its_record_with_before_and_after(engine: Engine, tmp_path: Path) -> None:
    world = a_world()
    import_path(engine, write_folder(tmp_path / "x", world))
    world["enterprises"][0] |= {"退出日期": "2024-01-31", "风险等级": "", "HACCP": "否"}
    report = import_path(engine, write_folder(tmp_path / "x", world))
    assert (report.updated["enterprises"], report.unchanged["enterprises"]) == (1, 1)
    stored = stored_enterprise(engine)
    assert (str(stored["closed_on"]), stored["risk_grade"], stored["haccp"]) == ("2024-01-31", None, False)
    [change] = contents(engine, audit=True)["audit_changes"]
    assert change[2:5] == ("enterprises", MAKER, "updated")
    assert json.loads(change[5]) == {"closed_on": None, "haccp": True, "risk_grade": "B"}
    assert json.loads(change[6]) == {"closed_on": "2024-01-31", "haccp": False, "risk_grade": None}


def test_an_absent_optional_column_keeps_the_stored_value(engine: Engine, tmp_path: Path) -> None:
    world = a_world()
    import_path(engine, write_folder(tmp_path / "x", world))
    slim = [
        {
            header: row[header]
            for header in ("统一社会信用代码", "名称", "区划代码", "环节", "业态", "成立日期")
        }
        for row in world["enterprises"]
    ]
    report = import_path(engine, write_folder(tmp_path / "x", {"enterprises": slim}))
    assert report.unchanged["enterprises"] == 2
    slim[0]["名称"] = "新名称"
    report = import_path(engine, write_folder(tmp_path / "x", {"enterprises": slim}))
    stored = stored_enterprise(engine)
    assert report.updated["enterprises"] == 1
    assert (stored["name"], stored["tags"], stored["risk_grade"]) == ("新名称", "保健食品;乳制品", "B")


def test_new_dates_must_not_come_before_stored_ones_of_an_absent_column(
    engine: Engine, tmp_path: Path
) -> None:
    world = a_world()
    import_path(engine, write_folder(tmp_path / "x", world))
    row = dict(world["disposals"][0])
    del row["收到日期"], row["启动日期"]
    row["收到日期"] = "2023-04-30"
    report = import_path(engine, write_folder(tmp_path / "x", {"disposals": [row]}))
    assert places(report.errors) == [("disposals", 2, "启动日期", "date-order")]


def test_an_imported_sheet_replaces_its_item_set(engine: Engine, tmp_path: Path) -> None:
    world = a_world()
    import_path(engine, write_folder(tmp_path / "x", world))
    world["samples"] = [world["samples"][1], {**world["samples"][0], "检验项目": "汞"}]
    report = import_path(engine, write_folder(tmp_path / "x", {"samples": world["samples"]}))
    assert (report.updated["samples"], report.unchanged["samples"]) == (1, 0)
    with engine.connect() as connection:
        stored = connection.execute(select(items.c.sheet_no, items.c.item_name, items.c.position)).all()
    assert sorted(tuple(row) for row in stored) == [
        ("CY001", "汞", 1),
        ("CY001", "镉", 0),
        ("CY002", "铅", 0),
    ]
    [change] = contents(engine, audit=True)["audit_changes"]
    assert [item["item_name"] for item in json.loads(change[5])["items"]] == ["铅", "镉", "氧乐果"]
    assert [item["item_name"] for item in json.loads(change[6])["items"]] == ["镉", "汞"]


def test_the_order_of_items_is_no_change(engine: Engine, tmp_path: Path) -> None:
    world = a_world()
    import_path(engine, write_folder(tmp_path / "x", world))
    world["samples"].reverse()
    assert import_path(engine, write_folder(tmp_path / "x", world)).unchanged["samples"] == 2


def test_absent_item_columns_keep_what_is_stored(engine: Engine, tmp_path: Path) -> None:
    world = a_world()
    import_path(engine, write_folder(tmp_path / "x", world))
    slim = [
        {header: cell for header, cell in row.items() if header != "检验依据"} for row in world["samples"]
    ]
    assert import_path(engine, write_folder(tmp_path / "x", {"samples": slim})).unchanged["samples"] == 2
    sheet = [{**{header: slim[0][header] for header in list(slim[0])[:22]}, "样品名称": "改名"}]
    report = import_path(engine, write_folder(tmp_path / "x", {"samples": sheet}))
    assert report.updated["samples"] == 1
    assert len(contents(engine)["items"]) == 4


def test_a_sheet_with_empty_item_columns_loses_its_items(engine: Engine, tmp_path: Path) -> None:
    world = a_world()
    import_path(engine, write_folder(tmp_path / "x", world))
    bare = {header: cell if at < 22 else "" for at, (header, cell) in enumerate(world["samples"][0].items())}
    report = import_path(engine, write_folder(tmp_path / "x", {"samples": [bare]}))
    assert report.updated["samples"] == 1
    assert len(contents(engine)["items"]) == 1


def test_rows_that_are_absent_are_not_deleted(engine: Engine, tmp_path: Path) -> None:
    world = a_world()
    import_path(engine, write_folder(tmp_path / "x", world))
    before = contents(engine)
    import_path(engine, write_folder(tmp_path / "x", {"enterprises": world["enterprises"][:1]}))
    assert contents(engine) == before


def test_an_audited_return_is_only_followed_by_a_higher_version(engine: Engine, tmp_path: Path) -> None:
    world = a_world()
    draft = {**world["returns"][1], "季度": "2023Q2", "状态": "草稿"}
    world["returns"].append(draft)
    import_path(engine, write_folder(tmp_path / "x", world))
    audited = world["returns"][0]
    assert (
        import_path(engine, write_folder(tmp_path / "x", {"returns": [{**audited, "分子": "99.00"}]})).errors
        == []
    )
    for change in ({"分子": "98"}, {"状态": "退回"}, {"分母": "120"}):
        report = import_path(engine, write_folder(tmp_path / "x", {"returns": [audited | change]}))
        assert places(report.errors) == [("returns", 2, "版本", "locked-return")]
    followed = [{**audited, "分子": "98", "版本": "2"}, {**draft, "分子": "5", "状态": "已审核"}]
    report = import_path(engine, write_folder(tmp_path / "x", {"returns": followed}))
    assert (report.errors, report.accepted["returns"], report.updated["returns"]) == ([], 1, 1)


def test_an_audited_return_is_locked_whatever_else_is_wrong_with_the_row(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    world = a_world()
    import_path(sqlite_engine, write_folder(tmp_path / "x", world))
    audited = world["returns"][0]
    rows = [{**audited, "分母": "一百"}, {**audited, "分子": "98"}, {**audited, "分子": "98", "分母": "一百"}]
    report = import_path(sqlite_engine, write_folder(tmp_path / "x", {"returns": rows}))
    assert places(report.errors) == [
        ("returns", 2, "分母", "bad-number"),
        ("returns", 3, "指标", "duplicate-key"),
        ("returns", 3, "版本", "locked-return"),
        ("returns", 4, "分母", "bad-number"),
        ("returns", 4, "指标", "duplicate-key"),
        ("returns", 4, "版本", "locked-return"),
    ]


def test_a_register_row_confirms_an_enterprise_that_was_only_a_stub(engine: Engine, tmp_path: Path) -> None:
    world = a_world()
    import_path(engine, write_folder(tmp_path / "x", world))
    with engine.begin() as connection:
        connection.execute(update(enterprises).values(confirmed=False))
    report = import_path(engine, write_folder(tmp_path / "x", {"enterprises": world["enterprises"][:1]}))
    assert report.updated["enterprises"] == 1
    assert stored_enterprise(engine)["confirmed"] is True


def test_a_moved_area_updates_its_parent(engine: Engine, tmp_path: Path) -> None:
    world = a_world()
    import_path(engine, write_folder(tmp_path / "x", world))
    new = {"区划代码": "510199", "名称": "合成新区", "级别": "县区", "上级代码": CITY}
    moved = {**world["areas"][2], "上级代码": "510199"}
    report = import_path(engine, write_folder(tmp_path / "x", {"areas": [moved, new]}))
    assert (report.accepted["areas"], report.updated["areas"]) == (1, 1)


@pytest.mark.parametrize("bad", [True, False])
def test_a_dry_run_says_what_would_be_and_writes_nothing(engine: Engine, tmp_path: Path, bad: bool) -> None:
    world = a_world()
    before = contents(engine, audit=True)
    if bad:
        world["cases"][0]["应立案"] = "也许"
    report = import_path(engine, write_folder(tmp_path / "x", world), dry_run=True)
    assert contents(engine, audit=True) == before
    assert report.exit_status == int(bad)
    assert report.accepted["enterprises"] == (0 if bad else 2)


def test_a_refused_import_writes_nothing(engine: Engine, tmp_path: Path) -> None:
    world = a_world()
    before = contents(engine, audit=True)
    world["returns"][0]["分子"] = "五"
    assert import_path(engine, write_folder(tmp_path / "x", world)).exit_status == 1
    assert contents(engine, audit=True) == before
