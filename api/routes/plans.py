"""Sampling plans, with their progress as of a day."""

from datetime import date
from typing import Annotated

import msgspec
from litestar import MediaType, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import PathParameter
from sqlalchemy import Connection

from api.admission import Passage
from api.commands import tagged
from api.refusals import ParameterInvalid
from api.routes.paging import read_page
from api.routes.parameters import (
    TAG,
    AreaFilter,
    CityChoice,
    Cursor,
    Limit,
    YearFilter,
    choice,
    day,
    refusals,
    text,
)
from api.routes.shapes import Page, PlanKind, Stage, TaskLevel, said
from api.session import Archive
from domain.exchange.choices import PLAN_KINDS, STAGES, TASK_LEVELS
from domain.indicators.ledgers import plan_ledger
from sampling.listing import Row, get_record


class PlanProgress(msgspec.Struct, kw_only=True):
    """How far a plan row is filled; what one row has too many helps no other."""

    as_of: Annotated[date, said("截止日")]
    planned: Annotated[int, said("计划批次")]
    counted: Annotated[int, said("计入本行的批次")]
    completed: Annotated[int, said("完成批次，即计入批次与计划批次中较小者")]


class Plan(msgspec.Struct, kw_only=True):
    """One row of a year's sampling plan."""

    plan_no: Annotated[str, said("计划编号")]
    year: Annotated[int, said("年份", 2023)]
    kind: Annotated[PlanKind, said("类别")]
    level: Annotated[TaskLevel, said("任务级别")]
    area_code: Annotated[str, said("区划代码", "320412")]
    category: Annotated[str, said("食品大类", "食用农产品")]
    stage: Annotated[Stage | None, said("环节；null 为不限")]
    batches: Annotated[int, said("计划批次")]
    progress: Annotated[PlanProgress | None, said("进度；请求没有给出 as_of，或该计划不属于本市时为 null")]


@get(
    "/plans",
    summary="抽检计划列表",
    description="按计划编号排序。同时给出 `year` 和 `as_of` 时，每行带截至该日的进度。",
    responses=refusals(404, 422),
    sync_to_thread=True,
)
def list_plans(
    archive: NamedDependency[Archive],
    passage: NamedDependency[Passage],
    year: YearFilter = None,
    as_of: Annotated[date | None, day("进度的截止日，须同时给出 year")] = None,
    area: AreaFilter = None,
    kind: Annotated[PlanKind | None, choice("类别", PLAN_KINDS)] = None,
    level: Annotated[TaskLevel | None, choice("任务级别", TASK_LEVELS)] = None,
    category: Annotated[str | None, text("食品大类")] = None,
    stage: Annotated[Stage | None, choice("环节", STAGES)] = None,
    city: CityChoice = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Plan]:
    """List plan rows."""
    if as_of is not None and year is None:
        raise ParameterInvalid({"year": "不能缺少：给出 as_of 时须同时给出 year"})
    filters = {
        "year": year,
        "area": area,
        "kind": kind,
        "level": level,
        "category": category,
        "stage": stage,
    }
    with archive.view() as view:
        rows, following = read_page(view, "plans", filters, cursor, limit, passage.reach)
        known = (
            progress_of(archive, view, year, as_of, city) if year is not None and as_of is not None else {}
        )
    return Page(items=[_plan(row, known) for row in rows], next_cursor=following)


@get(
    "/plans/{plan_no:str}",
    media_type=MediaType.JSON,
    summary="一行抽检计划",
    response_headers=[TAG],
    responses=refusals(404, 422),
    sync_to_thread=True,
)
def get_plan(
    archive: NamedDependency[Archive],
    passage: NamedDependency[Passage],
    plan_no: Annotated[str, PathParameter(description="计划编号")],
    as_of: Annotated[date | None, day("进度的截止日")] = None,
    city: CityChoice = None,
) -> Response[Plan]:
    """One plan row by its number."""
    with archive.view() as view:
        row = get_record(view, "plans", plan_no, passage.reach)
        known = progress_of(archive, view, row["year"], as_of, city) if as_of is not None else {}
    return tagged(_plan(row, known))


def progress_of(
    archive: Archive, view: Connection, year: int, as_of: date, city: str | None
) -> dict[str, PlanProgress]:
    """Progress of every plan row of the city's year, by plan number."""
    assessor = archive.assessor(view, year, as_of, city=city, area=None)
    ledger = plan_ledger(assessor, assessor.city)
    return {
        plan_no: PlanProgress(as_of=as_of, planned=planned, counted=counted, completed=completed)
        for plan_no, planned, counted, completed in ledger.select(
            "plan_no", "planned", "counted", "completed"
        ).iter_rows()
    }


def _plan(row: Row, known: dict[str, PlanProgress]) -> Plan:
    return msgspec.convert(row | {"progress": known.get(row["plan_no"])}, Plan)


router = Router(
    path="/", route_handlers=[list_plans, get_plan], opt={"action": "plan.read"}, tags=["抽检计划"]
)
