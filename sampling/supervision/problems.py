"""Problems: found, postponed, reported as put right, and re-checked."""

import msgspec

from domain.supervision.content import Correcting, FoundProblem, NewProblem, Postponement
from domain.supervision.kind import INSPECTION, PROBLEM, SELF_REPORT
from domain.supervision.machine import PROBLEMS as MACHINE
from domain.work.fields import Form
from domain.work.record import Record
from sampling.supervision.inspecting import area_or_refuse, problem_no
from sampling.work.operation import Operation


def find_problem(op: Operation, form: NewProblem) -> Record[FoundProblem]:
    """Enter a problem of an inspection or a self-report; it is the enterprise's that the source names.

    Raises `RecordNotFound` for a source that is not there.
    """
    given = form.problem
    if given.source == "检查":
        inspection = op.load(INSPECTION, given.source_no)
        credit_code, first = inspection.content.credit_code, inspection.events[0]
    else:
        report = op.load(SELF_REPORT, given.source_no)
        credit_code, first = report.content.credit_code, report.events[0]
    day = form.on or first.on
    area = area_or_refuse(op, credit_code)
    problem = msgspec.structs.replace(given, credit_code=credit_code, area_code=area, measures=None)
    number = problem_no(op, day.year, area)
    return op.save(PROBLEM, MACHINE.open("find", number, op.step(day, form.reason), problem))


def postpone_problem(op: Operation, problem_no: str, form: Postponement) -> Record[FoundProblem]:
    """Approve another day; the earlier one stays in its version."""
    record = op.load(PROBLEM, problem_no)
    content = msgspec.structs.replace(record.content, due_on=form.due_on)
    return op.save(PROBLEM, MACHINE.advance(record, "postpone", op.step(None, form.reason), content))


def report_correction(op: Operation, problem_no: str, form: Correcting) -> Record[FoundProblem]:
    """The enterprise says that it is put right."""
    record = op.load(PROBLEM, problem_no)
    content = msgspec.structs.replace(record.content, measures=form.measures)
    return op.save(PROBLEM, MACHINE.advance(record, "report", op.step(form.on, form.reason), content))


def fail_recheck(op: Operation, problem_no: str, form: Form) -> Record[FoundProblem]:
    """The re-check found it not put right; the problem is open again, its day stays."""
    record = op.load(PROBLEM, problem_no)
    return op.save(PROBLEM, MACHINE.advance(record, "fail", op.step(form.on, form.reason)))


def pass_recheck(op: Operation, problem_no: str, form: Form) -> Record[FoundProblem]:
    """The re-check found it put right: its day is 整改完成日期."""
    record = op.load(PROBLEM, problem_no)
    return op.save(PROBLEM, MACHINE.advance(record, "pass", op.step(form.on, form.reason)))
