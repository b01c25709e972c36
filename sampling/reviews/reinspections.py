"""The steps of a re-inspection."""

from typing import Any

import msgspec

from domain.reviews.content import Conclusion, MoreWorkdays, Refusal, Reinspection, ReinspectionApplication
from domain.reviews.drawing import draw_laboratory
from domain.reviews.errors import NothingToReview
from domain.reviews.kind import REINSPECTION, REINSPECTION_MARK, review_no
from domain.reviews.machine import REINSPECTIONS as MACHINE
from domain.sheets.kind import SHEET
from domain.work.fields import Form
from domain.work.record import Record
from sampling.organisations import find_organisation, list_organisations
from sampling.reviews.standing import (
    AGRICULTURE,
    check_outcome,
    first_laboratory_of,
    insist_on_openness,
    last_day,
    obstacles_of,
    served_on,
    settle_disposals,
    verdict_of,
)
from sampling.work.operation import Operation

ReviewRecord = Record[Reinspection]


def apply_for_reinspection(op: Operation, form: ReinspectionApplication) -> ReviewRecord:
    """Take in an application. That it is late is found here and decides whether it can be accepted.

    The last day is counted from the service of the result notice, in agriculture's own clock where it organised the
    sampling. Raises `NothingToReview`, `ReviewFinal`.
    """
    sheet = op.load(SHEET, form.sheet_no).content
    insist_on_openness(op.connection, form.sheet_no)
    if verdict_of(op.connection, form.sheet_no) != "不合格":
        raise NothingToReview(form.sheet_no)
    applied_on = form.on or op.today
    review = Reinspection(
        sheet_no=form.sheet_no,
        area_code=sheet.area_code,
        applicant=form.applicant,
        applied_on=applied_on,
        first_laboratory=first_laboratory_of(op, form.sheet_no),
    )
    number = review_no(form.sheet_no, REINSPECTION_MARK, applied_on)
    step = op.step(applied_on, form.reason)
    return op.save(REINSPECTION, MACHINE.open("apply", number, step, examined(op, review)))


def examined(op: Operation, review: Reinspection) -> Reinspection:
    """The review with what the records tell now: service, last day to apply, obstacles.

    Looked up again when it is decided: a last day that was 暂算 may be settled since, the notice served, the spare
    sample opened.
    """
    sheet = op.load(SHEET, review.sheet_no).content
    served = served_on(op.connection, review.sheet_no, review.applicant)
    clock = "agri-reinspection-apply" if sheet.organiser_kind == AGRICULTURE else "reinspection-apply"
    apply_by = last_day(op, clock, served)
    return msgspec.structs.replace(
        review,
        served_on=served,
        apply_by=apply_by,
        obstacles=obstacles_of(op, review.sheet_no, review.applied_on, apply_by),
    )


def accept_reinspection(op: Operation, review_no: str, form: Form) -> ReviewRecord:
    """Accept. Raises `AcceptanceBarred` where the regulation has it refused."""
    record = op.load(REINSPECTION, review_no)
    content = examined(op, record.content)
    return op.save(REINSPECTION, MACHINE.advance(record, "accept", op.step(form.on, form.reason), content))


def refuse_reinspection(op: Operation, review_no: str, form: Refusal) -> ReviewRecord:
    """Refuse on a ground of the regulation."""
    record = op.load(REINSPECTION, review_no)
    content = msgspec.structs.replace(
        examined(op, record.content), ground=form.ground, refusal_words=form.words
    )
    return op.save(REINSPECTION, MACHINE.advance(record, "refuse", op.step(form.on, form.reason), content))


def draw_reinspection_laboratory(op: Operation, review_no: str, form: Form) -> ReviewRecord:
    """Draw the laboratory from the public list, never the first one nor one of the same house.

    The nonce comes from the edge and is kept with the candidates, so that anybody can draw again.
    """
    record = op.load(REINSPECTION, review_no)
    listed, _ = list_organisations(op.connection, {"reinspects": True})
    first = record.content.first_laboratory or first_laboratory_of(op, record.content.sheet_no)
    known = find_organisation(op.connection, first) if first is not None else None
    house = {known.parent_code} - {None} if known is not None else set()
    open_ones = [
        one.code
        for one in listed
        if one.is_open(form.on or op.today)
        and one.code not in house
        and (one.parent_code is None or one.parent_code not in {first, *house})
    ]
    drawn = draw_laboratory(review_no, first, open_ones, op.nonce)
    content = msgspec.structs.replace(
        record.content, first_laboratory=first, draw=drawn, laboratory=drawn.drawn
    )
    step = op.step(form.on, form.reason)
    return op.save(REINSPECTION, MACHINE.advance(record, "draw-laboratory", step, content))


def extend_laboratory(op: Operation, review_no: str, form: MoreWorkdays) -> ReviewRecord:
    """Approve more working days for finding the laboratory."""
    return _extend(op, review_no, "extend-laboratory", "reinspection-lab", form)


def extend_transfer(op: Operation, review_no: str, form: MoreWorkdays) -> ReviewRecord:
    """Approve more working days for handing over the spare sample."""
    return _extend(op, review_no, "extend-transfer", "reinspection-transfer", form)


def hand_over_sample(op: Operation, review_no: str, form: Form) -> ReviewRecord:
    """The laboratory has the spare sample."""
    return _step(op, review_no, "hand-over", form)


def conclude_reinspection(op: Operation, review_no: str, form: Conclusion) -> ReviewRecord:
    """The conclusion changes the verdict from its day on, and disposal follows. It is final."""
    record = op.load(REINSPECTION, review_no)
    if record.state == "handed-over":
        check_outcome(op, record.content, form.outcome)
    content = msgspec.structs.replace(record.content, outcome=form.outcome, report_no=form.report_no)
    step = op.step(form.on, form.reason)
    after = op.save(REINSPECTION, MACHINE.advance(record, "conclude", step, content))
    settle_disposals(op, after.content, form.outcome, step.on)
    return after


def notify_applicant(op: Operation, review_no: str, form: Form) -> ReviewRecord:
    """The applicant was told."""
    return _step(op, review_no, "notify", form)


def _step(op: Operation, review_no: str, command: str, form: Form, **changed: Any) -> ReviewRecord:
    record = op.load(REINSPECTION, review_no)
    content = msgspec.structs.replace(record.content, **changed)
    return op.save(REINSPECTION, MACHINE.advance(record, command, op.step(form.on, form.reason), content))


def _extend(op: Operation, review_no: str, command: str, clock: str, form: MoreWorkdays) -> ReviewRecord:
    record = op.load(REINSPECTION, review_no)
    step = op.step(form.on, form.reason, extends=(clock, form.amount))
    return op.save(REINSPECTION, MACHINE.advance(record, command, step))
