"""Inspections and self-reports: recorded, corrected, made public. Points answered 否 open problems by themselves."""

from datetime import timedelta

import msgspec

from domain.supervision.checklists import checklist_of, proposed_result
from domain.supervision.content import FoundProblem, Inspection, NewInspection, NewSelfReport, SelfReport
from domain.supervision.kind import INSPECTION, PROBLEM, SELF_REPORT
from domain.supervision.machine import INSPECTIONS, PROBLEMS, SELF_REPORTS
from domain.work.fields import Form
from domain.work.record import Record
from sampling.sheets.checks import EnterpriseNotFound
from sampling.store.disposals import area_of_enterprise
from sampling.store.work import take_serial
from sampling.work.operation import Operation


def record_inspection(op: Operation, form: NewInspection) -> Record[Inspection]:
    """Enter an inspection; numbered JC + year + area + serial.

    Raises `EnterpriseNotFound`, `ChecklistNotFound`, `AnswersIncomplete`, `ResultUnexplained`.
    """
    day = form.on or op.today
    inspection = _judged(op, form.inspection)
    area = inspection.area_code or ""
    series = f"JC{day.year % 100:02d}{area[:6]}"
    number = f"{series}{take_serial(op.connection, series):05d}"
    step = op.step(day, form.reason)
    record = op.save(INSPECTION, INSPECTIONS.open("record", number, step, inspection))
    for answer in inspection.answers:
        if answer.answer == "否":
            problem = FoundProblem(
                source="检查",
                source_no=number,
                credit_code=inspection.credit_code,
                area_code=inspection.area_code,
                description=f"要点 {answer.point}：{answer.note}",
                due_on=day + timedelta(days=form.days_to_correct),
            )
            op.save(PROBLEM, PROBLEMS.open("find", problem_no(op, day.year, area), step, problem))
    return record


def correct_inspection(op: Operation, inspection_no: str, form: NewInspection) -> Record[Inspection]:
    """Replace what was recorded; the earlier version and the problems found stay."""
    record = op.load(INSPECTION, inspection_no)
    inspection = _judged(op, form.inspection)
    return op.save(INSPECTION, INSPECTIONS.advance(record, "correct", op.step(None, form.reason), inspection))


def publish_inspection(op: Operation, inspection_no: str, form: Form) -> Record[Inspection]:
    """The result is public."""
    record = op.load(INSPECTION, inspection_no)
    return op.save(INSPECTION, INSPECTIONS.advance(record, "publish", op.step(form.on, form.reason)))


def record_self_report(op: Operation, form: NewSelfReport) -> Record[SelfReport]:
    """Take in a self-report; numbered ZC + year + area + serial."""
    day = form.on or op.today
    report = msgspec.structs.replace(form.report, area_code=area_or_refuse(op, form.report.credit_code))
    series = f"ZC{day.year % 100:02d}{(report.area_code or '')[:6]}"
    number = f"{series}{take_serial(op.connection, series):05d}"
    return op.save(SELF_REPORT, SELF_REPORTS.open("record", number, op.step(day, form.reason), report))


def correct_self_report(op: Operation, report_no: str, form: NewSelfReport) -> Record[SelfReport]:
    """Replace what was recorded; the earlier version stays."""
    record = op.load(SELF_REPORT, report_no)
    report = msgspec.structs.replace(form.report, area_code=area_or_refuse(op, form.report.credit_code))
    return op.save(SELF_REPORT, SELF_REPORTS.advance(record, "correct", op.step(None, form.reason), report))


def problem_no(op: Operation, year: int, area: str) -> str:
    """The next number of a problem: WT + year + area + serial."""
    series = f"WT{year % 100:02d}{area[:6]}"
    return f"{series}{take_serial(op.connection, series):05d}"


def area_or_refuse(op: Operation, credit_code: str) -> str:
    """Where the enterprise is. Raises `EnterpriseNotFound`."""
    area = area_of_enterprise(op.connection, credit_code)
    if area is None:
        raise EnterpriseNotFound(credit_code)
    return area


def _judged(op: Operation, inspection: Inspection) -> Inspection:
    area = area_or_refuse(op, inspection.credit_code)
    if inspection.checklist is None:
        return msgspec.structs.replace(inspection, area_code=area, proposed=None, checklist_version=None)
    checklist = checklist_of(inspection.checklist)
    proposed = proposed_result(checklist, inspection.answers)
    return msgspec.structs.replace(
        inspection,
        area_code=area,
        checklist_version=checklist.version,
        proposed=proposed,
        result=inspection.result or proposed,
    )
