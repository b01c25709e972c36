"""The machine of tests: one guard behind each step. That hands differ is in the data (`not_by`)."""

from domain.errors import RuleViolation
from domain.testing.content import Test
from domain.work.reading import load_machine
from domain.work.record import Record, Step


class NothingFound(RuleViolation):
    """There are no findings to verify or to report."""

    code = "no-findings"

    def __init__(self, no: str) -> None:
        super().__init__(f"{no} 尚未录入检验结果，请先录入（enter）", no=no)


class HarmNotConfirmed(RuleViolation):
    """A 24-hour report without anything confirmed."""

    code = "harm-not-confirmed"

    def __init__(self, no: str) -> None:
        super().__init__(f"{no} 尚未确认严重危害，请先确认（confirm-harm）", no=no)


class ReasonUnchanged(RuleViolation):
    """A correction that corrects nothing."""

    code = "nothing-corrected"

    def __init__(self, no: str) -> None:
        super().__init__(f"{no} 的检验结果与已签发的报告相同，没有需要更正的内容", no=no)


def may_receive(_before: Record[Test] | None, _after: Test, _step: Step) -> None:
    """Whether the sample can be received is the sheet's to say."""


def may_agree(_before: Record[Test], _after: Test, _step: Step) -> None:
    """Other days than the usual ones may be agreed with the organiser; the clock shows them as an extension."""


def may_enter(_before: Record[Test], _after: Test, _step: Step) -> None:
    """Results may be entered and replaced until they are verified."""


def may_verify(before: Record[Test], _after: Test, _step: Step) -> None:
    """There is something to verify."""
    if not before.content.findings:
        raise NothingFound(before.no)


def may_send_back(_before: Record[Test], _after: Test, _step: Step) -> None:
    """Sending back needs its reason, which the machine asks for."""


def may_issue(before: Record[Test], _after: Test, _step: Step) -> None:
    """Findings are there and verified, by others than who signs."""
    if not before.content.findings:
        raise NothingFound(before.no)


def may_submit(_before: Record[Test], _after: Test, _step: Step) -> None:
    """Any issued report can be reported to the organiser."""


def may_confirm_harm(_before: Record[Test], _after: Test, _step: Step) -> None:
    """Confirmed with its moment and reason, which the machine asks for."""


def may_report_harm(before: Record[Test], _after: Test, _step: Step) -> None:
    """Something was confirmed."""
    if before.content.harm is None:
        raise HarmNotConfirmed(before.no)


def may_reopen(_before: Record[Test], _after: Test, _step: Step) -> None:
    """A correction needs its reason, which the machine asks for."""


def may_reissue(before: Record[Test], _after: Test, _step: Step) -> None:
    """Version 2 says something else than version 1."""
    if before.content.findings == before.content.reports[-1].findings:
        raise ReasonUnchanged(before.no)


MACHINE = load_machine(
    "test",
    (
        may_receive,
        may_agree,
        may_enter,
        may_verify,
        may_send_back,
        may_issue,
        may_submit,
        may_confirm_harm,
        may_report_harm,
        may_reopen,
        may_reissue,
    ),
)
"""Declared after its guards, which it names."""
