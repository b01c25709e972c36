"""The steps of a return: filled in, changed, submitted, signed, sent back, accepted."""

from typing import Any

import msgspec

from domain.access.policy import lineage
from domain.catalogue.measures import Measure
from domain.departments import departments_in
from domain.errors import AreaNotFound, RuleViolation
from domain.returns.checks import end_of, findings_of
from domain.returns.content import CoSigned, CoSigning, Figures, NewReturn, Return, ReturnEdit
from domain.returns.due import due_on
from domain.returns.kind import RETURN, return_no
from domain.returns.machine import MACHINE, FiguresWrong
from domain.work.fields import Form
from domain.work.record import Record
from sampling.organisations import open_organisation
from sampling.returns.beside import beside_of
from sampling.store import returns as store
from sampling.store.reach import area_parents
from sampling.work.operation import Operation
from sampling.work.permitting import check_department

ReturnRecord = Record[Return]
LEVELS = {"市": "city", "县区": "district"}
ACCEPTED = "已审核"


class NotFiled(RuleViolation):
    """The measure is not filed, or not by this area."""

    code = "return-not-filed"

    def __init__(self, measure: str, area: str) -> None:
        super().__init__(
            f"指标 {measure} 不由 {area} 填报，请核对指标代码和填报单位（见指标目录 filed_by）",
            measure=measure,
            area=area,
        )


class NotTheFiler(RuleViolation):
    """The organisation does not answer for the leading department in this area."""

    code = "return-not-the-filer"

    def __init__(self, organisation: str, department: str, area: str) -> None:
        super().__init__(
            f"机构 {organisation} 没有登记为在 {area} 承担“{department}”职责的机构，不能填报其牵头的指标；"
            "请改由牵头部门的机构填报，或请市食安办核对机构登记中的责任部门和所在辖区",
            organisation=organisation,
            department=department,
            area=area,
        )


class QuarterNotEnded(RuleViolation):
    """A quarter is filed after its end."""

    code = "quarter-not-ended"

    def __init__(self, quarter: str) -> None:
        super().__init__(f"季度 {quarter} 尚未结束，结束后才能填报", quarter=quarter)


class VersionOpen(RuleViolation):
    """Another version of the same return is still being worked on."""

    code = "return-open"

    def __init__(self, number: str, state: str) -> None:
        super().__init__(f"该项填报的上一版本 {number} 为“{state}”，请先办完，再填写新版本", number=number)


def draft_return(op: Operation, form: NewReturn) -> ReturnRecord:
    """Fill in a return, or the next version of one that was accepted (with a reason in the form).

    Raises `MeasureNotFound`, `AreaNotFound`, `NotFiled`, `NotTheFiler`, `QuarterNotEnded`, `VersionOpen`,
    `FiguresWrong`.
    """
    measure = op.catalogue.measure(form.measure)
    _check_filer(op, measure, form.area_code)
    if end_of(form.quarter) >= op.today:
        raise QuarterNotEnded(form.quarter)
    departments = departments_in(measure.department)
    if form.organisation is not None:
        _check_organisation(op, form.organisation, departments[0], form.area_code)
    known = store.versions_of(op.connection, form.measure, form.area_code, form.quarter)
    version = int(str(known[0]["version"])) + 1 if known else 1
    if known and known[0]["state"] != ACCEPTED:
        last = return_no(form.measure, form.area_code, form.quarter, version - 1)
        raise VersionOpen(last, str(known[0]["state"]))
    content = Return(
        measure=form.measure,
        area_code=form.area_code,
        quarter=form.quarter,
        version=version,
        organisation=form.organisation,
        due_on=due_on(measure, form.quarter),
        lead=departments[0],
        co_signers=tuple(departments[1:]),
        **_plain(form.figures),
    )
    _insist_on_possible(measure, content)
    number = return_no(form.measure, form.area_code, form.quarter, version)
    return op.save(RETURN, MACHINE.open("draft", number, op.step(None, form.reason), content))


