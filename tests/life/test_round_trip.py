"""After any life of an office an export of it, imported into an empty database, says the same."""

import os
import shutil
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
from sampling.integrity.checking import verify_records
from sampling.store.engine import make_engine, reading
from tests.api.stored import AT
from tests.databases.contents import records
from tests.life.office import a_life, live_a_step

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
    furnished: Path, scratch: Path, migrated_sqlite: Path, data: st.DataObject
) -> None:
    with a_life(furnished, scratch, date(2023, 8, 21)) as life:
        office, folder = life.engine, Path(str(life.engine.url.database)).parent
        out = folder / "out"
        shutil.copyfile(migrated_sqlite, folder / "other.db")
        other = make_engine(f"sqlite:///{folder / 'other.db'}")
        for _ in range(data.draw(st.integers(1, STEPS), label="steps")):
            live_a_step(life, data.draw)
        export_records(office, out, actor="张三", at=AT)
        report = import_exchange(
            other,
            out,
            catalogue=load_catalogue(),
            clocks=load_clocks(),
            actor="张三",
            at=AT,
        )
        assert report.errors == []
        assert records(other) == records(office)
        assert figures(other) == figures(office)
        with reading(other) as view:
            assert list(verify_records(view)) == []
        with reading(office) as view:
            # The furniture was put there by no command: its organisations, and some rows of each table.
            ours = [one for one in verify_records(view) if one.code != "rows-uncounted"]
            assert [one for one in ours if one.table != "organisations"] == []
        other.dispose()
