"""The machines of re-inspections and objections: one guard behind each step."""

from domain.reviews.content import SAMPLING, Ground, Objection, Reinspection, Review
from domain.reviews.errors import AcceptanceBarred, GroundUnfounded, SubjectMismatch
from domain.work.reading import load_machine
from domain.work.record import Record, Step

LATE: Ground = "逾期申请"
UNUSABLE: Ground = "备份样品无法实现复检目的"


def may_apply(_before: Record[Review] | None, _after: Review, _step: Step) -> None:
    """Whether there is anything to ask about the use case has looked up; being late is a ground for refusing."""


def may_accept(before: Record[Review], after: Review, _step: Step) -> None:
    """Nothing that the regulation has refused is accepted, as the records tell it on the day of the decision."""
    if after.obstacles:
        raise AcceptanceBarred(before.no, list(after.obstacles))


def may_refuse(_before: Record[Review], after: Review, _step: Step) -> None:
    """A ground that the records do not tell is explained in words."""
    assert after.ground is not None
    told = after.ground in after.obstacles
    if not told and not after.refusal_words:
        raise GroundUnfounded(after.ground)


def may_draw_laboratory(_before: Record[Reinspection], after: Reinspection, _step: Step) -> None:
    """Never the first laboratory: the draw does not know it."""
    assert after.draw is not None
    assert after.first_laboratory not in after.draw.candidates


def may_extend(_before: Record[Reinspection], _after: Reinspection, _step: Step) -> None:
    """An extension needs its reason, which the machine asks for."""


def may_hand_over(_before: Record[Reinspection], _after: Reinspection, _step: Step) -> None:
    """Once a laboratory is drawn."""


def may_conclude(_before: Record[Review], _after: Review, _step: Step) -> None:
    """What the conclusion may be, the use case has compared with the verdict that stands."""


def may_notify(_before: Record[Reinspection], _after: Reinspection, _step: Step) -> None:
    """Once there is a conclusion."""


def may_accept_sampling(before: Record[Objection], after: Objection, step: Step) -> None:
    """Only objections to the sampling itself."""
    if before.content.subject != SAMPLING:
        raise SubjectMismatch(before.content.subject)
    may_accept(before, after, step)  # type: ignore[arg-type]  # a record of a kind of review is one of a review


def may_accept_other(before: Record[Objection], after: Objection, step: Step) -> None:
    """Only the other objections."""
    if before.content.subject == SAMPLING:
        raise SubjectMismatch(before.content.subject)
    may_accept(before, after, step)  # type: ignore[arg-type]  # as above


REINSPECTIONS = load_machine(
    "reinspection",
    (
        may_apply,
        may_accept,
        may_refuse,
        may_draw_laboratory,
        may_extend,
        may_hand_over,
        may_conclude,
        may_notify,
    ),
)
"""Declared after its guards, which it names."""

OBJECTIONS = load_machine(
    "objection", (may_apply, may_accept_sampling, may_accept_other, may_refuse, may_conclude)
)
"""As above."""