def edit_return(op: Operation, number: str, form: ReturnEdit) -> ReturnRecord:
    """Change the figures of what is not submitted."""
    record = op.load(RETURN, number)
    content = msgspec.structs.replace(record.content, **_plain(form.figures), findings=(), signatures=())
    _insist_on_possible(op.catalogue.measure(content.measure), content)
    return op.save(RETURN, MACHINE.advance(record, "edit", op.step(None, form.reason), content))


def submit_return(op: Operation, number: str, form: Form) -> ReturnRecord:
    """Submit the figures with what the checks found. Raises `FiguresWrong`, `WarningUnexplained`."""
    record = op.load(RETURN, number)
    one = record.content
    measure = op.catalogue.measure(one.measure)
    content = msgspec.structs.replace(
        one, findings=findings_of(measure, one, beside_of(op.connection, op.catalogue, one))
    )
    return op.save(RETURN, MACHINE.advance(record, "submit", op.step(form.on, form.reason), content))


def sign_return(op: Operation, number: str, form: CoSigning) -> ReturnRecord:
    """Sign for a department that answers for the measure too. Raises `NoCoSigner`, `DepartmentNotYours`."""
    record = op.load(RETURN, number)
    if form.department in record.content.co_signers:
        area = record.content.area_code
        check_department(op.connection, op.who, f"{RETURN.code}.sign", area, form.department)
    return _sign(op, record, "sign", form)


def note_paper_return(op: Operation, number: str, form: CoSigning) -> ReturnRecord:
    """Note that a department signed on paper; the reason names the paper. Raises `NoCoSigner`."""
    return _sign(op, op.load(RETURN, number), "note-paper", form)


def _sign(op: Operation, record: ReturnRecord, command: str, form: CoSigning) -> ReturnRecord:
    step = op.step(form.on, form.reason)
    signed = CoSigned(department=form.department, by=op.actor, on=step.on, on_paper=command == "note-paper")
    content = msgspec.structs.replace(record.content, signatures=(*record.content.signatures, signed))
    return op.save(RETURN, MACHINE.advance(record, command, step, content))


def return_return(op: Operation, number: str, form: Form) -> ReturnRecord:
    """Send it back with comments."""
    record = op.load(RETURN, number)
    content = msgspec.structs.replace(record.content, signatures=())
    return op.save(RETURN, MACHINE.advance(record, "return", op.step(form.on, form.reason), content))


def accept_return(op: Operation, number: str, form: Form) -> ReturnRecord:
    """Accept the figures: from now on they are what the measure is computed from."""
    record = op.load(RETURN, number)
    return op.save(RETURN, MACHINE.advance(record, "accept", op.step(form.on, form.reason)))


def _check_filer(op: Operation, measure: Measure, area: str) -> None:
    level = store.area_levels(op.connection).get(area)
    if level is None:
        raise AreaNotFound(area)
    if measure.source != "returns" or LEVELS.get(level) not in measure.filed_by:
        raise NotFiled(measure.code, area)


def _check_organisation(op: Operation, code: str, lead: str, area: str) -> None:
    """It takes on work, and answers for the leading department in the area or above it. Raises `NotTheFiler`."""
    organisation = open_organisation(op.connection, code, op.today)
    around = lineage(area, area_parents(op.connection))
    if lead not in organisation.departments or organisation.area_code not in around:
        raise NotTheFiler(code, lead, area)


def _insist_on_possible(measure: Measure, figures: Figures) -> None:
    """Impossible figures are not stored even as a draft: a draft is a row of the exchange format, which refuses them."""
    errors = [one.message for one in findings_of(measure, figures, None) if one.severity == "error"]
    if errors:
        raise FiguresWrong(errors)


def _plain(figures: Figures) -> dict[str, Any]:
    return {name: getattr(figures, name) for name in Figures.__struct_fields__}
