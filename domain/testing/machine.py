"""The machine of tests: one guard behind each step. That hands differ is in the data (`not_by`)."""

from domain.testing.content import Report, Test
from domain.testing.errors import (
    AgreementUnchanged,
    HarmNotConfirmed,
    HarmReportedTooEarly,
    NothingCorrected,
    NothingEntered,
    NothingFound,
    UndecidedUnexplained,
    VerdictOther,
)
from domain.work.reading import load_machine
from domain.work.record import Record, Step


def may_receive(_before: Record[Test] | None, _after: Test, _step: Step) -> None:
    """Whether the sample can be received is the sheet's to say."""


def may_agree(before: Record[Test], after: Test, step: Step) -> None:
    """Other days than before were agreed with the organiser; the clock shows them as an extension or a shortening."""
    if step.extends is None or after.agreed_workdays == before.content.agreed_workdays:
        raise AgreementUnchanged(before.no)


def may_enter(before: Record[Test], after: Test, _step: Step) -> None:
    """Results may be entered and replaced until they are verified; every entry is a revision."""
    if after.revision <= before.content.revision:
        raise NothingEntered(before.no)


def may_verify(before: Record[Test], _after: Test, _step: Step) -> None:
    """There is something to verify."""
    _insist_on_findings(before)


def may_send_back(_before: Record[Test], _after: Test, _step: Step) -> None:
    """Sending back needs its reason, which the machine asks for."""


def may_issue_qualified(before: Record[Test], after: Test, step: Step) -> None:
    """Nothing is unqualified or a problem, and something is qualified."""
    _insist_on_report(before, after, step, "合格")


def may_issue_unqualified(before: Record[Test], after: Test, step: Step) -> None:
    """Something is unqualified."""
    _insist_on_report(before, after, step, "不合格")


def may_issue_other(before: Record[Test], after: Test, step: Step) -> None:
    """A problem to follow up, or nothing that could be judged."""
    _insist_on_report(before, after, step, "问题", "未判定")


def may_submit(_before: Record[Test], _after: Test, _step: Step) -> None:
    """Any issued report can be reported to the organiser."""


def may_confirm_harm(_before: Record[Test], _after: Test, _step: Step) -> None:
    """Confirmed with its moment and reason, which the machine asks for."""


def may_report_harm(before: Record[Test], _after: Test, step: Step) -> None:
    """Something was confirmed, and before it was reported."""
    confirmed = before.last("confirm-harm")
    if confirmed is None:
        raise HarmNotConfirmed(before.no)
    if step.moment is not None and confirmed.moment is not None and step.moment < confirmed.moment:
        raise HarmReportedTooEarly(before.no, confirmed.moment)


def may_reopen(_before: Record[Test], _after: Test, _step: Step) -> None:
    """A correction needs its reason, which the machine asks for."""


def may_reissue_qualified(before: Record[Test], after: Test, step: Step) -> None:
    """Version 2 says something else than version 1, and that is 合格."""
    _insist_on_correction(before, after)
    _insist_on_report(before, after, step, "合格")


def may_reissue_unqualified(before: Record[Test], after: Test, step: Step) -> None:
    """Version 2 says something else than version 1, and that is 不合格."""
    _insist_on_correction(before, after)
    _insist_on_report(before, after, step, "不合格")


def may_reissue_other(before: Record[Test], after: Test, step: Step) -> None:
    """Version 2 says something else than version 1, and that is neither."""
    _insist_on_correction(before, after)
    _insist_on_report(before, after, step, "问题", "未判定")


def _insist_on_findings(before: Record[Test]) -> None:
    if not before.content.standing.items:
        raise NothingFound(before.no)


def _insist_on_report(before: Record[Test], after: Test, step: Step, *verdicts: str) -> None:
    """The report says what the findings come to; what could not be judged has its reason."""
    _insist_on_findings(before)
    verdict = before.content.standing.verdict
    if verdict not in verdicts or after.reports[-1].verdict != verdict:
        raise VerdictOther(before.no, verdict)
    if before.content.standing.undecided and not (step.reason or "").strip():
        raise UndecidedUnexplained(before.no, before.content.standing.undecided)


def _insist_on_correction(before: Record[Test], after: Test) -> None:
    if _said(before.content.reports[-1]) == _said(after.reports[-1]):
        raise NothingCorrected(before.no)


def _said(report: Report) -> tuple[object, ...]:
    return report.digest, report.report_no, report.conclusion, report.file


MACHINE = load_machine(
    "test",
    (
        may_receive,
        may_agree,
        may_enter,
        may_verify,
        may_send_back,
        may_issue_qualified,
        may_issue_unqualified,
        may_issue_other,
        may_submit,
        may_confirm_harm,
        may_report_harm,
        may_reopen,
        may_reissue_qualified,
        may_reissue_unqualified,
        may_reissue_other,
    ),
)
"""Declared after its guards, which it names."""
