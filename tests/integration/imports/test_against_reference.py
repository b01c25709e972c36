"""The import's judgement against the slow reference in `tests/reference_import`, on folders that hypothesis spoils.

`make test` tries the same few hundred folders every time; with SHIAN_DEEP=1 it is thousands of new ones.
"""

import csv
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from sampling.exchange.report import ImportReport
from sampling.store.engine import make_engine
from tests.factories.exchange import import_path, places, write_workbook
from tests.reference_import import Judgement, judge
from tests.reference_import.city import a_city
from tests.reference_import.dirt import DEEDS, Spoiling, spoil
from tests.reference_import.files import Folder
from tests.reference_import.outcome import Keys

DEEP = os.environ.get("SHIAN_DEEP") == "1"

_OFTEN = (
    ["aim"] * 14
    + ["set cell"] * 10
    + ["set column"] * 5
    + ["borrow cell"] * 6
    + ["refer"] * 5
    + ["turn area"] * 2
    + ["remove table"] * 2
)
_NUMBER = st.integers(0, 400)
_SPOILINGS = st.lists(
    st.builds(Spoiling, st.sampled_from([*_OFTEN, *DEEDS]), _NUMBER, _NUMBER, _NUMBER, _NUMBER), max_size=9
)
_WORLDS: dict[str, Any] = {
    "derandomize": not DEEP,
    "deadline": None,
    "database": None,
    "phases": [Phase.generate, Phase.shrink],
    "suppress_health_check": [
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
        HealthCheck.function_scoped_fixture,
    ],
}


def test_the_city_that_is_spoiled_is_valid(sqlite_engine: Engine) -> None:
    assert _import(sqlite_engine, a_city()).errors == []
    assert judge(a_city()).errors == []


@settings(max_examples=4000 if DEEP else 90, **_WORLDS)
@given(spoilings=_SPOILINGS, skip=st.booleans())
def test_a_spoiled_folder_is_judged_as_the_reference_judges_it(
    sqlite_engine: Engine, spoilings: list[Spoiling], skip: bool
) -> None:
    folder = spoil(a_city(), spoilings)
    _compare(sqlite_engine, folder, judge(folder, skip_bad_rows=skip), skip_bad_rows=skip, dry_run=True)


@settings(max_examples=600 if DEEP else 25, **_WORLDS)
@given(spoilings=_SPOILINGS, skip=st.booleans())
def test_a_spoiled_workbook_is_judged_like_a_folder(
    sqlite_engine: Engine, spoilings: list[Spoiling], skip: bool
) -> None:
    folder = {table: _unguarded(lines) for table, lines in spoil(a_city(), spoilings).items()}
    expected = judge(folder, skip_bad_rows=skip)
    with TemporaryDirectory() as path:
        sheets: dict[str, list[list[object]]] = {
            table: [[cell or None for cell in line] for line in lines] for table, lines in folder.items()
        }
        workbook = write_workbook(Path(path) / "city.xlsx", sheets)
        report = import_path(sqlite_engine, workbook, skip_bad_rows=skip, dry_run=True)
    assert _told(report) == _expected(expected)


def _unguarded(lines: list[list[str]]) -> list[list[str]]:
    """Without the apostrophes that protect cells in CSV files only."""
    return [[cell.removeprefix("'") for cell in line] for line in lines]


@settings(max_examples=2000 if DEEP else 35, **_WORLDS)
@given(first=_SPOILINGS, second=_SPOILINGS, third=_SPOILINGS)
def test_imports_over_earlier_ones_are_judged_as_the_reference_judges_them(
    new_sqlite: Callable[[], str], first: list[Spoiling], second: list[Spoiling], third: list[Spoiling]
) -> None:
    engine = make_engine(new_sqlite())
    try:
        stored: Judgement = judge({})
        for number, spoilings in enumerate((first, first + second, third)):
            folder = spoil(a_city(), spoilings)
            note(f"import {number + 1}")
            whole = judge(folder, stored.stored)
            _compare(engine, folder, whole, skip_bad_rows=False, dry_run=True)
            stored = judge(folder, stored.stored, skip_bad_rows=True)
            _compare(engine, folder, stored, skip_bad_rows=True, dry_run=False)
    finally:
        engine.dispose()
        Path(engine.url.database or "").unlink()


@pytest.mark.parametrize("skip", [False, True])
def test_importing_the_same_again_changes_nothing_in_either(sqlite_engine: Engine, skip: bool) -> None:
    first = judge(a_city())
    _import(sqlite_engine, a_city())
    again = judge(a_city(), first.stored, skip_bad_rows=skip)
    _compare(sqlite_engine, a_city(), again, skip_bad_rows=skip, dry_run=False)
    assert again.unchanged == first.accepted


def _compare(
    engine: Engine, folder: Folder, expected: Judgement, *, skip_bad_rows: bool, dry_run: bool
) -> None:
    report = _import(engine, folder, skip_bad_rows=skip_bad_rows, dry_run=dry_run)
    assert _told(report) == _expected(expected)


def _told(report: ImportReport) -> dict[str, object]:
    return {
        "errors": places(report.errors),
        "warnings": places(report.warnings),
        "accepted": report.accepted,
        "updated": report.updated,
        "unchanged": report.unchanged,
    }


def _expected(judgement: Judgement) -> dict[str, object]:
    return {
        "errors": judgement.errors,
        "warnings": judgement.warnings,
        "accepted": _counted(judgement.accepted),
        "updated": _counted(judgement.updated),
        "unchanged": _counted(judgement.unchanged),
    }


def _counted(keys: Keys) -> dict[str, int]:
    return {table: len(found) for table, found in keys.items()}


def _import(
    engine: Engine, folder: Folder, *, skip_bad_rows: bool = False, dry_run: bool = False
) -> ImportReport:
    with TemporaryDirectory() as path:
        for table, lines in folder.items():
            with (Path(path) / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(lines)
        return import_path(engine, Path(path), skip_bad_rows=skip_bad_rows, dry_run=dry_run)
