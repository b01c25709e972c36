"""Lives of an office against the machines' files: nothing illegal succeeds, and in the long run every step is taken."""

import os
import shutil
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
from tests.life.history import histories, illegal_steps, steps_taken
from tests.life.office import a_life, live_a_step
from tests.life.tally import Tally

DEEP = os.environ.get("SHIAN_DEEP") == "1"
# 6 × 360 lives of 100 steps in the deep profile, some of whose forms could not arrive: more than 200,000 steps.
# Walks that come before (`walks.py`) take the steps that chance seldom takes.
SHARDS, LIVES, STEPS = (6, 360, 100) if DEEP else (1, 12, 40)
FIRST_DAY = date(2023, 8, 21)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_illegal_step_succeeds_and_every_step_can_be_taken(
    furnished: Path, scratch: Path, shard: int, request: pytest.FixtureRequest
) -> None:
    """What the lives of all shards add up to, and whether every step was taken, is judged by `tally`."""
    with a_life(furnished, scratch, FIRST_DAY) as life:
        tally = Tally(walked=steps_taken(life.engine))

    @settings(
        max_examples=LIVES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def live(data: st.DataObject) -> None:
        with a_life(furnished, scratch, FIRST_DAY) as life:
            for _ in range(STEPS):
                live_a_step(life, data.draw)
            assert illegal_steps(life.engine) == []
            tally.add(life.taken, life.refused, steps_taken(life.engine))

    live()
    tally.hand_over(request.node)


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
