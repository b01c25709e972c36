"""The clocks of a record: a pure function of its events and its machine.

A transition says which clocks it starts, stops and resumes. A clock that is started again while it runs, or stopped
again by the same step, takes the newer date: that is how a corrected date counts. A step that only stops what may still
be running (completing, withdrawing) leaves a clock alone that another step has stopped. Extensions are events of their
own.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.work.machine import Machine
from domain.work.record import AnyRecord, Event


@dataclass(frozen=True, slots=True)
class Extension:
    """An approved extension: how many of the clock's units, from when on, by whom and why."""

    amount: int
    approved_on: date
    approved_by: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a clock. Start and stop are moments where the event told one, else days."""

    clock: str
    started: date | datetime
    stopped: date | datetime | None = None
    extensions: tuple[Extension, ...] = ()

    @property
    def extended(self) -> int:
        """All approved extensions together, in the clock's units."""
        return sum(one.amount for one in self.extensions)


Change = Callable[[Run], Run]


def runs_of(machine: Machine, record: AnyRecord) -> list[Run]:
    """Every run of every clock of the record, in the order in which they began."""
    runs: list[Run] = []
    stopped_by: dict[int, str] = {}  # the command that stopped a run, by its place
    for event in record.events:
        transition = machine.transition(event.command)
        when = event.moment or event.on
        if event.extends:
            _change(runs, event.extends[0], _extending(event))
        if transition is None:
            continue
        for clock in transition.stops:
            at = _newest(runs, clock)
            if at is not None and (runs[at].stopped is None or stopped_by.get(at) == event.command):
                runs[at] = replace(runs[at], stopped=when)
                stopped_by[at] = event.command
        for clock in transition.resumes:
            _change(runs, clock, _resuming)
        for clock in transition.starts:
            if not _change(runs, clock, _starting(when), only_open=True):
                runs.append(Run(clock, when))
    return runs


def _extending(event: Event) -> Change:
    assert event.extends is not None
    one = Extension(event.extends[1], event.on, event.actor, event.reason)
    return lambda run: replace(run, extensions=(*run.extensions, one))


def _resuming(run: Run) -> Run:
    return replace(run, stopped=None)


def _starting(when: date | datetime) -> Change:
    return lambda run: replace(run, started=when)


def _change(runs: list[Run], clock: str, change: Change, *, only_open: bool = False) -> bool:
    """Change the newest run of the clock; whether there was one (that is still open, where only those count)."""
    at = _newest(runs, clock)
    if at is None or (only_open and runs[at].stopped is not None):
        return False
    runs[at] = change(runs[at])
    return True


def _newest(runs: list[Run], clock: str) -> int | None:
    return next((at for at in range(len(runs) - 1, -1, -1) if runs[at].clock == clock), None)
