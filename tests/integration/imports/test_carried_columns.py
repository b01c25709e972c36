"""待核 and 来源原文: the columns that an export has only where another system's import left something beside records."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from sampling.exchange.report import ImportReport
from sampling.store.schema import metadata
from tests.factories.contents import contents
from tests.factories.exchange import (
    MAKER,
    SHOP,
    World,
    a_sheet_row,
    a_world,
    import_path,
    places,
    write_folder,
    write_workbook,
)
from tests.integration.imports.conftest import Importer

enterprises = metadata.tables["enterprises"]
sheets = metadata.tables["sheets"]
WORDS = '{"异议审批状态":"异议审批中","检验目的":"监督抽检"}'


def marked(maker: str, shop: str) -> World:
    """A world whose enterprises have these words under 待核."""
    world = a_world()
    for row, word in zip(world["enterprises"], (maker, shop), strict=True):
        row["待核"] = word
    return world


def with_words(*cells: str) -> World:
    """A world whose first sheets' rows have these cells under 来源原文; the other rows have the plain words."""
    world = a_world()
    for at, row in enumerate(world["samples"]):
        row["来源原文"] = cells[at] if at < len(cells) else WORDS
    return world


def pending(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.scalars(select(enterprises.c.credit_code).where(~enterprises.c.confirmed)))


def words(engine: Engine) -> list[str | None]:
    with engine.connect() as connection:
        return list(connection.scalars(select(sheets.c.source_words).order_by(sheets.c.sheet_no)))


def import_again(engine: Engine, folder: Path, world: World) -> ImportReport:
    return import_path(engine, write_folder(folder, world))


def test_an_enterprise_that_is_marked_is_stored_as_a_stub(engine: Engine, tmp_path: Path) -> None:
    report = import_path(engine, write_folder(tmp_path / "x", marked("是", "")))
    assert (report.errors, report.warnings) == ([], [])
    assert pending(engine) == {MAKER}
    again = import_path(engine, tmp_path / "x")
    assert (again.unchanged["enterprises"], again.changed_database) == (2, False)


@pytest.mark.parametrize("word", ["", "否", "/", "无"])
def test_a_row_without_the_mark_confirms_a_stub_and_is_audited(
    engine: Engine, tmp_path: Path, word: str
) -> None:
    import_again(engine, tmp_path / "x", marked("是", "是"))
    report = import_again(engine, tmp_path / "x", marked(word, "是"))
    assert (report.updated["enterprises"], report.unchanged["enterprises"]) == (1, 1)
    assert pending(engine) == {SHOP}
    [change] = contents(engine, audit=True)["audit_changes"]
    assert change[2:4] == ("enterprises", MAKER)
    assert (json.loads(change[5]), json.loads(change[6])) == ({"confirmed": False}, {"confirmed": True})


def test_a_file_without_the_column_confirms_the_stubs_it_names(engine: Engine, tmp_path: Path) -> None:
    import_again(engine, tmp_path / "x", marked("是", "是"))
    report = import_again(engine, tmp_path / "x", {"enterprises": a_world()["enterprises"][:1]})
    assert report.updated["enterprises"] == 1
    assert pending(engine) == {SHOP}


def test_an_enterprise_that_is_confirmed_never_becomes_a_stub_again(engine: Engine, tmp_path: Path) -> None:
    import_again(engine, tmp_path / "x", a_world())
    report = import_again(engine, tmp_path / "x", marked("是", "是"))
    assert (report.unchanged["enterprises"], report.changed_database) == (2, False)
    changed = marked("是", "是")
    changed["enterprises"][0]["名称"] = "合成新名"
    assert import_again(engine, tmp_path / "x", changed).updated["enterprises"] == 1
    assert pending(engine) == set()


def test_a_stub_may_change_and_stay_one(engine: Engine, tmp_path: Path) -> None:
    import_again(engine, tmp_path / "x", marked("是", ""))
    changed = marked("是", "")
    changed["enterprises"][0]["名称"] = "合成新名"
    assert import_again(engine, tmp_path / "x", changed).updated["enterprises"] == 1
    assert pending(engine) == {MAKER}


