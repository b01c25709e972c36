"""The work on draws: commit, record the public value, draw, hand out, abandon; one function per step.

The nonce is the operation's own randomness. It is sealed in a table of its own and read by `run_draw` alone.
"""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection

from domain.draw.canonical import file_bytes
from domain.draw.content import (
    Draw,
    DrawnTask,
    HandingOut,
    NewDraw,
    PublicValue,
    StratumChance,
    parameters_of,
)
from domain.draw.drawing import Plan, prepare
from domain.draw.kind import DRAW
from domain.draw.machine import MACHINE, DrawNotRunYet
from domain.draw.record import export
from domain.draw.seal import Secret, commitment_of, read_secret, secret_document
from domain.errors import AreaNotFound
from domain.work.fields import Form
from domain.work.record import Record
from sampling.store import draws as store
from sampling.store.listing import area_exists
from sampling.store.work import take_serial
from sampling.work.operation import Operation
from sampling.work.reading import read_record


def commit_draw(op: Operation, form: NewDraw) -> Record[Draw]:
    """Seal rules, rosters and nonce and publish the commitment; numbered SJ + year + area + serial.

    Raises `AreaNotFound`, `DrawParametersInvalid`, `DrawValueKnowable`, and a leaf that names the constraint that
    cannot be met.
    """
    area = form.roster.area_code
    if area is not None and not area_exists(op.connection, area):
        raise AreaNotFound(area)
    plan = prepare(parameters_of(form, op.today, _roster(op.connection, form, op.today)))
    nonce = bytes.fromhex(op.nonce)
    series = f"SJ{op.today.year % 100:02d}{(area or '')[:6]}"
    number = f"{series}{take_serial(op.connection, series):04d}"
    content = _content(form, plan, commitment_of(plan.parameters, nonce))
    record = op.save(DRAW, MACHINE.open("commit", number, op.step(None, form.reason), content))
    sealed = file_bytes(secret_document(Secret(plan.parameters, nonce)))
    store.insert_seal(op.connection, number, sealed.decode())
    return record


def record_value(op: Operation, draw_no: str, form: PublicValue) -> Record[Draw]:
    """Enter the public value once it is published. Raises `DrawValueNotYetPublic`, `DrawPublicValueUnusable`."""
    return _valued(op, draw_no, form, "record-value")


def correct_value(op: Operation, draw_no: str, form: PublicValue) -> Record[Draw]:
    """Replace a value that was misread, before the draw; what was read first stays on record."""
    return _valued(op, draw_no, form, "correct-value")


def run_draw(op: Operation, draw_no: str, form: Form) -> Record[Draw]:
    """Draw, once. The sealed rosters decide, whatever became of the register since."""
    record = op.load(DRAW, draw_no)
    # The state is asked before the seal is opened.
    advanced = MACHINE.advance(record, "run", op.step(form.on, form.reason))
    secret = read_secret(store.sealed(op.connection, draw_no).encode(), draw_no)
    result = export(prepare(secret.parameters), secret.nonce, record.content.public_value or "")
    tasks = tuple(
        DrawnTask(
            credit_code=one["credit_code"],
            name=one["name"],
            stratum=one["stratum"],
            inspectors=tuple(person["id"] for person in one["inspectors"]),
        )
        for one in result["result"]["drawn"]
    )
    store.set_result(op.connection, draw_no, file_bytes(result).decode())
    content = msgspec.structs.replace(record.content, tasks=tasks)
    return op.save(DRAW, msgspec.structs.replace(advanced, content=content))


def hand_out_tasks(op: Operation, draw_no: str, form: HandingOut) -> Record[Draw]:
    """The tasks go to the inspectors who were drawn. Raises `TasksDueInPast`."""
    record = op.load(DRAW, draw_no)
    content = msgspec.structs.replace(record.content, due_on=form.due_on)
    return op.save(DRAW, MACHINE.advance(record, "hand-out", op.step(form.on, form.reason), content))


def abandon_draw(op: Operation, draw_no: str, form: Form) -> Record[Draw]:
    """Give the draw up with a reason; it stays on record, and so does its seal."""
    record = op.load(DRAW, draw_no)
    return op.save(DRAW, MACHINE.advance(record, "abandon", op.step(form.on, form.reason)))


def exported_draw(connection: Connection, draw_no: str) -> bytes:
    """The file that anybody can replay. Raises `RecordNotFound`, `DrawNotRunYet`."""
    read_record(connection, DRAW, draw_no)
    result = store.result_of(connection, draw_no)
    if result is None:
        raise DrawNotRunYet(draw_no)
    return result.encode()


def _valued(op: Operation, draw_no: str, form: PublicValue, command: str) -> Record[Draw]:
    record = op.load(DRAW, draw_no)
    content = msgspec.structs.replace(record.content, public_value=form.value)
    return op.save(DRAW, MACHINE.advance(record, command, op.step(form.on, form.reason), content))


def _roster(connection: Connection, form: NewDraw, today: date) -> list[dict[str, Any]]:
    wanted = form.roster
    rows = store.roster(
        connection,
        area=wanted.area_code,
        same={"stage": wanted.stages, "trade": wanted.trades, "risk_grade": wanted.risk_grades},
        tags=wanted.tags,
        visited_until=today,
        sampled=form.excluded != "检查",
        inspected=form.excluded != "抽样",
    )
    return [
        {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
        for row in rows
    ]


def _content(form: NewDraw, plan: Plan, commitment: str) -> Draw:
    parameters = plan.parameters
    strata = tuple(
        StratumChance(
            values=stratum.key,
            eligible=len(eligible),
            drawn=quota,
            probability=f"{quota}/{max(1, len(eligible))}",
        )
        for stratum, quota, eligible in zip(
            parameters.strata, plan.pools.quotas, plan.pools.eligible, strict=True
        )
    )
    return Draw(
        title=parameters.title,
        commitment=commitment,
        value_source=parameters.value_source,
        value_date=parameters.value_date,
        reference_date=parameters.reference_date,
        roster=form.roster,
        excluded=form.excluded,
        exclusion_days=parameters.exclusion_days,
        max_tasks=parameters.max_tasks,
        enterprises=len(parameters.enterprises),
        inspectors=len(parameters.inspectors),
        stratify_by=form.stratify_by,
        strata=strata,
        staffing=plan.assurance.value,
    )
