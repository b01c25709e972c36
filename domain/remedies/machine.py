"""The machine of remedies: one guard behind each step. Who reports does not confirm, which is in the data."""

from domain.errors import RuleViolation
from domain.remedies.content import Remedy
from domain.work.reading import load_machine
from domain.work.record import Record, Step


class RemedyWithoutProgress(RuleViolation):
    """A remedy is reported as done and nobody has said what was done."""

    code = "remedy-without-progress"

    def __init__(self, no: str) -> None:
        super().__init__(f"整改事项 {no} 还没有登记进展，请先登记（note）再报告完成", no=no)


class RemedyProgressAhead(RuleViolation):
    """Progress was given when the remedy was recorded."""

    code = "remedy-progress-ahead"

    def __init__(self) -> None:
        super().__init__("登记整改事项时不填进展，进展由“登记进展”（note）逐条登记")


def may_record(_before: Record[Remedy] | None, after: Remedy, _step: Step) -> None:
    """Progress comes by steps of its own. Raises `RemedyProgressAhead`."""
    if after.progress:
        raise RemedyProgressAhead


def may_note(_before: Record[Remedy], _after: Remedy, _step: Step) -> None:
    """The form says what was done."""


def may_change(_before: Record[Remedy], _after: Remedy, _step: Step) -> None:
    """With a reason, which the machine asks for."""


def may_report(before: Record[Remedy], _after: Remedy, _step: Step) -> None:
    """Something was done. Raises `RemedyWithoutProgress`."""
    if not before.content.progress:
        raise RemedyWithoutProgress(before.no)


def may_reopen(_before: Record[Remedy], _after: Remedy, _step: Step) -> None:
    """With comments, which the machine asks for."""


def may_confirm(_before: Record[Remedy], _after: Remedy, _step: Step) -> None:
    """By another person than who reported, which the machine sees to."""


def may_drop(_before: Record[Remedy], _after: Remedy, _step: Step) -> None:
    """Recorded by mistake: with a reason."""


MACHINE = load_machine(
    "remedy", (may_record, may_note, may_change, may_report, may_reopen, may_confirm, may_drop)
)
"""Declared after its guards, which it names."""
