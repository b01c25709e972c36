"""The steps of a remark."""

from typing import Any

import msgspec

from domain.access.policy import lineage
from domain.errors import AreaNotFound, RecordNotFound, RuleViolation
from domain.evidence.kind import EVIDENCE
from domain.remarks.content import Answering, Assignment, NewRemark, Remark
from domain.remarks.kind import REMARK
from domain.remarks.machine import MACHINE
from domain.snapshots.kind import SNAPSHOT
from domain.work.fields import Form
from domain.work.record import Record
from sampling.organisations import open_organisation
from sampling.store.listing import area_exists
from sampling.store.reach import area_parents
from sampling.store.work import take_serial
from sampling.work.kinds import KINDS
from sampling.work.operation import Operation
from sampling.work.reading import adopted, read_record, read_stored

RemarkRecord = Record[Remark]


class RemarkOfAnotherYear(RuleViolation):
    """What a remark names is of another year than the remark."""

    code = "remark-other-year"

    def __init__(self, named: str, year: int, own: int) -> None:
        super().__init__(
            f"{named} 是{year}年度的，与意见的年度（{own}）不符，请核对编号和年度", named=named, year=year
        )


class FigureElsewhere(RuleViolation):
    """The figure is of an area outside the city under review."""

    code = "remark-figure-elsewhere"

    def __init__(self, area: str, city: str) -> None:
        super().__init__(
            f"数值所属辖区 {area} 不是被评审的市 {city} 或其下级，请核对区划代码", area=area, city=city
        )


def raise_remark(op: Operation, form: NewRemark) -> RemarkRecord:
    """Raise a remark; numbered YJ + year + area + serial. What others than reviewers enter is from paper.

    Raises `AreaNotFound`, `FigureElsewhere`, `MeasureNotFound`, `RecordNotFound` (of evidence or snapshot),
    `RemarkOfAnotherYear`, and as the guard does.
    """
    remark = form.remark
    if not (op.who.holds("reviewer") or op.who.holds("local-operator")):
        remark = msgspec.structs.replace(remark, on_paper=True)
    for area in (remark.area_code, remark.figure_area):
        if area is not None and not area_exists(op.connection, area):
            raise AreaNotFound(area)
    parents = area_parents(op.connection)
    if remark.figure_area is not None and remark.area_code not in lineage(remark.figure_area, parents):
        raise FigureElsewhere(remark.figure_area, remark.area_code)
    if remark.measure is not None:
        op.catalogue.measure(remark.measure)
    if remark.evidence is not None:
        _insist_on_year(remark, remark.evidence, read_record(op.connection, EVIDENCE, remark.evidence))
    if remark.snapshot is not None:
        _insist_on_year(remark, remark.snapshot, read_record(op.connection, SNAPSHOT, remark.snapshot))
    series = f"YJ{remark.year}{remark.area_code[:6]}"
    number = f"{series}{take_serial(op.connection, series):04d}"
    return op.save(REMARK, MACHINE.open("raise", number, op.step(form.on, form.reason), remark))


def _insist_on_year(remark: Remark, named: str, record: Record[Any]) -> None:
    if record.content.year != remark.year:
        raise RemarkOfAnotherYear(named, record.content.year, remark.year)


def assign_remark(op: Operation, number: str, form: Assignment) -> RemarkRecord:
    """Say who answers until when; a returned or assigned one may be given to somebody else."""
    record = op.load(REMARK, number)
    if form.organisation is not None:
        open_organisation(op.connection, form.organisation, op.today)
    content = msgspec.structs.replace(
        record.content, department=form.department, organisation=form.organisation, due_on=form.due_on
    )
    return op.save(REMARK, MACHINE.advance(record, "assign", op.step(form.on, form.reason), content))


def answer_remark(op: Operation, number: str, form: Answering) -> RemarkRecord:
    """Answer with a change, with evidence or in words. Raises `AnswerReferenceMissing`, `RecordNotFound`."""
    record = op.load(REMARK, number)
    if form.answer.reference is not None:
        _insist_on_reference(op, form.answer.kind, form.answer.reference)
    content = msgspec.structs.replace(record.content, answer=form.answer)
    return op.save(REMARK, MACHINE.advance(record, "answer", op.step(form.on, form.reason), content))


def _insist_on_reference(op: Operation, kind: str, reference: str) -> None:
    """What an answer names is there: evidence for evidence, else any record that is worked on or told by a file."""
    if kind == "补充材料":
        read_record(op.connection, EVIDENCE, reference)
        return
    known = (
        read_stored(op.connection, one, reference) or adopted(op.connection, one, reference)
        for one in KINDS.values()
    )
    if not any(known):
        raise RecordNotFound("答复所指的记录", reference)


def return_remark(op: Operation, number: str, form: Form) -> RemarkRecord:
    """Send the answer back with comments."""
    return _plain(op, number, "return", form)


def accept_remark(op: Operation, number: str, form: Form) -> RemarkRecord:
    """Take the answer as sufficient."""
    return _plain(op, number, "accept", form)


def withdraw_remark(op: Operation, number: str, form: Form) -> RemarkRecord:
    """Take the remark back, with the reason."""
    return _plain(op, number, "withdraw", form)


def note_returned_remark(op: Operation, number: str, form: Form) -> RemarkRecord:
    """Note that reviewers sent the answer back on paper, which the reason names. Raises `RemarkNotOnPaper`."""
    return _plain(op, number, "note-returned", form)


def note_accepted_remark(op: Operation, number: str, form: Form) -> RemarkRecord:
    """Note that reviewers accepted the answer on paper, which the reason names. Raises `RemarkNotOnPaper`."""
    return _plain(op, number, "note-accepted", form)


def note_withdrawn_remark(op: Operation, number: str, form: Form) -> RemarkRecord:
    """Note that reviewers took the remark back on paper, or that it was entered wrongly. Raises `RemarkNotOnPaper`."""
    return _plain(op, number, "note-withdrawn", form)


def _plain(op: Operation, number: str, command: str, form: Form) -> RemarkRecord:
    record = op.load(REMARK, number)
    return op.save(REMARK, MACHINE.advance(record, command, op.step(form.on, form.reason)))
