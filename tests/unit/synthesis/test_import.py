"""A synthetic year is accepted by the import as it is; its warnings are the ones that it means to give."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from domain.catalogue.clocks import load_clocks
from domain.catalogue.measures import load_catalogue
from sampling.exchange.importing import import_exchange
from sampling.store.engine import make_engine
from tests.conftest import NewDatabase
from tests.unit.synthesis.conftest import Rows

_INTENDED = {"plan-mismatch", "long-extension", "verdict-doubtful", "early-production-date"}


def test_every_record_is_accepted_and_the_warnings_are_the_intended_ones(
    new_sqlite: NewDatabase, small_folder: Path, year_rows: Rows
) -> None:
    engine = make_engine(new_sqlite())
    by_whom: dict[str, Any] = {
        "catalogue": load_catalogue(),
        "clocks": load_clocks(),
        "actor": "测试",
        "at": datetime(2024, 4, 1, tzinfo=UTC),
    }
    report = import_exchange(engine, small_folder, **by_whom)
    assert list(report.errors) == []
    assert {warning.code for warning in report.warnings} == _INTENDED
    assert report.accepted["samples"] == len({row["抽样编号"] for row in year_rows["samples"]})
    assert report.accepted["enterprises"] == len(year_rows["enterprises"])
    again = import_exchange(engine, small_folder, **by_whom)
    assert sum(again.accepted.values()) + sum(again.updated.values()) == 0
