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
    review = Objection(
        sheet_no=form.sheet_no,
        area_code=sheet.area_code,
        applicant=form.applicant,
        subject=form.subject,
        applied_on=applied_on,
    )
    number = review_no(form.sheet_no, OBJECTION_MARK, applied_on)
    step = op.step(applied_on, form.reason)
    return op.save(OBJECTION, MACHINE.open("apply", number, step, examined(op, review)))


def examined(op: Operation, review: Objection) -> Objection:
    """The review with what the records tell now; looked up again when it is decided, as for re-inspections."""
    served = served_on(op.connection, review.sheet_no, review.applicant)
    if review.subject == SAMPLING:
        sheet = op.load(SHEET, review.sheet_no).content
        apply_by = last_day(op, "objection-sampling", sheet.sampled_on)
    else:
        apply_by = last_day(op, "objection-other", served)
    late = apply_by is not None and review.applied_on > apply_by
    return msgspec.structs.replace(
        review, served_on=served, apply_by=apply_by, obstacles=(LATE,) if late else ()
    )


def accept_objection(op: Operation, review_no: str, form: Form) -> ReviewRecord:
    """Accept, under the clock of its kind. While it is under review the penalty waits, product control does not."""
    record = op.load(OBJECTION, review_no)
    command = "accept-sampling" if record.content.subject == SAMPLING else "accept-other"
    content = examined(op, record.content)
    return op.save(OBJECTION, MACHINE.advance(record, command, op.step(form.on, form.reason), content))


def refuse_objection(op: Operation, review_no: str, form: Refusal) -> ReviewRecord:
    """Refuse, and say why."""
    record = op.load(OBJECTION, review_no)
    content = msgspec.structs.replace(
        examined(op, record.content), ground=form.ground, refusal_words=form.words
    )
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
