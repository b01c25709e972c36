"""The steps of an objection."""

import msgspec

from domain.reviews.content import SAMPLING, Conclusion, Objection, ObjectionApplication, Refusal
from domain.reviews.errors import NothingToReview
from domain.reviews.kind import OBJECTION, OBJECTION_MARK, review_no
from domain.reviews.machine import LATE
from domain.reviews.machine import OBJECTIONS as MACHINE
from domain.sheets.kind import SHEET
from domain.work.fields import Form
from domain.work.record import Record
from sampling.reviews.standing import (
    check_outcome,
    insist_on_openness,
    last_day,
    served_on,
    settle_disposals,
    verdict_of,
)
from sampling.work.operation import Operation

ReviewRecord = Record[Objection]


def raise_objection(op: Operation, form: ObjectionApplication) -> ReviewRecord:
    """Take in an objection. One to the sampling counts its days from the sampling, any other from the service.

    Raises `NothingToReview` for an objection to a result that is not unqualified, `ReviewFinal`.
    """
    sheet = op.load(SHEET, form.sheet_no).content
    insist_on_openness(op.connection, form.sheet_no)
    if form.subject != SAMPLING and verdict_of(op.connection, form.sheet_no) != "不合格":
        raise NothingToReview(form.sheet_no)
    applied_on = form.on or op.today
    served = served_on(op.connection, form.sheet_no)
    if form.subject == SAMPLING:
        apply_by = last_day(op, "objection-sampling", sheet.sampled_on)
    else:
        apply_by = last_day(op, "objection-other", served)
    review = Objection(
        sheet_no=form.sheet_no,
        area_code=sheet.area_code,
        applicant=form.applicant,
        subject=form.subject,
        applied_on=applied_on,
        served_on=served,
        apply_by=apply_by,
        obstacles=(LATE,) if apply_by is not None and applied_on > apply_by else (),
    )
    number = review_no(form.sheet_no, OBJECTION_MARK, applied_on)
    return op.save(OBJECTION, MACHINE.open("apply", number, op.step(applied_on, form.reason), review))


def accept_objection(op: Operation, review_no: str, form: Form) -> ReviewRecord:
    """Accept, under the clock of its kind. While it is under review the penalty waits, product control does not."""
    record = op.load(OBJECTION, review_no)
    command = "accept-sampling" if record.content.subject == SAMPLING else "accept-other"
    return op.save(OBJECTION, MACHINE.advance(record, command, op.step(form.on, form.reason)))


def refuse_objection(op: Operation, review_no: str, form: Refusal) -> ReviewRecord:
    """Refuse, and say why."""
    record = op.load(OBJECTION, review_no)
    content = msgspec.structs.replace(record.content, ground=form.ground, refusal_words=form.words)
    return op.save(OBJECTION, MACHINE.advance(record, "refuse", op.step(form.on, form.reason), content))


def conclude_objection(op: Operation, review_no: str, form: Conclusion) -> ReviewRecord:
    """The conclusion changes the verdict from its day on, and disposal follows."""
    record = op.load(OBJECTION, review_no)
    if record.state == "accepted":
        check_outcome(op, record.content, form.outcome)
    content = msgspec.structs.replace(record.content, outcome=form.outcome, report_no=form.report_no)
    step = op.step(form.on, form.reason)
    after = op.save(OBJECTION, MACHINE.advance(record, "conclude", step, content))
    settle_disposals(op, after.content, form.outcome, step.on)
    return after
