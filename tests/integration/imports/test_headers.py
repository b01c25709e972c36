"""Headers and rows as people hand them in."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.factories.exchange import a_world, csv_text, import_path, places
from tests.integration.imports.conftest import Importer


def import_text(
    engine: Engine, folder: Path, texts: dict[str, str]
) -> list[tuple[str, int | None, str | None, str]]:
    folder.mkdir(exist_ok=True)
    for table, text in texts.items():
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    report = import_path(engine, folder)
    return places([*report.errors, *report.warnings])


AREAS = csv_text("areas", a_world()["areas"])
POPULATION = csv_text("population", a_world()["population"])


def test_headers_may_carry_stars_and_blanks_in_any_order(sqlite_engine: Engine, tmp_path: Path) -> None:
    text = " 级别 ＊,上级 代码,\ufeff名称*,区划代码 *\r\n市,,合成市,510100\r\n"
    assert import_text(sqlite_engine, tmp_path, {"areas": text}) == [
        ("population", None, "区划代码", "population-missing")
    ]


def test_unknown_columns_are_warned_once(sqlite_engine: Engine, tmp_path: Path) -> None:
    text = AREAS.replace("上级代码", "上级代码,备注", 1).replace("510104\r\n", "510104,x\r\n")
    found = import_text(sqlite_engine, tmp_path, {"areas": text, "population": POPULATION})
    assert found == [("areas", 1, "备注", "unknown-column")]


def test_an_absent_required_header_is_named_and_the_other_cells_are_judged(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    text = "区划代码,级别,上级代码\r\n510100,市,\r\n510104,区,510100\r\n"
    assert import_text(sqlite_engine, tmp_path, {"areas": text})[:2] == [
        ("areas", 1, "名称", "missing-column"),
        ("areas", 3, "级别", "bad-choice"),
    ]


def test_a_header_that_stands_twice_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    text = "区划代码,名称,级别,上级代码,名称*\r\n510100,合成市,市,,合成市\r\n"
    assert import_text(sqlite_engine, tmp_path, {"areas": text})[:1] == [
        ("areas", 1, "名称", "missing-column")
    ]


@pytest.mark.parametrize("text", ["", "\r\n\r\n"])
def test_an_empty_file_lacks_every_required_column(sqlite_engine: Engine, tmp_path: Path, text: str) -> None:
    assert import_text(sqlite_engine, tmp_path, {"areas": text}) == [
        ("areas", 1, header, "missing-column") for header in ("区划代码", "名称", "级别")
    ]


def test_blank_rows_are_skipped_but_counted_and_short_ones_padded(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    text = "区划代码,名称,级别,上级代码\r\n510100,合成市,市\r\n\r\n , ,\u3000,\r\n510104,合成区,乡,510100\r\n"
    assert import_text(sqlite_engine, tmp_path, {"areas": text})[:1] == [("areas", 5, "级别", "bad-choice")]


def test_line_breaks_inside_cells_do_not_count_as_rows(sqlite_engine: Engine, tmp_path: Path) -> None:
    text = '区划代码,名称,级别,上级代码\r\n510100,"合成\r\n市",市,\r\n510104,合成区,乡,510100\r\n'
    assert import_text(sqlite_engine, tmp_path, {"areas": text})[:1] == [("areas", 3, "级别", "bad-choice")]


def test_filled_cells_beyond_the_header_warn(sqlite_engine: Engine, tmp_path: Path) -> None:
    text = AREAS.replace("市,\r\n", "市,,, ,多\r\n", 1)
    found = import_text(sqlite_engine, tmp_path, {"areas": text, "population": POPULATION})
    assert found == [("areas", 2, None, "overflow-cell")]


def test_files_with_other_names_warn(import_world: Importer, tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "说明.txt").write_text("x", encoding="utf-8")
    assert places(import_world(a_world()).warnings) == [("说明.txt", None, None, "unknown-file")]
