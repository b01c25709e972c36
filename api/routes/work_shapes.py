"""How a record that is worked on is shown: its content, its state, what can be done next, its steps and clocks."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from litestar import Response
from litestar.params import PathParameter
from sqlalchemy import Connection

from api.commands import Delivery, Told, Update, tagged
from api.etags import Current, record_etag
from api.workbench import Workbench
from domain.access.actor import Actor
from domain.catalogue.clocks import load_clocks
from domain.deadlines import deadline_of
from domain.errors import RecordNotFound
from domain.work.fields import said
from domain.work.kind import Kind
from domain.work.record import Event, Record
from domain.work.running import Run, runs_of
from sampling.calendar import installed_calendar
from sampling.store.view import view_of
from sampling.work.operation import Operation
from sampling.work.reading import read_record
from sampling.work.showing import displayed

T = TypeVar("T")

RecordNo = Annotated[str, PathParameter(min_length=1, max_length=200, description="编号，200 字以内")]


class NextStep(msgspec.Struct, kw_only=True):
    """A step that the state allows."""

    command: Annotated[str, said("步骤代码")]
    name: Annotated[str, said("步骤名称")]
    roles: Annotated[list[str], said("可办理的角色代码")]
    needs_reason: Annotated[bool, said("是否须说明理由")]


class StepTaken(msgspec.Struct, kw_only=True):
    """A step that was taken."""

    command: Annotated[str, said("步骤代码")]
    name: Annotated[str, said("步骤名称")]
    state: Annotated[str, said("办理后的状态")]
    on: Annotated[date, said("发生日期")]
    moment: Annotated[datetime | None, said("发生时刻（当地时间）；按小时计算的期限才有")]
    actor: Annotated[str, said("办理人")]
    at: Annotated[datetime, said("录入时间（UTC）")]
    reason: Annotated[str | None, said("理由")]
    imported: Annotated[bool, said("是否由导入的文件得知")]


class RunningClock(msgspec.Struct, kw_only=True):
    """A statutory clock of the record."""

    clock: Annotated[str, said("期限代码")]
    name: Annotated[str, said("期限名称")]
    started: Annotated[str, said("起算日期或时刻")]
    stopped: Annotated[str | None, said("停止日期或时刻；仍在计算为 null")]
    extended: Annotated[int, said("已批准延长的数量，以该期限的单位计")]
    due: Annotated[str, said("届满日期或时刻")]
    provisional: Annotated[bool, said("是否暂算（涉及尚未公布放假安排的年份）")]


class Work(msgspec.Struct, Generic[T], kw_only=True):
    """A record that is worked on."""

    no: Annotated[str, said("编号")]
    version: Annotated[int, said("版本，即已办理的步数")]
    state: Annotated[str, said("状态代码")]
    state_name: Annotated[str, said("状态名称")]
    content: T
    next_steps: Annotated[list[NextStep], said("此时可办理的步骤")]
    steps: Annotated[list[StepTaken], said("已办理的步骤，按先后")]
    clocks: Annotated[list[RunningClock], said("期限")]


class WorkSummary(msgspec.Struct, Generic[T], kw_only=True):
    """A record in a list."""

    no: Annotated[str, said("编号")]
    version: Annotated[int, said("版本")]
    state: Annotated[str, said("状态代码")]
    state_name: Annotated[str, said("状态名称")]
    content: T


def opened(
    delivery: Delivery, kind: Kind[T], step: str, work: Callable[[Operation], Record[T]]
) -> Response[bytes]:
    """Do one command that makes a record, and show it."""
    return delivery.command(f"{kind.code}.{step}", lambda op: told(op, kind, work(op)), status=201)


def stepped(
    update: Update, kind: Kind[T], no: str, step: str, work: Callable[[Operation], Record[T]]
) -> Response[bytes]:
    """Do one step of a record that its sender has seen, and show the record after it."""

    def current(op: Operation) -> Current | None:
        record = op.hold(kind, no)
        if record is None:
            return None
        return Current(record_etag(record), lambda: shown(op.connection, op.who, kind, record))

    return update.command(f"{kind.code}.{step}", current, lambda op: told(op, kind, work(op)))


def told(op: Operation, kind: Kind[T], record: Record[T]) -> Told:
    """The answer that shows a record."""
    return Told(shown(op.connection, op.who, kind, record), record_etag(record))


def found(bench: Workbench, kind: Kind[T], no: str) -> Response[Work[T]]:
    """The record of this number, with its tag. Raises `RecordNotFound`."""
    with bench.view() as view:
        record = read_record(view, kind, no)
        return tagged(shown(view, bench.actor, kind, record), record_etag(record))


def shown(connection: Connection, actor: Actor, kind: Kind[T], record: Record[T]) -> Work[T]:
    """The record as the interface gives it to this actor."""
    content = displayed(connection, actor, kind, {record.no: record.content}).get(record.no)
    if content is None:
        raise RecordNotFound(kind.machine.record, record.no)
    machine = kind.machine
    runs = runs_of(machine, record)
    clocks: list[RunningClock] = []
    if runs:
        calendar = installed_calendar(view_of(connection))
        known = load_clocks()
        clocks = [_clock(run, known, calendar) for run in runs]
    return Work(
        no=record.no,
        version=record.version,
        state=record.state,
        state_name=machine.states[record.state].name,
        content=content,
        next_steps=[
            NextStep(command=one.command, name=one.name, roles=list(one.roles), needs_reason=one.reason)
            for one in machine.allowed(record.state)
        ],
        steps=[_step(kind, event) for event in record.events],
        clocks=clocks,
    )


def _step(kind: Kind[Any], event: Event) -> StepTaken:
    return StepTaken(
        command=event.command,
        name=kind.machine.named(event.command),
        state=event.state,
        on=event.on,
        moment=event.moment,
        actor=event.actor,
        at=event.at,
        reason=event.reason,
        imported=event.imported,
    )


def _clock(run: Run, known: Any, calendar: Any) -> RunningClock:
    end = deadline_of(known[run.clock], run.started, calendar, run.extended)
    return RunningClock(
        clock=run.clock,
        name=known[run.clock].name,
        started=run.started.isoformat(),
        stopped=run.stopped.isoformat() if run.stopped else None,
        extended=run.extended,
        due=end.due.isoformat(),
        provisional=end.provisional,
    )
