"""The steps of a sampling plan: draft, edit, approve, propose and approve an amendment, close."""

from collections.abc import Callable, Iterable

import msgspec

from domain.errors import AreaNotFound
from domain.plans.content import Amendment, NewPlan, Plan, PlanEdit, PlanHead, PlanRow
from domain.plans.kind import PLAN
from domain.plans.machine import MACHINE
from domain.plans.rows import numbered
from domain.work.fields import Form
from domain.work.record import Record
from sampling.organisations import open_organisation
from sampling.store import sheets as store
from sampling.store.listing import area_exists
from sampling.work.operation import Operation

PlanRecord = Record[Plan]


def draft_plan(op: Operation, form: NewPlan) -> PlanRecord:
    """Draft a plan. Raises `RecordExists`, `AreaNotFound`, `OrganisationNotFound`."""
    _check_head(op, form.head)
    rows = numbered(form.plan_no, form.rows, (), form.head.item_sets, _taken(op))
    _check_areas(op, rows)
    plan = _with(form.head, rows)
    return op.save(PLAN, MACHINE.open("draft", form.plan_no, op.step(None, form.reason), plan))


def edit_plan(op: Operation, plan_no: str, form: PlanEdit) -> PlanRecord:
    """Replace the draft; its rows are numbered anew, nothing refers to them yet."""
    _check_head(op, form.head)
    record = op.load(PLAN, plan_no)
    if record.state != "draft":
        return op.save(PLAN, MACHINE.advance(record, "edit", op.step(None, form.reason)))
    wanted = [msgspec.structs.replace(row, row_no=None) for row in form.rows]
    rows = numbered(plan_no, wanted, (), form.head.item_sets, _taken(op))
    _check_areas(op, rows)
    return op.save(PLAN, MACHINE.advance(record, "edit", op.step(None, form.reason), _with(form.head, rows)))


def approve_plan(op: Operation, plan_no: str, form: Form) -> PlanRecord:
    """Put the plan in force: from here on its rows count."""
    record = op.load(PLAN, plan_no)
    return op.save(PLAN, MACHINE.advance(record, "approve", op.step(form.on, form.reason)))


def propose_amendment(op: Operation, plan_no: str, form: Amendment) -> PlanRecord:
    """Propose other rows; a proposal that waits already is replaced. Nothing changes before it is approved."""
    record = op.load(PLAN, plan_no)
    rows = numbered(plan_no, form.rows, record.content.rows, record.content.item_sets, _taken(op))
    _check_areas(op, rows)
    content = msgspec.structs.replace(record.content, proposal=rows)
    return op.save(PLAN, MACHINE.advance(record, "propose", op.step(None, form.reason), content))


def approve_amendment(op: Operation, plan_no: str, form: Form) -> PlanRecord:
    """Put the proposed rows in force; withdrawn rows stay with no batches planned."""
    record = op.load(PLAN, plan_no)
    proposal = record.content.proposal
    content = msgspec.structs.replace(record.content, rows=proposal or record.content.rows, proposal=())
    return op.save(PLAN, MACHINE.advance(record, "amend", op.step(form.on, form.reason), content))


def decline_amendment(op: Operation, plan_no: str, form: Form) -> PlanRecord:
    """Leave the plan as it is; the proposal stays in the version that made it."""
    record = op.load(PLAN, plan_no)
    content = msgspec.structs.replace(record.content, proposal=())
    return op.save(PLAN, MACHINE.advance(record, "decline", op.step(None, form.reason), content))


def close_plan(op: Operation, plan_no: str, form: Form) -> PlanRecord:
    """End the plan: no further sheet may name its rows, and no file may change them."""
    record = op.load(PLAN, plan_no)
    return op.save(PLAN, MACHINE.advance(record, "close", op.step(form.on, form.reason)))


def abandon_plan(op: Operation, plan_no: str, form: Form) -> PlanRecord:
    """Give up a draft, with the reason; its number stays taken."""
    record = op.load(PLAN, plan_no)
    return op.save(PLAN, MACHINE.advance(record, "abandon", op.step(None, form.reason)))


def _with(head: PlanHead, rows: tuple[PlanRow, ...]) -> Plan:
    return Plan(**{name: getattr(head, name) for name in PlanHead.__struct_fields__}, rows=rows)


def _check_head(op: Operation, head: PlanHead) -> None:
    open_organisation(op.connection, head.organisation, op.today)


def _check_areas(op: Operation, rows: Iterable[PlanRow]) -> None:
    for area in {row.area_code for row in rows}:
        if not area_exists(op.connection, area):
            raise AreaNotFound(area)


def _taken(op: Operation) -> Callable[[str], bool]:
    """Whether the exchange table has a row of this number."""
    return lambda number: store.plan_row(op.connection, number) is not None
