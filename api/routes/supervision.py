"""The work on inspections, self-reports and problems: one resource per step, and the checklists as data."""

from typing import Annotated

import msgspec
from litestar import Router, get

from api.routes.parameters import refusals
from api.routes.shapes import said
from api.routes.work_routes import listing, opening, showing, stepping
from domain.supervision.checklists import shipped_checklists
from domain.supervision.content import Correcting, NewInspection, NewProblem, NewSelfReport, Postponement
from domain.supervision.kind import INSPECTION, PROBLEM, SELF_REPORT
from domain.work.fields import Form
from sampling.supervision import inspecting, problems

INSPECTIONS, REPORTS, PROBLEMS = "/work/inspections", "/work/self-reports", "/work/problems"


class ChecklistPoint(msgspec.Struct, kw_only=True):
    """A point of a checklist."""

    code: Annotated[str, said("要点编号")]
    text: Annotated[str, said("内容")]
    key: Annotated[bool, said("是否重点项")]


class ChecklistShape(msgspec.Struct, kw_only=True):
    """A checklist."""

    code: Annotated[str, said("代码")]
    version: Annotated[int, said("版本")]
    name: Annotated[str, said("名称")]
    kinds: Annotated[list[str], said("适用的检查类型")]
    stage: Annotated[str, said("环节")]
    points: Annotated[list[ChecklistPoint], said("要点")]


@get("/work/checklists", summary="检查要点表", responses=refusals(), sync_to_thread=False)
def list_checklists() -> list[ChecklistShape]:
    """The checklists that inspections can name."""
    return [
        ChecklistShape(
            code=one.code,
            version=one.version,
            name=one.name,
            kinds=list(one.kinds),
            stage=one.stage,
            points=[ChecklistPoint(code=point.code, text=point.text, key=point.key) for point in one.points],
        )
        for one in shipped_checklists().values()
    ]


router = Router(
    path="/",
    route_handlers=[
        opening(INSPECTIONS, INSPECTION, inspecting.record_inspection, NewInspection),
        listing(INSPECTIONS, INSPECTION, "list_inspections"),
        showing(INSPECTIONS, INSPECTION, "get_inspection"),
        stepping(INSPECTIONS, INSPECTION, "correct", inspecting.correct_inspection, NewInspection),
        stepping(INSPECTIONS, INSPECTION, "publish", inspecting.publish_inspection, Form),
        opening(REPORTS, SELF_REPORT, inspecting.record_self_report, NewSelfReport),
        listing(REPORTS, SELF_REPORT, "list_self_reports"),
        showing(REPORTS, SELF_REPORT, "get_self_report"),
        stepping(REPORTS, SELF_REPORT, "correct", inspecting.correct_self_report, NewSelfReport),
        opening(PROBLEMS, PROBLEM, problems.find_problem, NewProblem),
        listing(PROBLEMS, PROBLEM, "list_problems"),
        showing(PROBLEMS, PROBLEM, "get_problem"),
        stepping(PROBLEMS, PROBLEM, "postpone", problems.postpone_problem, Postponement),
        stepping(PROBLEMS, PROBLEM, "report", problems.report_correction, Correcting),
        stepping(PROBLEMS, PROBLEM, "fail", problems.fail_recheck, Form),
        stepping(PROBLEMS, PROBLEM, "pass", problems.pass_recheck, Form),
        list_checklists,
    ],
    opt={"action": "registers.read"},
    tags=["监督检查"],
)
