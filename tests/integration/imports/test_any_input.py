"""Whatever a cell holds, an import ends with a report, and a second one with nothing new."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from domain.errors import UnusableInput
from sampling.exchange.findings import Finding
from sampling.store.engine import make_engine
from tests.conftest import NewDatabase
from tests.factories.exchange import a_world, headers_of, import_path, write_folder

WORLD = a_world()
CELLS = [
    (table, row, header)
    for table, rows in WORLD.items()
    for row in range(len(rows))
    for header in headers_of(rows, table)
]
ODD = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            "/",
            "-",
            "无",
            "'=1",
            "2023-02-30",
            "9999-12-31",
            "0001-01-01",
            "-1",
            "1e400",
            "１２",
            "99999999999999999999",
        ]
        + [cell for rows in WORLD.values() for row in rows for cell in row.values()]
    ),
)
MANY = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def empty_engines(new_sqlite: NewDatabase, new_postgres: NewDatabase) -> Iterator[list[Engine]]:
    engines = [make_engine(new_sqlite()), make_engine(new_postgres())]
    yield engines
    for engine in engines:
        engine.dispose()


@MANY
@given(st.lists(st.tuples(st.sampled_from(CELLS), ODD), min_size=1, max_size=3), st.booleans())
def test_any_changed_cells_end_in_a_report_and_importing_again_changes_nothing(
    empty_engines: list[Engine],
    tmp_path: Path,
    changes: list[tuple[tuple[str, int, str], str]],
    skip_bad_rows: bool,
) -> None:
    world = a_world()
    for (table, row, header), cell in changes:
        world[table][row][header] = cell.replace("\x00", "")
    folder = write_folder(tmp_path / "x", world, encoding="utf-8")
    reports = []
    for engine in empty_engines:
        first = import_path(engine, folder, skip_bad_rows=skip_bad_rows)
        again = import_path(engine, folder, skip_bad_rows=skip_bad_rows)
        assert set(again.accepted.values()) | set(again.updated.values()) == {0}
        reports.append([finding.as_dict() for finding in [*first.errors, *first.warnings]])
    assert reports[0] == reports[1]


@MANY
@given(st.binary(max_size=400))
def test_any_bytes_as_a_table_end_in_a_report_or_a_refusal(
    sqlite_engine: Engine, tmp_path: Path, content: bytes
) -> None:
    folder = write_folder(tmp_path / "x", {})
    (folder / "areas.csv").write_bytes(content)
    try:
        findings: list[Finding | UnusableInput] = [*import_path(sqlite_engine, folder).errors]
    except UnusableInput as refusal:
        findings = [refusal]
    assert all(finding.message for finding in findings)
    assert findings
