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


MACHINE = load_machine("remark", (may_raise, may_assign, may_answer, may_return, may_accept, may_withdraw))
"""Declared after its guards, which it names."""
