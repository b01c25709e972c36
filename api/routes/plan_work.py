"""Sampling plans as work: one resource per step, and what changed between two editions of a plan."""

from datetime import date
from typing import Annotated

import msgspec
from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.routes.parameters import refusals
from api.routes.shapes import said
from api.routes.work_routes import listing, opening, showing, stepping
from api.routes.work_shapes import RecordNo
from api.workbench import Workbench
from domain.plans.content import Amendment, NewPlan, PlanEdit, PlanRow
from domain.plans.kind import PLAN
from domain.work.fields import Form
from sampling.plans import steps
from sampling.plans.editions import Edition, compare_editions

PATH = "/work/plans"
_EDITION = "版本号；不填为{}的一版"
From = Annotated[
    int | None, QueryParameter(name="from", ge=1, le=10**9, description=_EDITION.format("最初批准"))
]
To = Annotated[int | None, QueryParameter(name="to", ge=1, le=10**9, description=_EDITION.format("现行"))]


class EditionShown(msgspec.Struct, kw_only=True):
    """A version that put rows in force."""

    version: Annotated[int, said("版本")]
    on: Annotated[date, said("批准日期")]
    actor: Annotated[str, said("批准人")]
    reason: Annotated[str | None, said("理由")]
    batches: Annotated[int, said("计划批次合计")]


class RowDifference(msgspec.Struct, kw_only=True):
    """What became of one row."""

    row_no: Annotated[str, said("计划编号（行）")]
    change: Annotated[str, said("变化：新增、撤下、恢复或调整")]
    before: Annotated[PlanRow | None, said("原来的行；新增的行为 null")]
    after: Annotated[PlanRow | None, said("现在的行")]


class PlanDifferences(msgspec.Struct, kw_only=True):
    """Two editions of a plan, and the rows in which they differ."""

    before: Annotated[EditionShown, said("较早的一版")]
    after: Annotated[EditionShown, said("较晚的一版")]
    rows: Annotated[list[RowDifference], said("不同的各行，按编号")]


@get(
    f"{PATH}/{{record_no:str}}/differences",
    summary="计划两个版本之间逐行的变化",
    responses=refusals(404),
    sync_to_thread=True,
    opt={"record": (PLAN, "record_no")},
)
def get_plan_differences(
    bench: NamedDependency[Workbench], record_no: RecordNo, first: From = None, second: To = None
) -> PlanDifferences:
    """The original against the current edition, or any two."""
    with bench.view() as view:
        before, after, rows = compare_editions(view, record_no, first, second)
    return PlanDifferences(
        before=_edition(before),
        after=_edition(after),
        rows=[
            RowDifference(row_no=row.row_no, change=row.change, before=row.before, after=row.after)
            for row in rows
        ],
    )


def _edition(edition: Edition) -> EditionShown:
    return EditionShown(
        version=edition.version,
        on=edition.step.on,
        actor=edition.step.actor,
        reason=edition.step.reason,
        batches=sum(row.batches for row in edition.rows),
    )


router = Router(
    path="/",
    route_handlers=[
        opening(PATH, PLAN, steps.draft_plan, NewPlan),
        listing(PATH, PLAN, "list_plan_work"),
        showing(PATH, PLAN, "get_plan_work"),
        stepping(PATH, PLAN, "edit", steps.edit_plan, PlanEdit),
        stepping(PATH, PLAN, "approve", steps.approve_plan, Form),
        stepping(PATH, PLAN, "propose", steps.propose_amendment, Amendment),
        stepping(PATH, PLAN, "amend", steps.approve_amendment, Form),
        stepping(PATH, PLAN, "decline", steps.decline_amendment, Form),
        stepping(PATH, PLAN, "close", steps.close_plan, Form),
        stepping(PATH, PLAN, "abandon", steps.abandon_plan, Form),
        get_plan_differences,
    ],
    opt={"action": "plan.read"},
    tags=["抽检计划办理"],
)
