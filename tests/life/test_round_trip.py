"""After any life of an office an export of it, imported into an empty database, says the same."""

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from api.desk import load_desk
from domain.catalogue.clocks import load_clocks
from domain.catalogue.measures import load_catalogue
from domain.indicators.compute import assess_on
from sampling.exchange.exporting import export_records
from sampling.exchange.importing import import_exchange
from sampling.store.engine import make_engine
from tests.api.stored import AT
from tests.databases.contents import records
from tests.life.office import Life, live_a_step

AS_OF = (date(2023, 3, 24), date(2023, 4, 14), date(2023, 9, 30), date(2024, 3, 31))
DEEP = os.environ.get("SHIAN_DEEP") == "1"
EXAMPLES, STEPS = (500, 60) if DEEP else (10, 20)


def figures(engine: Engine) -> list[object]:
    desk = load_desk(engine)
    return [assess_on(desk.assessor(2023, as_of)).values for as_of in AS_OF]


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(data=st.data())
def test_an_export_of_any_work_imports_as_the_same_records_and_figures(
    furnished: Path, new_sqlite: Callable[[], str], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "office.db"
        shutil.copyfile(furnished, file)
        office, other = make_engine(f"sqlite:///{file}"), make_engine(new_sqlite())
        life = Life(office, today=date(2023, 8, 21))
        for _ in range(data.draw(st.integers(1, STEPS), label="steps")):
            live_a_step(life, data.draw)
        export_records(office, Path(scratch) / "out", actor="张三", at=AT)
        report = import_exchange(
            other,
            Path(scratch) / "out",
            catalogue=load_catalogue(),
            clocks=load_clocks(),
            actor="张三",
            at=AT,
        )
        assert report.errors == []
        assert records(other) == records(office)
        assert figures(other) == figures(office)
        office.dispose()
        other.dispose()
