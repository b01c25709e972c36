"""The synthetic cases: accepted in every form, and the dirty one refused cell for cell."""

import csv
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.factories.contents import contents
from tests.factories.exchange import import_path, write_workbook

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases"
YEAR = ROOT.parent / "shared" / "cases" / "year"
needs_year = pytest.mark.skipif(not YEAR.exists(), reason="大案例 year 只在共享目录中，不随项目分发")


def as_folder(case: Path, target: Path) -> Path:
    target.mkdir()
    for file in case.glob("*.csv"):
        shutil.copyfile(file, target / file.name)
    return target


def as_gb18030(case: Path, target: Path) -> Path:
    target.mkdir()
    for file in case.glob("*.csv"):
        (target / file.name).write_bytes(file.read_bytes().decode("utf-8").encode("gb18030"))
    return target


def as_zip(case: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in case.glob("*.csv"):
            archive.write(file, f"2023/{file.name}")
    return target


def as_workbook(case: Path, target: Path) -> Path:
    sheets: dict[str, list[list[object]]] = {}
    for file in case.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as text:
            sheets[file.stem] = [[cell or None for cell in row] for row in csv.reader(text)]
    return write_workbook(target, sheets)


FORMS = pytest.mark.parametrize("form", [as_folder, as_gb18030, as_zip, as_workbook])
Form = Callable[[Path, Path], Path]


@FORMS
def test_small_is_accepted_in_every_form(engine: Engine, tmp_path: Path, form: Form) -> None:
    report = import_path(engine, form(CASES / "small", tmp_path / "source"))
    assert report.errors == []
    assert {warning.code for warning in report.warnings} == {"plan-mismatch"}
    assert (report.accepted["samples"], report.accepted["returns"]) == (624, 470)


@needs_year
@FORMS
def test_year_is_accepted_in_every_form(engine: Engine, tmp_path: Path, form: Form) -> None:
    report = import_path(engine, form(YEAR, tmp_path / "source"))
    assert (report.errors, report.accepted["samples"]) == ([], 2307)


@FORMS
def test_dirty_gives_exactly_the_expected_errors_and_no_row(
    engine: Engine, tmp_path: Path, form: Form
) -> None:
    before = contents(engine, audit=True)
    report = import_path(engine, form(CASES / "dirty", tmp_path / "source"))
    expected = json.loads((CASES / "dirty" / "expected-errors.json").read_text(encoding="utf-8"))
    found = [
        {key: entry[key] for key in ("file", "row", "column", "code")}
        for entry in json.loads(report.to_json())["errors"]
    ]
    assert found == expected
    assert report.exit_status == 1
    assert contents(engine, audit=True) == before


def test_every_form_gives_the_same_database(
    sqlite_engine: Engine, postgres_engine: Engine, tmp_path: Path
) -> None:
    import_path(sqlite_engine, as_folder(CASES / "small", tmp_path / "folder"))
    import_path(postgres_engine, as_workbook(CASES / "small", tmp_path / "book.xlsx"))
    assert contents(sqlite_engine) == contents(postgres_engine)


def test_the_report_has_the_agreed_shape(sqlite_engine: Engine, tmp_path: Path) -> None:
    report = json.loads(import_path(sqlite_engine, as_folder(CASES / "dirty", tmp_path / "x")).to_json())
    assert list(report) == ["accepted", "unchanged", "updated", "errors", "warnings"]
    assert all(list(entry) == ["file", "row", "column", "code", "message"] for entry in report["errors"])
    assert all(entry["message"] for entry in report["errors"] + report["warnings"])


def test_dirty_without_its_bad_rows_is_a_sound_database(engine: Engine, tmp_path: Path) -> None:
    folder = as_folder(CASES / "dirty", tmp_path / "x")
    first = import_path(engine, folder, skip_bad_rows=True)
    again = import_path(engine, folder, skip_bad_rows=True)
    assert first.accepted["samples"] == again.unchanged["samples"] == 604
    assert first.accepted["problems"] == 0
    assert set(again.accepted.values()) == {0}


def test_progress_ends_with_all_rows_of_every_table(sqlite_engine: Engine, tmp_path: Path) -> None:
    heard: dict[str, tuple[int, int | None]] = {}

    def listen(table: str, done: int, total: int | None) -> None:
        heard[table] = (done, total)

    import_path(sqlite_engine, as_folder(CASES / "small", tmp_path / "x"), progress=listen)
    assert heard["samples"] == (3093, 3093)
    assert len(heard) == 12
