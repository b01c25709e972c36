"""The machines of inspections, self-reports and problems: one guard behind each step."""

from datetime import date

from domain.errors import RuleViolation
from domain.sheets.attempts import TooFewSamplers
from domain.supervision.content import FoundProblem, Inspection, SelfReport
from domain.work.reading import load_machine
from domain.work.record import Record, Step


class ResultUnexplained(RuleViolation):
    """A result other than the proposed one comes without a reason."""

    code = "result-unexplained"

    def __init__(self, given: str, proposed: str) -> None:
        super().__init__(
            f"检查结论“{given}”与按要点得出的“{proposed}”不同，请填写理由（result_reason）",
            given=given,
            proposed=proposed,
        )


class DueBeforeFound(RuleViolation):
    """A problem is due before it was found."""

    code = "due-before-found"

    def __init__(self, due_on: date, found_on: date) -> None:
        super().__init__(
            f"整改期限 {due_on} 早于发现日期 {found_on}，请核对", due_on=str(due_on), found_on=str(found_on)
        )


def may_record_inspection(_before: Record[Inspection] | None, after: Inspection, _step: Step) -> None:
    """Two inspectors, and a result that the answers carry or a reason explains."""
    if len(set(after.inspectors)) < 2:
        raise TooFewSamplers
    differs = after.proposed is not None and after.result not in (None, after.proposed)
    if differs and not after.result_reason:
        raise ResultUnexplained(str(after.result), str(after.proposed))


def may_correct_inspection(before: Record[Inspection], after: Inspection, step: Step) -> None:
    """As for recording."""
    may_record_inspection(before, after, step)


def may_publish(_before: Record[Inspection], _after: Inspection, _step: Step) -> None:
    """Any recorded inspection is made public."""


def may_record_report(_before: Record[SelfReport] | None, _after: SelfReport, _step: Step) -> None:
    """Any report is taken in."""


def may_correct_report(_before: Record[SelfReport], _after: SelfReport, _step: Step) -> None:
    """A correction needs its reason, which the machine asks for."""


def may_find(_before: Record[FoundProblem] | None, after: FoundProblem, step: Step) -> None:
    """There is time to put it right."""
    if after.due_on < step.on:
        raise DueBeforeFound(after.due_on, step.on)


def may_postpone(before: Record[FoundProblem], after: FoundProblem, _step: Step) -> None:
    """Approved with a reason; still after the problem was found."""
    if after.due_on < before.events[0].on:
        raise DueBeforeFound(after.due_on, before.events[0].on)


def may_report(_before: Record[FoundProblem], _after: FoundProblem, _step: Step) -> None:
    """The form says what was done."""


def may_fail(_before: Record[FoundProblem], _after: FoundProblem, _step: Step) -> None:
    """What is lacking is said as the reason, which the machine asks for."""


def may_pass(_before: Record[FoundProblem], _after: FoundProblem, _step: Step) -> None:
    """The day of the re-check is 整改完成日期."""


INSPECTIONS = load_machine("inspection", (may_record_inspection, may_correct_inspection, may_publish))
"""Declared after its guards, which it names."""

SELF_REPORTS = load_machine("self-report", (may_record_report, may_correct_report))
"""As above."""

PROBLEMS = load_machine("problem", (may_find, may_postpone, may_report, may_fail, may_pass))
"""As above."""
