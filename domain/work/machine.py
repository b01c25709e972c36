"""State machines as data: states, transitions, guards by name, who may, which clocks start and stop.

A machine is a TOML file in `domain/machines`. `Machine.open` and `Machine.advance` are the only ways to make and to
change a record: they check what the data says (state, dates, reason, other person), then the transition's guard.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from domain.work.errors import (
    DayBeforeLastStep,
    DayInFuture,
    MomentMissing,
    ReasonMissing,
    RecordClosed,
    SamePerson,
    StepNotAllowed,
)
from domain.work.record import Event, Record, Step

T = TypeVar("T")

# A guard looks at the record as it is (None when it is being opened), the content it would get, and the step; it
# raises a leaf of RuleViolation or returns.
Guard = Callable[[Any, Any, Step], None]

IMPORT = "import"


@dataclass(frozen=True, slots=True)
class State:
    """A state. A closed one ends the work: an import may not change the record any more."""

    code: str
    name: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """One step that a machine knows.

    `to` None keeps the state; an empty `from_states` opens the record. `dated` steps are facts of the field and come
    in the order of their days; others (drafting, correcting words) are dated by the day they are entered. `not_by`
    names commands whose actor may not take this step. `resumes` takes the stop of a clock back.
    """

    command: str
    name: str
    guard: str
    roles: tuple[str, ...]
    from_states: tuple[str, ...] = ()
    to: str | None = None
    dated: bool = True
    reason: bool = False
    not_by: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Machine:
    """A state machine with its guards. `record` is what people call one record of it."""

    code: str
    name: str
    record: str
    states: Mapping[str, State]
    transitions: tuple[Transition, ...]
    guards: Mapping[str, Guard] = field(default_factory=dict, repr=False)
    hourly: frozenset[str] = frozenset()  # the clocks that run in hours: their steps name a moment

    def open(self, command: str, no: str, step: Step, content: T) -> Record[T]:
        """A new record by an opening transition."""
        transition = self._transition(command, None, no)
        self._check(transition, (), step)
        self.guards[transition.guard](None, content, step)
        assert transition.to is not None
        event = _event(transition.command, transition.to, step)
        return Record(kind=self.code, no=no, state=transition.to, content=content, events=(event,))

    def advance(self, record: Record[T], command: str, step: Step, content: T | None = None) -> Record[T]:
        """The record after one more step; `content` None leaves the content as it is.

        Raises `StepNotAllowed`, `DayInFuture`, `DayBeforeLastStep`, `ReasonMissing`, `SamePerson`, and whatever the
        transition's guard refuses.
        """
        transition = self._transition(command, record.state, record.no)
        self._check(transition, record.events, step)
        after = record.content if content is None else content
        self.guards[transition.guard](record, after, step)
        state = transition.to or record.state
        events = (*record.events, _event(command, state, step))
        return Record(kind=record.kind, no=record.no, state=state, content=after, events=events)

    def absorb(self, record: Record[T], row: Record[T], step: Step) -> Record[T]:
        """An open record with what an import says of it: `row` is the record that the imported row alone would make.

        Steps that the row tells and the record lacks are added as imported ones and bring their state with them; where
        there are none the state stays. Raises `RecordClosed`.
        """
        if self.states[record.state].closed:
            raise RecordClosed(self.record, record.no, self.states[record.state].name)
        told = {(event.command, event.on) for event in record.events}
        news = [event for event in row.events if (event.command, event.on) not in told]
        last = Event(
            command=IMPORT,
            state=row.state,
            on=step.on,
            at=step.at,
            actor=step.actor,
            reason=step.reason,
            imported=True,
        )
        last = msgspec.structs.replace(last, state=row.state if news else record.state)
        events = (*record.events, *news, last)
        return Record(kind=record.kind, no=record.no, state=last.state, content=row.content, events=events)

    def allowed(self, state: str) -> list[Transition]:
        """The steps that this state allows."""
        return [transition for transition in self.transitions if state in transition.from_states]

    def is_closed(self, state: str) -> bool:
        """Whether the work is over."""
        return self.states[state].closed

    def transition(self, command: str) -> Transition | None:
        """The first transition of this command."""
        return next((one for one in self.transitions if one.command == command), None)

    def named(self, command: str) -> str:
        """What people call a command."""
        found = self.transition(command)
        return "导入" if command == IMPORT else (found.name if found else command)

    def _transition(self, command: str, state: str | None, no: str) -> Transition:
        for one in self.transitions:
            if one.command == command and (state in one.from_states if state else not one.from_states):
                return one
        shown = self.states[state].name if state else "未建立"
        allowed = [one.name for one in self.allowed(state)] if state else []
        raise StepNotAllowed(self.record, no, self.named(command), shown, allowed)

    def _check(self, transition: Transition, events: Iterable[Event], step: Step) -> None:
        if step.on > step.today:
            raise DayInFuture(step.on, step.today)
        if transition.reason and not (step.reason or "").strip():
            raise ReasonMissing(transition.name)
        if step.moment is None and self.hourly & {*transition.starts, *transition.stops}:
            raise MomentMissing(transition.name)
        for event in events:
            if event.command in transition.not_by and event.actor == step.actor and not event.imported:
                raise SamePerson(transition.name, step.actor, self.named(event.command))
        if not transition.dated:
            return
        dated = [event for event in events if self._is_dated(event)]
        if dated and step.on < dated[-1].on:
            raise DayBeforeLastStep(transition.name, step.on, self.named(dated[-1].command), dated[-1].on)

    def _is_dated(self, event: Event) -> bool:
        found = self.transition(event.command)
        return found is not None and found.dated


def _event(command: str, state: str, step: Step) -> Event:
    return Event(
        command=command,
        state=state,
        on=step.on,
        at=step.at,
        actor=step.actor,
        reason=step.reason,
        moment=step.moment,
        extends=step.extends,
    )
