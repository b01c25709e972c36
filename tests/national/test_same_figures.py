"""The same year, written as exchange folder and as national exports plus registers, gives the same figures."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.desk import load_desk
from api.tables import assessment_json
from domain.indicators.compute import assess_on
from sampling.store.engine import make_engine
from sampling.synthesis.city import read_city
from sampling.synthesis.generate import synthesize
from tests.conftest import NewDatabase
from tests.national.generator import NationalYear, write_national_year
from tests.national.importing import import_exports, import_folder, import_registers

SMALL = Path(__file__).parents[1] / "cases" / "small"
HARMLESS = {"unknown-column", "unknown-file", "verdict-doubtful", "early-production-date", "plan-mismatch"}


@pytest.fixture(scope="module")
def small_year(tmp_path_factory: pytest.TempPathFactory) -> NationalYear:
    """The case `small`, as the national system would export it."""
    return write_national_year(SMALL, tmp_path_factory.mktemp("small") / "year")


def import_year(engine: Engine, year: NationalYear) -> None:
    """Import everything in the order in which an office would; nothing may be refused, created or left unmatched."""
    import_registers(engine, year)
    report = import_exports(engine, *year.files)
    assert [error.as_dict() for error in report.errors] == []
    assert {warning.code for warning in report.warnings} <= HARMLESS
    import_folder(engine, year.after)


def figures(engine: Engine, as_of: date) -> dict[str, object]:
    """All measures of the city and its districts, as `shian indicators` shows them."""
    return assessment_json(assess_on(load_desk(engine).assessor(2023, as_of)))


@pytest.mark.parametrize("as_of", ["2023-06-30", "2023-10-06", "2023-12-31", "2024-03-31"])
def test_national_exports_of_a_year_give_the_expected_values(year_in_sqlite: Engine, as_of: str) -> None:
    expected = json.loads((SMALL / f"expected-{as_of}.json").read_text(encoding="utf-8"))
    assert figures(year_in_sqlite, date.fromisoformat(as_of)) == expected


@pytest.fixture(scope="module")
def year_in_sqlite(new_sqlite: NewDatabase, small_year: NationalYear) -> Engine:
    """A database into which the exports of `small` were imported."""
    engine = make_engine(new_sqlite())
    import_year(engine, small_year)
    return engine


@pytest.mark.postgres
def test_postgresql_gives_the_same_values(postgres_engine: Engine, small_year: NationalYear) -> None:
    import_year(postgres_engine, small_year)
    expected = json.loads((SMALL / "expected-2024-03-31.json").read_text(encoding="utf-8"))
    assert figures(postgres_engine, date(2024, 3, 31)) == expected


def test_a_synthetic_year_gives_the_same_figures_either_way(new_sqlite: NewDatabase, tmp_path: Path) -> None:
    exchange = tmp_path / "exchange"
    synthesize(exchange, year=2023, scale=Decimal("0.02"), seed=7, city=read_city(None))
    directly, by_export = make_engine(new_sqlite()), make_engine(new_sqlite())
    import_folder(directly, exchange)
    import_year(by_export, write_national_year(exchange, tmp_path / "national"))
    for as_of in (date(2023, 9, 30), date(2024, 3, 31)):
        assert figures(by_export, as_of) == figures(directly, as_of)


def test_importing_the_same_exports_again_changes_nothing(
    year_in_sqlite: Engine, small_year: NationalYear
) -> None:
    report = import_exports(year_in_sqlite, *small_year.files)
    assert not report.changed_database
    assert sum(report.accepted.values()) == sum(report.updated.values()) == 0
    assert report.unchanged["samples"] > 600
