"""Sampling sheets with their test items, re-inspections and objections."""

from datetime import date
from typing import Annotated

import msgspec
from litestar import MediaType, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import PathParameter

from api.admission import Passage
from api.commands import tagged
from api.routes.paging import read_page
from api.routes.parameters import TAG, AreaFilter, Cursor, Limit, YearFilter, choice, day, refusals, text
from api.routes.shapes import (
    Acceptance,
    Conclusion,
    ItemClass,
    ItemVerdict,
    Page,
    ReviewKind,
    SheetState,
    Stage,
    TaskKind,
    TaskLevel,
    said,
    values_of,
)
from api.session import Archive
from domain.access.permission_errors import BlindSearch
from domain.access.reading import load_policy
from domain.exchange.choices import SHEET_STATES, STAGES, TASK_KINDS, TASK_LEVELS
from sampling.listing import Row, add_sheet_parts, get_record
from sampling.work.showing import displayed_rows


class Item(msgspec.Struct, kw_only=True):
    """A test item; results and limits are text as the laboratory wrote them."""

    item_name: Annotated[str, said("检验项目", "菌落总数")]
    item_class: Annotated[ItemClass, said("项目类别")]
    result: Annotated[str | None, said("检验结果", "＜10")]
    unit: Annotated[str | None, said("结果单位", "CFU/g")]
    max_limit: Annotated[str | None, said("最大允许限")]
    min_limit: Annotated[str | None, said("最小允许限")]
    verdict: Annotated[ItemVerdict, said("结果判定")]
    method_basis: Annotated[str | None, said("检验依据")]
    judgement_basis: Annotated[str | None, said("判定依据")]


class Review(msgspec.Struct, kw_only=True):
    """A re-inspection or an objection."""

    kind: Annotated[ReviewKind, said("类型")]
    applied_on: Annotated[date, said("申请日期")]
    acceptance: Annotated[Acceptance | None, said("受理情况")]
    concluded_on: Annotated[date | None, said("结论日期")]
    conclusion: Annotated[Conclusion | None, said("结论")]


class Sheet(msgspec.Struct, kw_only=True):
    """A sampling sheet."""

    sheet_no: Annotated[str, said("抽样编号")]
    task_kind: Annotated[TaskKind, said("任务类别")]
    level: Annotated[TaskLevel, said("任务级别")]
    plan_no: Annotated[str | None, said("计划编号")]
    state: Annotated[SheetState, said("抽样单状态")]
    stage: Annotated[Stage, said("抽样环节")]
    place: Annotated[str, said("抽样场所", "超市")]
    area_code: Annotated[str, said("抽样地区划代码", "320412")]
    unit_code: Annotated[str | None, said("被抽样单位信用代码")]
    unit_name: Annotated[str, said("被抽样单位名称", "示例超市（合成数据）")]
    producer_code: Annotated[str | None, said("标称生产企业信用代码；未知或在外地为 null")]
    producer_name: Annotated[str | None, said("标称生产企业名称", "示例食品有限公司（合成数据）")]
    sample_name: Annotated[str, said("样品名称", "示例糕点（合成数据）")]
    category: Annotated[str, said("食品大类", "糕点")]
    produced_on: Annotated[date | None, said("生产日期")]
    batch_no: Annotated[str | None, said("批号")]
    sampled_on: Annotated[date, said("抽样日期")]
    samplers: Annotated[list[str], said("抽样人员")]
    laboratory: Annotated[str | None, said("承检机构")]
    received_on: Annotated[date | None, said("收样日期")]
    report_no: Annotated[str | None, said("报告书编号")]
    reported_on: Annotated[date | None, said("报告日期")]
    items: Annotated[list[Item], said("检验项目，按文件中的顺序；尚无结果时为空")]
    reviews: Annotated[list[Review], said("复检和异议，按申请日期")]


@get(
    "/sheets",
    summary="抽样单列表",
    description="按抽样编号排序，每张抽样单带检验项目、复检和异议。",
    responses=refusals(404),
    sync_to_thread=True,
)
def list_sheets(
    archive: NamedDependency[Archive],
    passage: NamedDependency[Passage],
    area: AreaFilter = None,
    year: YearFilter = None,
    task_kind: Annotated[TaskKind | None, choice("任务类别", TASK_KINDS)] = None,
    level: Annotated[TaskLevel | None, choice("任务级别", TASK_LEVELS)] = None,
    in_state: Annotated[SheetState | None, choice("抽样单状态", SHEET_STATES, name="state")] = None,
    stage: Annotated[Stage | None, choice("抽样环节", STAGES)] = None,
    category: Annotated[str | None, text("食品大类")] = None,
    plan_no: Annotated[str | None, text("计划编号")] = None,
    unit_code: Annotated[str | None, text("被抽样单位信用代码")] = None,
    producer_code: Annotated[str | None, text("标称生产企业信用代码")] = None,
    sample: Annotated[str | None, text("样品名称包含的文字")] = None,
    unit: Annotated[str | None, text("被抽样单位名称包含的文字")] = None,
    producer: Annotated[str | None, text("标称生产企业名称包含的文字")] = None,
    sampled_from: Annotated[date | None, day("抽样日期不早于")] = None,
    sampled_to: Annotated[date | None, day("抽样日期不晚于")] = None,
    reported_from: Annotated[date | None, day("报告日期不早于")] = None,
    reported_to: Annotated[date | None, day("报告日期不晚于")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Sheet]:
    """List sheets; `year` is that of the sampling day."""
    filters = {
        "area": area,
        "year": year,
        "task_kind": task_kind,
        "level": level,
        "state": in_state,
        "stage": stage,
        "category": category,
        "plan_no": plan_no,
        "unit_code": unit_code,
        "producer_code": producer_code,
        "sample": sample,
        "unit": unit,
        "producer": producer,
        "sampled_from": sampled_from,
        "sampled_to": sampled_to,
        "reported_from": reported_from,
        "reported_to": reported_to,
    }
    if (unit or unit_code or producer or producer_code) and load_policy().is_blind(passage.actor):
        raise BlindSearch
    with archive.view() as view:
        rows, following = read_page(view, "sheets", filters, cursor, limit, passage.reach)
        sheets = displayed_rows(view, passage.actor, add_sheet_parts(view, rows))
    return Page(items=[sheet_of(sheet) for sheet in sheets], next_cursor=following)


@get(
    "/sheets/{sheet_no:str}",
    media_type=MediaType.JSON,
    summary="一张抽样单",
    response_headers=[TAG],
    responses=refusals(404),
    sync_to_thread=True,
)
def get_sheet(
    archive: NamedDependency[Archive],
    passage: NamedDependency[Passage],
    sheet_no: Annotated[str, PathParameter(description="抽样编号")],
) -> Response[Sheet]:
    """One sheet by its number."""
    with archive.view() as view:
        rows = add_sheet_parts(view, [get_record(view, "sheets", sheet_no, passage.reach)])
        return tagged(sheet_of(displayed_rows(view, passage.actor, rows)[0]))


def sheet_of(row: Row) -> Sheet:
    """The shape of a stored sheet with its parts."""
    return msgspec.convert(row | {"samplers": values_of(row["samplers"])}, Sheet)


router = Router(
    path="/", route_handlers=[list_sheets, get_sheet], opt={"action": "sheet.read"}, tags=["抽样检验"]
)
