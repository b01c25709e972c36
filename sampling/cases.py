"""The work on clues and cases: one function per step."""

from typing import Any

import msgspec

from domain.cases.content import Case, Clue, Correction, Deciding, ExtensionGrant, Filing, NewClue
from domain.cases.kind import CASE
from domain.cases.machine import MACHINE
from domain.errors import AreaNotFound
from domain.work.fields import Form
from domain.work.record import Record
from sampling.store.listing import area_exists
from sampling.work.operation import Operation

CaseRecord = Record[Case]


def record_clue(op: Operation, form: NewClue) -> CaseRecord:
    """Enter a clue. Raises `AreaNotFound`, `RecordExists`."""
    _check_area(op, form.clue.area_code)
    clue = Case(**_fields(form.clue))
    return op.save(CASE, MACHINE.open("record", form.clue_no, op.step(form.on, form.reason), clue))


def correct_clue(op: Operation, clue_no: str, form: Correction) -> CaseRecord:
    """Replace what the clue says; the earlier version stays."""
    _check_area(op, form.clue.area_code)
    case = op.load(CASE, clue_no)
    content = msgspec.structs.replace(case.content, **_fields(form.clue))
    return op.save(CASE, MACHINE.advance(case, "correct", op.step(None, form.reason), content))


def extend_filing(op: Operation, clue_no: str, form: ExtensionGrant) -> CaseRecord:
    """Approve more working days before filing."""
    case = op.load(CASE, clue_no)
    total = case.content.filing_extension_workdays + form.amount
    content = msgspec.structs.replace(case.content, filing_extension_workdays=total)
    step = op.step(form.on, form.reason, extends=("case-filing", form.amount))
    return op.save(CASE, MACHINE.advance(case, "extend-filing", step, content))


def file_case(op: Operation, clue_no: str, form: Filing) -> CaseRecord:
    """File a case on the clue."""
    case = op.load(CASE, clue_no)
    content = msgspec.structs.replace(case.content, case_no=form.case_no)
    return op.save(CASE, MACHINE.advance(case, "file", op.step(form.on, form.reason), content))


def decline_clue(op: Operation, clue_no: str, form: Form) -> CaseRecord:
    """Decide that no case is filed, and why."""
    case = op.load(CASE, clue_no)
    content = msgspec.structs.replace(case.content, should_file=False)
    return op.save(CASE, MACHINE.advance(case, "decline", op.step(form.on, form.reason), content))


def extend_decision(op: Operation, clue_no: str, form: ExtensionGrant) -> CaseRecord:
    """Approve more days before the decision."""
    case = op.load(CASE, clue_no)
    total = case.content.decision_extension_days + form.amount
    content = msgspec.structs.replace(case.content, decision_extension_days=total)
    step = op.step(form.on, form.reason, extends=("case-decision", form.amount))
    return op.save(CASE, MACHINE.advance(case, "extend-decision", step, content))


def decide_case(op: Operation, clue_no: str, form: Deciding) -> CaseRecord:
    """End the case with a decision."""
    case = op.load(CASE, clue_no)
    content = msgspec.structs.replace(case.content, decision=form.decision)
    return op.save(CASE, MACHINE.advance(case, "decide", op.step(form.on, form.reason), content))


def _check_area(op: Operation, area: str) -> None:
    if not area_exists(op.connection, area):
        raise AreaNotFound(area)


def _fields(clue: Clue) -> dict[str, Any]:
    return {name: getattr(clue, name) for name in Clue.__struct_fields__}
