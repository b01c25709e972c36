"""The machine of remarks: one guard behind each step. Who raises does not answer, who answers does not accept."""

from domain.errors import RuleViolation
from domain.remarks.content import Remark
from domain.work.reading import load_machine
from domain.work.record import Record, Step


class RemarkSubjectUnclear(RuleViolation):
    """A remark does not name what it is about."""

    code = "remark-subject-unclear"

    def __init__(self, subject: str, lacking: str) -> None:
        super().__init__(f"对“{subject}”的意见须写明{lacking}", subject=subject)


class RemarkAnsweredAhead(RuleViolation):
    """What later steps fill in was given when the remark was raised."""

    code = "remark-answered-ahead"

    def __init__(self) -> None:
        super().__init__("提出意见时不填答复部门、期限和答复，这些由交办（assign）和答复（answer）填写")


class AnswerReferenceMissing(RuleViolation):
    """An answer by a change or by evidence does not name it."""

    code = "answer-reference-missing"

    def __init__(self, kind: str) -> None:
        what = "佐证材料" if kind == "补充材料" else "填报或记录"
        super().__init__(f"以“{kind}”答复的，须写明所变更或补充的{what}编号（reference）", kind=kind)


class RemarkNotOnPaper(RuleViolation):
    """A remark that reviewers raised in the system is theirs to settle."""

    code = "remark-not-on-paper"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"评审意见 {number} 由评审专家在系统中提出，须由评审专家本人认可、退回或撤回，不能凭书面登记",
            number=number,
        )


class AssignedBeforeRaised(RuleViolation):
    """An answer would be due before it is asked for."""

    code = "answer-due-in-the-past"

    def __init__(self) -> None:
        super().__init__("答复期限不能早于交办日期，请核对")


def may_raise(_before: Record[Remark] | None, after: Remark, _step: Step) -> None:
    """It names its subject. Raises `RemarkSubjectUnclear`, `RemarkAnsweredAhead`."""
    if after.department or after.organisation or after.due_on or after.answer:
        raise RemarkAnsweredAhead
    if after.subject in ("指标", "数值") and after.measure is None:
        raise RemarkSubjectUnclear(after.subject, "指标代码（measure）")
    if after.subject == "数值" and after.figure_area is None:
        raise RemarkSubjectUnclear(after.subject, "数值所属辖区（figure_area）")
    if after.subject == "材料" and after.evidence is None:
        raise RemarkSubjectUnclear(after.subject, "佐证材料编号（evidence）")


def may_assign(_before: Record[Remark], after: Remark, step: Step) -> None:
    """To a department and a day that is still to come. Raises `AssignedBeforeRaised`."""
    if after.due_on is not None and after.due_on < step.on:
        raise AssignedBeforeRaised


def may_answer(_before: Record[Remark], after: Remark, _step: Step) -> None:
    """A change and evidence are named. Raises `AnswerReferenceMissing`."""
    if after.answer is not None and after.answer.kind != "说明" and after.answer.reference is None:
        raise AnswerReferenceMissing(after.answer.kind)


def may_return(_before: Record[Remark], _after: Remark, _step: Step) -> None:
    """With comments, which the machine asks for."""


def may_accept(_before: Record[Remark], _after: Remark, _step: Step) -> None:
    """By another person than who answered, which the machine sees to."""


def may_withdraw(_before: Record[Remark], _after: Remark, _step: Step) -> None:
    """Only what is not settled, and with a reason."""


def may_note_returned(before: Record[Remark], _after: Remark, _step: Step) -> None:
    """What reviewers wrote of the answer; the reason names their paper. Raises `RemarkNotOnPaper`."""
    _insist_on_paper(before)


def may_note_accepted(before: Record[Remark], _after: Remark, _step: Step) -> None:
    """As for what is returned, and by another person than who answered."""
    _insist_on_paper(before)


def may_note_withdrawn(before: Record[Remark], _after: Remark, _step: Step) -> None:
    """As for what is returned; also where the paper was entered wrongly."""
    _insist_on_paper(before)


def _insist_on_paper(before: Record[Remark]) -> None:
    if not before.content.on_paper:
        raise RemarkNotOnPaper(before.no)


MACHINE = load_machine(
    "remark",
    (
        may_raise,
        may_assign,
        may_answer,
        may_return,
        may_accept,
        may_withdraw,
        may_note_returned,
        may_note_accepted,
        may_note_withdrawn,
    ),
)
"""Declared after its guards, which it names."""
