"""How inspections, self-reports and problems meet the exchange format."""

from domain.supervision.content import FoundProblem, Inspection, SelfReport
from domain.supervision.machine import INSPECTIONS, PROBLEMS, SELF_REPORTS
from domain.work.appointments import Appointment
from domain.work.kind import Bearings, Kind, Projection, Row
from domain.work.record import Record, told_by_a_file


def _inspection_rows(record: Record[Inspection]) -> list[Projection]:
    inspection = record.content
    values = {
        "inspection_no": record.no,
        "credit_code": inspection.credit_code,
        "kind": inspection.kind,
        "inspected_on": record.events[0].on,
        "inspectors": "、".join(inspection.inspectors),
    }
    return [Projection("inspections", values)]


def _adopt_inspection(row: Row, _items: tuple[Row, ...]) -> Record[Inspection]:
    content = Inspection(
        credit_code=row["credit_code"], kind=row["kind"], inspectors=tuple(row["inspectors"].split("、"))
    )
    event = told_by_a_file("record", "recorded", row["inspected_on"])
    return Record(
        kind=INSPECTIONS.code, no=row["inspection_no"], state=event.state, content=content, events=(event,)
    )


def _report_rows(record: Record[SelfReport]) -> list[Projection]:
    report = record.content
    values = {
        "report_no": record.no,
        "credit_code": report.credit_code,
        "kind": report.kind,
        "reported_on": record.events[0].on,
    }
    return [Projection("self_reports", values)]


def _adopt_report(row: Row, _items: tuple[Row, ...]) -> Record[SelfReport]:
    content = SelfReport(credit_code=row["credit_code"], kind=row["kind"])
    event = told_by_a_file("record", "recorded", row["reported_on"])
    return Record(
        kind=SELF_REPORTS.code, no=row["report_no"], state=event.state, content=content, events=(event,)
    )


def _problem_rows(record: Record[FoundProblem]) -> list[Projection]:
    problem = record.content
    passed = record.last("pass")
    values = {
        "problem_no": record.no,
        "source": problem.source,
        "source_no": problem.source_no,
        "credit_code": problem.credit_code,
        "description": problem.description,
        "found_on": record.events[0].on,
        "due_on": problem.due_on,
        "corrected_on": passed.on if passed else None,
    }
    return [Projection("problems", values)]


def _adopt_problem(row: Row, _items: tuple[Row, ...]) -> Record[FoundProblem]:
    events = [told_by_a_file("find", "open", row["found_on"])]
    if row["corrected_on"]:
        events.append(told_by_a_file("report", "reported", row["corrected_on"]))
        events.append(told_by_a_file("pass", "corrected", row["corrected_on"]))
    content = FoundProblem(
        source=row["source"],
        source_no=row["source_no"],
        credit_code=row["credit_code"],
        description=row["description"],
        due_on=row["due_on"],
    )
    return Record(
        kind=PROBLEMS.code,
        no=row["problem_no"],
        state=events[-1].state,
        content=content,
        events=tuple(events),
    )


INSPECTION = Kind(
    machine=INSPECTIONS,
    content=Inspection,
    bearings=lambda record: Bearings(
        area=record.content.area_code,
        person=record.content.inspectors[0],
        credit_code=record.content.credit_code,
    ),
    project=_inspection_rows,
    table="inspections",
    key_of=lambda no: {"inspection_no": no},
    adopt=_adopt_inspection,
    told_fields=("credit_code", "kind", "inspectors"),
)

SELF_REPORT = Kind(
    machine=SELF_REPORTS,
    content=SelfReport,
    bearings=lambda record: Bearings(area=record.content.area_code, credit_code=record.content.credit_code),
    project=_report_rows,
    table="self_reports",
    key_of=lambda no: {"report_no": no},
    adopt=_adopt_report,
    told_fields=("credit_code", "kind"),
)


def _to_be_put_right(record: Record[FoundProblem]) -> Appointment:
    passed = record.last("pass")
    return Appointment(
        code="problem-correct",
        name="整改期限",
        basis="检查或自查时确定的整改期限",
        started=record.events[0].on,
        due=record.content.due_on,
        stopped=passed.on if passed else None,
    )


PROBLEM = Kind(
    machine=PROBLEMS,
    content=FoundProblem,
    bearings=lambda record: Bearings(area=record.content.area_code, credit_code=record.content.credit_code),
    project=_problem_rows,
    table="problems",
    key_of=lambda no: {"problem_no": no},
    adopt=_adopt_problem,
    told_fields=("source", "source_no", "credit_code", "description", "due_on"),
    appointed=_to_be_put_right,
)