def test_a_mark_that_is_neither_yes_nor_empty_is_refused(import_world: Importer) -> None:
    report = import_world(marked("待定", ""))
    assert places(report.errors) == [("enterprises", 2, "待核", "bad-choice")]
    assert "留空" in report.errors[0].message


def test_a_header_that_stands_twice_is_refused_like_any_other(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = a_world()["enterprises"]
    table = [[*rows[0], "待核", "待 核"], *([*row.values(), "", ""] for row in rows)]
    report = import_path(sqlite_engine, write_workbook(tmp_path / "x.xlsx", {"enterprises": table}))
    assert ("enterprises", 1, "待核", "missing-column") in places(report.errors)


def test_the_mark_is_no_column_of_other_tables(import_world: Importer) -> None:
    world = a_world()
    world["plans"][0]["待核"] = "是"
    assert places(import_world(world).warnings) == [("plans", 1, "待核", "unknown-column")]


def test_words_are_kept_in_one_form_and_change_nothing_when_they_come_again(
    engine: Engine, tmp_path: Path
) -> None:
    spread = json.dumps({"检验目的": "监督抽检", "异议审批状态": "异议审批中"}, indent=1)
    report = import_again(engine, tmp_path / "x", with_words(spread))
    assert (report.errors, report.warnings) == ([], [])
    assert words(engine) == [WORDS, WORDS]
    assert not import_again(engine, tmp_path / "x", with_words()).changed_database


def test_changed_words_update_their_sheet_and_are_audited(engine: Engine, tmp_path: Path) -> None:
    import_again(engine, tmp_path / "x", with_words())
    report = import_again(engine, tmp_path / "x", with_words(*['{"检验目的":"风险监测"}'] * 3))
    assert (report.updated["samples"], report.unchanged["samples"]) == (1, 1)
    [change] = contents(engine, audit=True)["audit_changes"]
    assert json.loads(change[5]) == {"source_words": WORDS}
    assert len(contents(engine)["items"]) == 4


def test_a_file_without_the_column_keeps_the_words_and_an_empty_cell_clears_them(
    engine: Engine, tmp_path: Path
) -> None:
    import_again(engine, tmp_path / "x", with_words())
    assert not import_again(engine, tmp_path / "x", a_world()).changed_database
    renamed = {"samples": [a_sheet_row(抽样编号="CY002", 样品名称="改名")]}
    assert import_again(engine, tmp_path / "x", renamed).updated["samples"] == 1
    assert words(engine) == [WORDS, WORDS]
    assert import_again(engine, tmp_path / "x", with_words("", "", "")).updated["samples"] == 2
    assert words(engine) == [None, WORDS]
    assert import_again(engine, tmp_path / "x", with_words("", "", "", "{}")).updated["samples"] == 1
    assert words(engine) == [None, None]


def test_rows_of_a_sheet_must_agree_in_the_meaning_of_their_words(import_world: Importer) -> None:
    assert import_world(with_words(WORDS, WORDS.replace(":", " : "))).errors == []
    report = import_world(with_words(WORDS, WORDS, "{}"))
    assert places(report.errors) == [("samples", 4, "来源原文", "conflicting-row")]


@pytest.mark.parametrize(
    "cell",
    [
        "监督抽检",
        "[]",
        '"检验目的"',
        "12",
        "null",
        '{"检验目的":12}',
        '{"检验目的":{"省":"监督抽检"}}',
        '{"检验目的":"监督抽检"',
        '{"检验目的":"\\ud800"}',
        '{"检验目的":' + "9" * 5000 + "}",
        '{"检验目的":' * 9000,
        "[" * 30_000,
    ],
)
def test_words_that_are_no_json_object_of_texts_are_refused(import_world: Importer, cell: str) -> None:
    report = import_world(with_words(WORDS, WORDS, WORDS, cell))
    assert places(report.errors) == [("samples", 5, "来源原文", "bad-choice")]
    assert "JSON 对象" in report.errors[0].message


def test_words_may_be_longer_than_a_cell_of_a_spreadsheet(engine: Engine, tmp_path: Path) -> None:
    long = json.dumps({str(at): "文" * 30_000 for at in range(4)}, ensure_ascii=False, separators=(",", ":"))
    report = import_again(engine, tmp_path / "x", with_words(long, long, long))
    assert report.errors == []
    assert words(engine) == [long, WORDS]
