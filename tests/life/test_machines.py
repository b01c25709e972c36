"""Lives of an office against the machines' files: nothing illegal succeeds, and in the long run every step is taken."""

import os
import shutil
import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.catalogue.clocks import load_clocks
from domain.deadlines import deadline_of
from domain.work.running import runs_of
from sampling.calendar import shipped_calendar
from sampling.store.engine import make_engine, reading
from sampling.work.kinds import KINDS
from sampling.work.reading import read_record
from tests.life.history import histories, illegal_steps, steps_taken, transitions
from tests.life.office import Life, live_a_step

DEEP = os.environ.get("SHIAN_DEEP") == "1"
# 4 × 540 lives of 100 steps in the deep profile, some of whose forms could not arrive: more than 200,000 steps. Walks that
# come before (`walks.py`) take the steps that chance seldom takes.
SHARDS, EXAMPLES, STEPS = (4, 540, 100) if DEEP else (1, 12, 40)
FIRST_DAY = date(2023, 8, 21)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_illegal_step_succeeds_and_every_step_can_be_taken(
    furnished: Path, shard: int, request: pytest.FixtureRequest
) -> None:
    taken: Counter[tuple[str, str]] = Counter()
    lived: Counter[str] = Counter()

    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def live(data: st.DataObject) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch) / "office.db"
            shutil.copyfile(furnished, file)
            engine = make_engine(f"sqlite:///{file}")
            life = Life(engine, today=FIRST_DAY)
            for _ in range(STEPS):
                live_a_step(life, data.draw)
            assert illegal_steps(engine) == []
            taken.update(steps_taken(engine))
            arrived = [one for one in life.refused if not one.endswith(" invalid")]
            lived.update(lives=1, taken=len(life.taken), refused=len(arrived))
            engine.dispose()

    live()
    every = {(kind, one["command"]) for kind in KINDS for one in transitions(kind)}
    never = every - set(taken)
    lived.update(reached=len(every) - len(never), known=len(every))
    request.node.user_properties.append(("steps", dict(lived)))
    if DEEP:
        assert never == set()


def test_clocks_of_a_whole_office_equal_a_count_day_by_day(furnished: Path, tmp_path: Path) -> None:
    file = tmp_path / "office.db"
    shutil.copyfile(furnished, file)
    engine = make_engine(f"sqlite:///{file}")
    clocks, calendar = load_clocks(), shipped_calendar()
    counted = 0
    with reading(engine) as view:
        for kind, number in histories(engine):
            record = read_record(view, KINDS[kind], number)
            for run in runs_of(KINDS[kind].machine, record):
                clock = clocks[run.clock]
                if clock.unit in ("workday", "day") and clock.kind != "not-before":
                    start = run.started
                    assert deadline_of(clock, start, calendar, run.extended).due == _by_hand(
                        start, clock.n + run.extended, clock.unit, calendar.is_working
                    )
                    counted += 1
    engine.dispose()
    assert counted > 60


def _by_hand(start: date, length: int, unit: str, is_working: object) -> date:
    assert callable(is_working)
    day = start
    if unit == "day":
        day += timedelta(days=length)
        while not is_working(day):
            day += timedelta(days=1)
        return day
    while length:
        day += timedelta(days=1)
        length -= bool(is_working(day))
    return day
