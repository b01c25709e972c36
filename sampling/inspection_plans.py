"""The work on inspection plans: drafted, edited, approved, amended, closed; and how far a plan is."""

from collections.abc import Sequence
from datetime import date

import msgspec
from sqlalchemy import Connection

from domain.draw.kind import DRAW
from domain.errors import AreaNotFound, NotFound
from domain.inspection_plans.content import InspectionPlan, InspectionPlanRow, NewInspectionPlan
from domain.inspection_plans.editions import RowChange, differences
from domain.inspection_plans.frequencies import shipped_frequencies
from domain.inspection_plans.kind import INSPECTION_PLAN
from domain.inspection_plans.machine import MACHINE, DrawHasNoTasks
from domain.inspection_plans.progress import RowProgress, row_progress
from domain.work.fields import Form
from domain.work.record import Record
from sampling.sheets.checks import EnterpriseNotFound
from sampling.store import inspection_plans as store
from sampling.store.listing import area_exists
from sampling.store.work import take_serial
from sampling.work.operation import Operation
from sampling.work.reading import read_record, read_versions

PlanRecord = Record[InspectionPlan]


class InspectionPlanEditionNotFound(NotFound):
    """The plan has no edition of this version."""

    code = "inspection-plan-edition-not-found"

    def __init__(self, plan_no: str, version: int, known: Sequence[int]) -> None:
        listed = "、".join(map(str, known))
        super().__init__(
            f"监督检查计划 {plan_no} 的版本 {version} 不是批准或调整后的版本，可比较的版本有：{listed or '无'}",
            plan_no=plan_no,
            version=version,
        )


def draft_inspection_plan(op: Operation, form: NewInspectionPlan) -> PlanRecord:
    """Draft a plan; numbered JH + year + area + serial.

    Raises `AreaNotFound`, `EnterpriseNotFound`, `RecordNotFound` (of a draw), `DrawHasNoTasks`, and as the guard does.
    """
    content = _content(op, form)
    series = f"JH{form.first_on.year % 100:02d}{form.area_code[:6]}"
    number = f"{series}{take_serial(op.connection, series):04d}"
    return op.save(INSPECTION_PLAN, MACHINE.open("draft", number, op.step(form.on, form.reason), content))


def edit_inspection_plan(op: Operation, plan_no: str, form: NewInspectionPlan) -> PlanRecord:
    """Replace what a draft says."""
    return _replaced(op, plan_no, form, "edit")


def amend_inspection_plan(op: Operation, plan_no: str, form: NewInspectionPlan) -> PlanRecord:
    """Replace an approved plan by another version of it, with a reason."""
    return _replaced(op, plan_no, form, "amend")


def approve_inspection_plan(op: Operation, plan_no: str, form: Form) -> PlanRecord:
    """Approve a draft."""
    return _stepped(op, plan_no, form, "approve")


def close_inspection_plan(op: Operation, plan_no: str, form: Form) -> PlanRecord:
    """End the plan; nothing is added to it any more."""
    return _stepped(op, plan_no, form, "close")


def abandon_inspection_plan(op: Operation, plan_no: str, form: Form) -> PlanRecord:
    """Give up a draft, with the reason; its number stays taken."""
    return _stepped(op, plan_no, form, "abandon")


def plan_progress(
    connection: Connection, plan_no: str, as_of: date
) -> tuple[InspectionPlan, list[RowProgress]]:
    """The plan, and every row with what recorded inspections have done of it. Raises `RecordNotFound`."""
    plan = read_record(connection, INSPECTION_PLAN, plan_no).content
    visits = store.inspected_between(connection, plan.first_on, min(plan.last_on, as_of))
    return plan, row_progress(plan, visits, as_of)


def compare_inspection_plans(
    connection: Connection, plan_no: str, first: int | None, second: int | None
) -> tuple[int, int, list[RowChange]]:
    """What changed between two editions, that is versions that were put in force: by default the first and the newest.

    Raises `RecordNotFound`, `InspectionPlanEditionNotFound`.
    """
    record = read_record(connection, INSPECTION_PLAN, plan_no)
    contents = dict(read_versions(connection, INSPECTION_PLAN, plan_no))
    known = [at for at, event in enumerate(record.events, start=1) if event.command in ("approve", "amend")]
    chosen = first or min(known, default=0), second or max(known, default=0)
    for version in chosen:
        if version not in known:
            raise InspectionPlanEditionNotFound(plan_no, version, known)
    before, after = (contents[version].rows for version in chosen)
    return *chosen, differences(before, after)


def _stepped(op: Operation, plan_no: str, form: Form, command: str) -> PlanRecord:
    record = op.load(INSPECTION_PLAN, plan_no)
    return op.save(INSPECTION_PLAN, MACHINE.advance(record, command, op.step(form.on, form.reason)))


def _replaced(op: Operation, plan_no: str, form: NewInspectionPlan, command: str) -> PlanRecord:
    record = op.load(INSPECTION_PLAN, plan_no)
    step = op.step(form.on, form.reason)
    return op.save(INSPECTION_PLAN, MACHINE.advance(record, command, step, _content(op, form)))


def _content(op: Operation, form: NewInspectionPlan) -> InspectionPlan:
    if not area_exists(op.connection, form.area_code):
        raise AreaNotFound(form.area_code)
    frequencies = shipped_frequencies()
    rows, source = [*form.rows, *_drawn(op, form)], None
    if form.graded is not None:
        rows += _graded(op, form)
        campus = form.graded.kind in frequencies.campus_kinds
        source = frequencies.campus_source if campus else frequencies.source
    known = store.enterprises_of(op.connection, sorted({row.credit_code for row in rows}))
    for row in rows:
        if row.credit_code not in known:
            raise EnterpriseNotFound(row.credit_code)
    whole = [
        msgspec.structs.replace(
            row,
            by=row.by or form.last_on,
            area_code=known[row.credit_code]["area_code"],
            risk_grade=known[row.credit_code]["risk_grade"],
        )
        for row in rows
    ]
    return InspectionPlan(
        title=form.title,
        area_code=form.area_code,
        first_on=form.first_on,
        last_on=form.last_on,
        rows=tuple(sorted(whole, key=lambda row: (row.credit_code, row.kind, row.by or form.last_on))),
        source=source,
        draw_no=form.draw_no,
    )


def _graded(op: Operation, form: NewInspectionPlan) -> list[InspectionPlanRow]:
    assert form.graded is not None
    kind, frequencies = form.graded.kind, shipped_frequencies()
    rows = []
    for one in store.active_enterprises(op.connection, form.area_code, form.graded.stages, form.first_on):
        due = frequencies.due(kind, one["risk_grade"], one["trade"])
        if due is not None:
            rows.append(InspectionPlanRow(credit_code=one["credit_code"], kind=kind, due=due))
    return rows


def _drawn(op: Operation, form: NewInspectionPlan) -> list[InspectionPlanRow]:
    if form.draw_no is None:
        return []
    draw = read_record(op.connection, DRAW, form.draw_no)
    if draw.state not in ("drawn", "handed-out"):
        raise DrawHasNoTasks(form.draw_no, DRAW.machine.states[draw.state].name)
    by = draw.content.due_on
    return [
        InspectionPlanRow(credit_code=task.credit_code, kind="双随机检查", by=by)
        for task in draw.content.tasks
    ]
