"""Issuing a report, correcting it as a new version, reporting it; what follows from its verdict follows by itself."""

import msgspec

from domain.sheets.kind import SHEET
from domain.testing.content import Issue, Report, Test, Urgent
from domain.testing.errors import JudgingDayChanged, ReportFileMissing, ReportNumberTaken
from domain.testing.kind import ISSUES, TEST
from domain.testing.machine import MACHINE
from domain.testing.standards import judging_day
from domain.work.fields import Form
from domain.work.record import Record
from sampling.custody.keeping import keep_after_report
from sampling.disposals.opening import open_disposals
from sampling.disposals.withdrawing import withdraw_disposals
from sampling.follow_ups.opening import settle_follow_up
from sampling.store.attachments import has_file
from sampling.store.testing import take_report_number
from sampling.testing.reading import current_findings
from sampling.work.operation import Operation

TestRecord = Record[Test]


def issue_report(op: Operation, sheet_no: str, form: Issue) -> TestRecord:
    """Sign the report: number, date, conclusion. An unqualified one opens disposal tasks on the same day."""
    record = op.load(TEST, sheet_no)
    verdict = record.content.standing.verdict
    after = _issued(op, record, form, ISSUES[verdict])
    if verdict == "不合格":
        open_disposals(op, sheet_no, received_on=after.content.reports[-1].issued_on)
    return after


def reopen_report(op: Operation, sheet_no: str, form: Form) -> TestRecord:
    """Take an issued report up again to correct it. Until the correction is issued, what was issued stands."""
    record = op.load(TEST, sheet_no)
    return op.save(TEST, MACHINE.advance(record, "reopen", op.step(None, form.reason)))


def reissue_report(op: Operation, sheet_no: str, form: Issue) -> TestRecord:
    """Sign the correction as the next version; 报告日期 stays that of the first, since the batch was reported then.

    A verdict that changes opens or withdraws disposal tasks.
    """
    record = op.load(TEST, sheet_no)
    verdict = record.content.standing.verdict
    was = record.content.reports[-1].verdict if record.content.reports else None
    after = _issued(op, record, form, f"re{ISSUES[verdict]}")
    newest = after.content.reports[-1]
    if verdict == "不合格" and was != "不合格":
        open_disposals(op, sheet_no, received_on=newest.issued_on)
    elif was == "不合格" and verdict != "不合格":
        withdraw_disposals(op, sheet_no, on=newest.issued_on, reason=f"检验报告更正为{verdict}")
    return after


def submit_conclusion(op: Operation, sheet_no: str, form: Form) -> TestRecord:
    """Report the conclusion to the organiser."""
    record = op.load(TEST, sheet_no)
    return op.save(TEST, MACHINE.advance(record, "submit", op.step(form.on, form.reason)))


def confirm_harm(op: Operation, sheet_no: str, form: Urgent) -> TestRecord:
    """Confirm that the food may do serious harm: the 24 hours run from this moment."""
    record = op.load(TEST, sheet_no)
    content = msgspec.structs.replace(record.content, harm=form.reason)
    step = op.step(None, form.reason, moment=form.moment)
    return op.save(TEST, MACHINE.advance(record, "confirm-harm", step, content))


def report_harm(op: Operation, sheet_no: str, form: Urgent) -> TestRecord:
    """The 24-hour report was made."""
    record = op.load(TEST, sheet_no)
    step = op.step(None, form.reason, moment=form.moment)
    return op.save(TEST, MACHINE.advance(record, "report-harm", step))


def _issued(op: Operation, record: TestRecord, form: Issue, command: str) -> TestRecord:
    step = op.step(form.on, form.reason)
    sheet = op.load(SHEET, record.no).content
    when = judging_day(sheet.produced_on, sheet.sampled_on, sheet.date_kind)
    findings = current_findings(op.connection, record)
    for one in findings:
        if one.judged_on is not None and (when is None or one.judged_on != when.day):
            raise JudgingDayChanged(record.no, one.item_name, one.judged_on, when.day if when else None)
    if form.file is not None and not has_file(
        op.connection, ("test", "sheet"), record.no, form.file.sha256, form.file.size
    ):
        raise ReportFileMissing(record.no, form.file.sha256)
    report = Report(
        version=len(record.content.reports) + 1,
        report_no=form.report_no,
        issued_on=step.on,
        verdict=record.content.standing.verdict,
        conclusion=form.conclusion,
        judged_on=when.day if when else None,
        judged_by=when.judged_by if when else None,
        file=form.file,
        findings=findings,
        digest=record.content.standing.digest,
        reason=form.reason,
    )
    content = msgspec.structs.replace(record.content, reports=(*record.content.reports, report))
    after = MACHINE.advance(record, command, step, content)
    owner = take_report_number(op.connection, form.report_no, record.no)
    if owner != record.no:
        raise ReportNumberTaken(form.report_no, owner)
    saved = op.save(TEST, after)
    keep_after_report(op, record.no)
    settle_follow_up(op, record.no, report)
    return saved
