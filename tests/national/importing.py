"""Importing made-up years for the tests: an exchange folder, or registers, own tables and national exports."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from domain.catalogue.clocks import load_clocks
from domain.catalogue.measures import load_catalogue
from sampling.exchange.importing import import_exchange
from sampling.exchange.report import ImportReport
from sampling.national.importing import import_national
from sampling.national.own_tables import AREAS, PLANS, import_own_table
from tests.national.generator import NationalYear

AT = datetime(2024, 4, 1, 8, 0, tzinfo=UTC)
CATALOGUE = load_catalogue()


def import_folder(engine: Engine, folder: Path) -> None:
    """Import an exchange folder; every row must be accepted."""
    report = import_exchange(engine, folder, catalogue=CATALOGUE, clocks=load_clocks(), actor="测试", at=AT)
    assert report.errors == []


def import_exports(
    engine: Engine, *files: Path, skip_bad_rows: bool = False, dry_run: bool = False
) -> ImportReport:
    """Import national exports."""
    return import_national(
        engine,
        files,
        city=None,
        catalogue=CATALOGUE,
        actor="测试",
        at=AT,
        skip_bad_rows=skip_bad_rows,
        dry_run=dry_run,
    )


def import_registers(engine: Engine, year: NationalYear) -> None:
    """What must be there before the exports: registers, and the tables that the office fills once."""
    import_folder(engine, year.before)
    import_own_table(engine, PLANS, year.plan_aliases, actor="测试", at=AT)
    import_own_table(engine, AREAS, year.area_aliases, actor="测试", at=AT)
