"""Inspection plans as work: one resource per step, the plan's progress, and its rows page by page."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.routes.cursor import decode_cursor, encode_cursor, question_of
from api.routes.parameters import EXAMPLE_DAY, Cursor, Limit, choice, refusals
from api.routes.shapes import Page, said
from api.routes.work_routes import listing, opening, showing, stepping
from api.routes.work_shapes import RecordNo
from api.workbench import Workbench
from domain.inspection_plans.content import NewInspectionPlan
from domain.inspection_plans.kind import INSPECTION_PLAN
from domain.inspection_plans.progress import RowProgress, Sum, by_group, total
from domain.work.fields import Form
from sampling import inspection_plans as plans

PATH = "/work/inspection-plans"
STANDINGS = ("done", "open", "late")
AsOf = Annotated[
    date | None, QueryParameter(description="截至日期，写作 2024-03-31；不填为今天", examples=EXAMPLE_DAY)
]


class InspectionPlanSum(msgspec.Struct, kw_only=True):
    """Inspections of a group of rows."""

    group: Annotated[str, said("区划代码、风险等级或检查类型；合计为“合计”")]
    planned: Annotated[int, said("应检查次数")]
    done: Annotated[int, said("已完成次数")]
    open: Annotated[int, said("未到期未完成次数")]
    late: Annotated[int, said("逾期未完成次数")]


class InspectionPlanProgress(msgspec.Struct, kw_only=True):
    """How far a plan is."""

    plan_no: Annotated[str, said("计划编号")]
    as_of: Annotated[date, said("截至日期")]
    total: Annotated[InspectionPlanSum, said("合计")]
    by_area: Annotated[list[InspectionPlanSum], said("按区划")]
    by_grade: Annotated[list[InspectionPlanSum], said("按风险等级")]
    by_kind: Annotated[list[InspectionPlanSum], said("按检查类型")]


class InspectionPlanRowProgress(msgspec.Struct, kw_only=True):
    """One row of a plan."""

    credit_code: Annotated[str, said("统一社会信用代码")]
    area_code: Annotated[str | None, said("区划代码")]
    risk_grade: Annotated[str | None, said("风险等级；未定级为 null")]
    kind: Annotated[str, said("检查类型")]
    by: Annotated[date, said("完成期限")]
    planned: Annotated[int, said("应检查次数")]
    done: Annotated[int, said("已完成次数")]
    open: Annotated[int, said("未到期未完成次数")]
    late: Annotated[int, said("逾期未完成次数")]


@get(
    f"{PATH}/{{record_no:str}}/progress",
    summary="监督检查计划进度",
    description="由已登记的监督检查得出；每次检查只计一行，先计期限早的。",
    responses=refusals(404),
    sync_to_thread=True,
    opt={"record": (INSPECTION_PLAN, "record_no")},
)
def get_inspection_plan_progress(
    bench: NamedDependency[Workbench], record_no: RecordNo, as_of: AsOf = None
) -> InspectionPlanProgress:
    """Planned, done, open and late."""
    day = as_of or bench.today
    with bench.view() as view:
        _, rows = plans.plan_progress(view, record_no, day)
    return InspectionPlanProgress(
        plan_no=record_no,
        as_of=day,
        total=_sum("合计", total(rows)),
        by_area=[_sum(*one) for one in by_group(rows, "area_code").items()],
        by_grade=[_sum(*one) for one in by_group(rows, "risk_grade").items()],
        by_kind=[_sum(*one) for one in by_group(rows, "kind").items()],
    )


@get(
    f"{PATH}/{{record_no:str}}/rows",
    summary="监督检查计划各行的进度",
    description="按企业、类型、期限排列；standing=late 只列逾期的，即进度落后的企业。",
    responses=refusals(404),
    sync_to_thread=True,
    opt={"record": (INSPECTION_PLAN, "record_no")},
)
def list_inspection_plan_rows(
    bench: NamedDependency[Workbench],
    record_no: RecordNo,
    as_of: AsOf = None,
    standing: Annotated[Literal["done", "open", "late"] | None, choice("进度", STANDINGS)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[InspectionPlanRowProgress]:
    """The rows that have something done, open or late."""
    day = as_of or bench.today
    with bench.view() as view:
        plan, rows = plans.plan_progress(view, record_no, day)
    asked = {"no": record_no, "as_of": day.isoformat(), "standing": standing, "rows": len(plan.rows)}
    question = question_of("inspection-plan-rows", asked)
    first = int(decode_cursor(question, cursor, [int])[0]) if cursor is not None else 0
    wanted = [
        (at, one)
        for at, one in enumerate(rows)
        if at >= first and (standing is None or getattr(one, standing))
    ]
    following = wanted[limit][0] if len(wanted) > limit else None
    return Page(
        items=[_row(one) for _, one in wanted[:limit]],
        next_cursor=encode_cursor(question, [following]) if following is not None else None,
    )


class InspectionPlanRowChange(msgspec.Struct, kw_only=True):
    """A row that differs between two editions."""

    credit_code: Annotated[str, said("统一社会信用代码")]
    kind: Annotated[str, said("检查类型")]
    by: Annotated[date | None, said("完成期限；计划期末为 null")]
    before: Annotated[int, said("原应检查次数；新增的行为 0")]
    after: Annotated[int, said("现应检查次数；取消的行为 0")]


class InspectionPlanChanges(msgspec.Struct, kw_only=True):
    """What changed between two editions."""

    plan_no: Annotated[str, said("计划编号")]
    first: Annotated[int, said("原版本")]
    second: Annotated[int, said("现版本")]
    rows: Annotated[list[InspectionPlanRowChange], said("变化的行，按企业、类型、期限")]


EditionChoice = Annotated[int | None, QueryParameter(ge=1, le=10**9, description="版本号，正整数")]


@get(
    f"{PATH}/{{record_no:str}}/changes",
    summary="监督检查计划两个版本之间的变化",
    description="只比较批准或调整后的版本；不填为最初批准的与最新的。",
    responses=refusals(404),
    sync_to_thread=True,
    opt={"record": (INSPECTION_PLAN, "record_no")},
)
def get_inspection_plan_changes(
    bench: NamedDependency[Workbench],
    record_no: RecordNo,
    first: EditionChoice = None,
    second: EditionChoice = None,
) -> InspectionPlanChanges:
    """The difference, row by row."""
    with bench.view() as view:
        before, after, rows = plans.compare_inspection_plans(view, record_no, first, second)
    changed = [
        InspectionPlanRowChange(
            credit_code=one.credit_code, kind=one.kind, by=one.by, before=one.before, after=one.after
        )
        for one in rows
    ]
    return InspectionPlanChanges(plan_no=record_no, first=before, second=after, rows=changed)


def _sum(group: str, value: Sum) -> InspectionPlanSum:
    return InspectionPlanSum(
        group=group, planned=value.planned, done=value.done, open=value.open, late=value.late
    )


def _row(one: RowProgress) -> InspectionPlanRowProgress:
    return InspectionPlanRowProgress(
        credit_code=one.row.credit_code,
        area_code=one.row.area_code,
        risk_grade=one.row.risk_grade,
        kind=one.row.kind,
        by=one.by,
        planned=one.row.due,
        done=one.done,
        open=one.open,
        late=one.late,
    )


router = Router(
    path="/",
    route_handlers=[
        opening(PATH, INSPECTION_PLAN, plans.draft_inspection_plan, NewInspectionPlan),
        listing(PATH, INSPECTION_PLAN, "list_inspection_plans"),
        showing(PATH, INSPECTION_PLAN, "get_inspection_plan"),
        stepping(PATH, INSPECTION_PLAN, "edit", plans.edit_inspection_plan, NewInspectionPlan),
        stepping(PATH, INSPECTION_PLAN, "approve", plans.approve_inspection_plan, Form),
        stepping(PATH, INSPECTION_PLAN, "amend", plans.amend_inspection_plan, NewInspectionPlan),
        stepping(PATH, INSPECTION_PLAN, "close", plans.close_inspection_plan, Form),
        stepping(PATH, INSPECTION_PLAN, "abandon", plans.abandon_inspection_plan, Form),
        get_inspection_plan_progress,
        list_inspection_plan_rows,
        get_inspection_plan_changes,
    ],
    opt={"action": "inspection-plan.read"},
    tags=["监督检查计划"],
)
