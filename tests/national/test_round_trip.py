"""What an export carries beside the format's columns: a year from the national system comes back with its stubs."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from domain.catalogue.clocks import load_clocks
from sampling.exchange.exporting import export_records
from sampling.exchange.importing import import_exchange
from sampling.exchange.report import ImportReport
from sampling.integrity.checking import verify_records
from sampling.national.stubs import list_stubs
from sampling.store.engine import make_engine, reading
from tests.conftest import NewDatabase
from tests.databases.contents import records
from tests.factories.contents import contents
from tests.national.generator import NationalYear, read_table, write_national_year
from tests.national.importing import AT, CATALOGUE, import_exports, import_folder, import_registers

SMALL = Path(__file__).parents[1] / "cases" / "small"
UNREGISTERED = 5
HARMLESS = {"verdict-doubtful", "early-production-date", "plan-mismatch"}


@pytest.fixture(scope="module")
def year_with_strangers(tmp_path_factory: pytest.TempPathFactory) -> NationalYear:
    """The case `small` as national exports, where the register lacks some of the sampled units."""
    year = write_national_year(SMALL, tmp_path_factory.mktemp("small") / "year")
    units = dict.fromkeys(row["被抽样单位信用代码"] for row in read_table(SMALL / "samples.csv"))
    strangers = [unit for unit in units if unit][:UNREGISTERED]
    register = year.before / "enterprises.csv"
    rows = [row for row in read_table(register) if row["统一社会信用代码"] not in strangers]
    with register.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return year


@pytest.fixture
def imported(new_database: NewDatabase, year_with_strangers: NationalYear) -> Iterator[Engine]:
    """A database with stubs and with the national system's words, once of each kind."""
    engine = make_engine(new_database())
    import_registers(engine, year_with_strangers)
    assert import_exports(engine, *year_with_strangers.files).errors == []
    import_folder(engine, year_with_strangers.after)
    with reading(engine) as view:
        assert list(verify_records(view)) == [], "imports of another system's files are all told"
    yield engine
    engine.dispose()


@pytest.fixture
def empty(new_database: NewDatabase) -> Iterator[Engine]:
    """A second, clean database of the same kind."""
    engine = make_engine(new_database())
    yield engine
    engine.dispose()


def bring_in(engine: Engine, path: Path) -> ImportReport:
    return import_exchange(engine, path, catalogue=CATALOGUE, clocks=load_clocks(), actor="测试", at=AT)


@pytest.mark.parametrize("form", ["folder", "records.zip", "records.xlsx"])
def test_a_year_of_national_exports_comes_back_with_stubs_and_words(
    imported: Engine, empty: Engine, tmp_path: Path, form: str
) -> None:
    assert len(list_stubs(imported)) == UNREGISTERED
    done = export_records(imported, tmp_path / form, actor="测试", at=AT)
    assert done.stubs == UNREGISTERED
    first = bring_in(empty, tmp_path / form)
    assert first.errors == []
    assert {warning.code for warning in first.warnings} <= HARMLESS
    assert first.accepted == done.records
    assert records(empty) == records(imported)
    assert any(sheet[-1] is not None for sheet in records(empty)["sheets"])
    for engine in (empty, imported):
        before = contents(engine, audit=True)
        again = bring_in(engine, tmp_path / form)
        assert (again.unchanged, again.changed_database) == (done.records, False)
        assert contents(engine, audit=True) == before


def test_national_exports_go_on_where_the_copy_stands(
    imported: Engine, empty: Engine, year_with_strangers: NationalYear, tmp_path: Path
) -> None:
    export_records(imported, tmp_path / "copy", actor="测试", at=AT)
    bring_in(empty, tmp_path / "copy")
    for engine in (empty, imported):
        import_registers(engine, year_with_strangers)
        assert not import_exports(engine, *year_with_strangers.files).changed_database
        assert len(list_stubs(engine)) == UNREGISTERED
