"""An office that lives: registers to refer to, people, days that pass, and any step of the API at any time."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import note
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from api.routes.work_routes import StepResource
from domain.errors import ShianError
from domain.sheets.content import SheetEdit
from sampling.store.engine import make_engine, reading
from sampling.store.schema import metadata
from sampling.testing.receiving import receive_sample
from sampling.work.kinds import KINDS
from sampling.work.reading import read_stored
from tests.factories.work import at_work
from tests.life.fields import PRESENT, filled_in
from tests.life.registers import PEOPLE, PLANS
from tests.life.steps import all_steps

FIRST_DAY = date(2023, 2, 1)


@dataclass
class Life:
    """What has happened so far: the day it is, and how often each step was taken or refused with which code."""

    engine: Engine
    today: date = FIRST_DAY
    taken: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    _records: list[tuple[str, str, str]] | None = None
    _plan_rows: list[str] | None = None
    _next_steps: dict[int, list[str | None]] | None = None

    @property
    def records(self) -> list[tuple[str, str, str]]:
        """Kind, number and state of every record; read again after a step was taken."""
        if self._records is None:
            stored = metadata.tables["work_records"]
            columns = (stored.c.kind, stored.c.record_no, stored.c.state)
            with reading(self.engine) as view:
                rows = view.execute(select(*columns).order_by(*columns)).all()
            self._records = [(row[0], row[1], row[2]) for row in rows]
        return self._records

    def numbers(self, *kinds: str) -> list[str]:
        """Numbers of the records of these kinds."""
        return [number for kind, number, _ in self.records if kind in kinds]

    def plan_rows(self) -> list[str]:
        """Numbers of the plan rows that were approved here; read again after a step was taken."""
        if self._plan_rows is None:
            stored = metadata.tables["plans"]
            with reading(self.engine) as view:
                wanted = select(stored.c.plan_no).where(stored.c.plan_no.not_in(PLANS))
                self._plan_rows = list(view.scalars(wanted.order_by(stored.c.plan_no)))
        return self._plan_rows

    def digests(self) -> list[str]:
        """Digests of the snapshots that wait to be signed."""
        waiting = [
            number for kind, number, state in self.records if (kind, state) == ("snapshot", "prepared")
        ]
        with reading(self.engine) as view:
            found = [read_stored(view, KINDS["snapshot"], number) for number in waiting]
        return [one.content.digest for one in found if one is not None]

    def forget(self) -> None:
        """Read again what there is: something was changed."""
        self._records = self._plan_rows = self._next_steps = None

    def number_for(self, step: StepResource) -> st.SearchStrategy[str]:
        """A record of the step's kind, sometimes one that is not there."""
        kinds = ("sheet", "test") if step.kind.code == "test" else (step.kind.code,)
        return st.sampled_from([*(self.numbers(*kinds) * 5), "没有"])

    def as_numbered(self, number: str | None, form: SheetEdit) -> SheetEdit:
        """The form with what the sheet's number says, which no edit may change."""
        with reading(self.engine) as view:
            found = read_stored(view, KINDS["sheet"], number or "")
        if found is None:
            return form
        fixed = {
            name: getattr(found.content, name)
            for name in ("area_code", "organisation", "level", "sampled_on")
        }
        return msgspec.structs.replace(form, sheet=msgspec.structs.replace(form.sheet, **fixed))

    def next_steps(self) -> dict[int, list[str | None]]:
        """Steps that the states of the records allow, with these records, and those that open; by place among all.

        What this life has taken least often comes first, so that it reaches many steps and not the same few.
        """
        if self._next_steps is None:
            found: dict[int, list[str | None]] = {}
            counts = Counter(self.taken)
            for place in sorted(
                range(len(all_steps())), key=lambda at: (counts[label_of(all_steps()[at])], at)
            ):
                step = all_steps()[place]
                numbers: list[str | None] = [None] if step.opens else [*self._ready_for(step)]
                if numbers:
                    found[place] = numbers
            self._next_steps = found
        return self._next_steps

    def _ready_for(self, step: StepResource) -> list[str]:
        if step.use_case is receive_sample:
            return [number for kind, number, state in self.records if (kind, state) == ("sheet", "sampled")]
        kind = step.kind.code
        return [
            number
            for found, number, state in self.records
            if found == kind and step.command in commands_of(kind, state)
        ]


@contextmanager
def a_life(furnished: Path, scratch: Path, today: date) -> Iterator[Life]:
    """A life in a copy of the furnished office, which is removed however it ends."""
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        file = Path(folder) / "office.db"
        shutil.copyfile(furnished, file)
        engine = make_engine(f"sqlite:///{file}")
        try:
            yield Life(engine, today=today)
        finally:
            engine.dispose()


def label_of(step: StepResource) -> str:
    """What the step is called in counts, and as the command of its operation."""
    return f"{step.kind.code}.{step.command}"


@cache
def commands_of(kind: str, state: str) -> frozenset[str]:
    """Commands that a state allows, and the routes that lead to several of them."""
    commands = {one.command for one in KINDS[kind].machine.allowed(state)}
    return frozenset(commands | {command.split("-")[0] for command in commands})


def live_a_step(life: Life, draw: Any) -> None:
    """Let days pass, then take some step with some form; refusals are part of life, anything else is a fault."""
    PRESENT.set(life)
    life.today += timedelta(days=draw(st.integers(0, 12), label="days"))
    if draw(st.integers(0, 5), label="anything at all"):
        ready = life.next_steps()
        few = draw(st.integers(1, len(ready)), label="among the rarest")
        place = draw(st.sampled_from(tuple(ready)[:few]), label="next step")
        number = draw(st.sampled_from(ready[place]), label="of")
    else:
        place, number = draw(st.integers(0, len(all_steps()) - 1), label="any step"), None
    step = all_steps()[place]
    form = draw(filled_in(step.form), label="form")
    try:  # as the API reads it: what no form may hold never arrives
        form = msgspec.json.decode(msgspec.json.encode(form), type=step.form)
    except msgspec.ValidationError:
        life.refused.append(f"{label_of(step)} invalid")
        return
    if number is None and not step.opens:
        number = draw(life.number_for(step), label="number")
    if isinstance(form, SheetEdit) and draw(st.integers(0, 3), label="keeps what the number says"):
        form = life.as_numbered(number, form)
    arguments = (form,) if step.opens else (number, form)
    actor = draw(st.sampled_from(PEOPLE), label="actor")
    label = label_of(step)
    note(f"{label} {number or ''} by {actor} on {life.today}")
    try:
        with at_work(life.engine, actor=actor, today=life.today, command=label) as op:
            step.use_case(op, *arguments)
    except ShianError as refusal:
        life.refused.append(f"{label} {refusal.code}")
    else:
        life.taken.append(label)
        life.forget()
