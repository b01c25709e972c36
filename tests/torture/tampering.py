"""Tamperings of the audit trail by somebody who may do anything in the database: triggers dropped, rows edited, deleted,
inserted, reordered, the chain computed again from there on. And runs in which nobody tampers, with writers at work.

Every tampering happens inside a transaction that is rolled back, so that one small trail serves for all of them.
"""

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count
from pathlib import Path
from random import Random

from sqlalchemy import Engine

from domain.audit.anchors import Anchor
from domain.cases.content import Clue, Correction, NewClue
from sampling import cases
from sampling.audit import root_of, verify_audit
from sampling.integrity.checking import verify_records
from sampling.store.engine import make_engine, reading
from tests.factories.work import at_work
from tests.torture._forging import Trail, forged
from tests.torture._places import Places, kind_of, places
from tests.torture.trial import Result, Trial

FOUND = date(2023, 3, 1)
CLEAN_EVERY = 6
RUNS_PER_DATABASE = 25
WRITERS = 3


def run(cases_asked: Iterable[int], folder: Path) -> Iterator[Result]:
    """Five tamperings, then one clean run, and so on; a third of both on PostgreSQL."""
    with places(folder) as made:
        trails: dict[str, tuple[Engine, Anchor]] = {}
        busy = _Busy(made)
        try:
            for number in cases_asked:
                dice = Random(f"tampering/{number}")
                kind = kind_of(number // CLEAN_EVERY, 3)
                if number % CLEAN_EVERY == CLEAN_EVERY - 1:
                    yield busy.run(kind)
                    continue
                if kind not in trails:
                    trails[kind] = _small_trail(made, kind)
                yield _tampered(dice, *trails[kind])
        finally:
            busy.close()
            for engine, _anchor in trails.values():
                engine.dispose()


def _tampered(dice: Random, engine: Engine, anchor: Anchor) -> Result:
    """One tampering: found without the anchor unless the chain was computed again, and with it in any case."""
    with engine.connect() as connection:
        change = connection.begin()
        try:
            what, recomputed = forged(Trail(connection), dice)
            result = Result(f"{what}{', recomputed' if recomputed else ''}")
            alone = verify_audit(connection).breach
            if not recomputed and alone is None:
                result.faults.append("was not found from the trail alone")
            if recomputed and alone is not None:
                result.faults.append(f"was computed again with a mistake: {alone.message}")
            if verify_audit(connection, [anchor]).breach is None:
                result.faults.append("was not found against the anchor")
        finally:
            change.rollback()
    return result


def _small_trail(made: Places, kind: str) -> tuple[Engine, Anchor]:
    engine = make_engine(made.city(kind))
    for number in range(15):
        _clue(engine, f"XS{number}")
        _correction(engine, f"XS{number}", number)
    with reading(engine) as view:
        root = root_of(view)
        assert verify_audit(view).breach is None
    return engine, Anchor(root, "")


def _clue(engine: Engine, number: str) -> None:
    with at_work(engine, command="case.record") as op:
        cases.record_clue(op, NewClue(clue_no=number, clue=_facts(0), on=FOUND))


def _correction(engine: Engine, number: str, turn: int) -> None:
    with at_work(engine, command="case.correct") as op:
        cases.correct_clue(op, number, Correction(clue=_facts(turn + 1), reason="合成数据"))


def _facts(turn: int) -> Clue:
    return Clue(area_code="320412", facts=f"合成数据 {turn}", should_file=True)


class _Busy:
    """Clean runs: writers at work, the trail verified all the while against roots taken in between."""

    def __init__(self, made: Places) -> None:
        self._made = made
        self._open: dict[str, tuple[Engine, str]] = {}
        self._runs: dict[str, int] = {}
        self._names = count()

    def run(self, kind: str) -> Result:
        """One run on a database of this kind, a new one now and then."""
        if self._runs.get(kind, 0) % RUNS_PER_DATABASE == 0:
            self._renew(kind)
        self._runs[kind] = self._runs.get(kind, 0) + 1
        engine, _url = self._open[kind]
        result, anchors, stop = Result(f"clean, {kind}", attempts=0), list[Anchor](), threading.Event()

        def write(_writer: int) -> int:
            number, written = f"XS{next(self._names)}", 0
            _clue(engine, number)
            for written in range(1, 4):
                _correction(engine, number, written)
            return written + 1

        def watch() -> None:
            while True:
                last = stop.is_set()
                with reading(engine) as view:
                    found = verify_audit(view, anchors)
                    root = root_of(view)
                    # The areas were put there by no command.
                    wrong = [one for one in verify_records(view) if one.code != "rows-uncounted"]
                result.attempts += 1
                if found.breach is not None:
                    result.faults.append(f"false alarm: {found.breach.message}")
                result.faults += [f"false alarm: {one}" for one in wrong[:1]]
                anchors.append(Anchor(root, ""))
                if last:
                    return

        with ThreadPoolExecutor(WRITERS + 1) as pool:
            watching = pool.submit(watch)
            entries = sum(pool.map(write, range(WRITERS)))
            stop.set()
            watching.result()
        if entries != 4 * WRITERS:
            result.faults.append(f"{entries} commands instead of {4 * WRITERS}")
        return result

    def _renew(self, kind: str) -> None:
        if kind in self._open:
            engine, url = self._open[kind]
            engine.dispose()
            self._made.drop(url)
        url = self._made.city(kind)
        self._open[kind] = make_engine(url), url

    def close(self) -> None:
        """Close what is open."""
        for engine, _url in self._open.values():
            engine.dispose()


TRIAL = Trial(
    "tampering",
    "the audit trail tampered with: each tampering is found; one run in six is clean, and raises no alarm",
    6_000,
    run,
)
