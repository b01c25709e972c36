"""Enterprises: producers, sellers and caterers, by their unified social credit code."""

from datetime import date
from typing import Annotated

import msgspec
from litestar import MediaType, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from api.admission import Passage
from api.commands import tagged
from api.routes.paging import read_page
from api.routes.parameters import TAG, AreaFilter, Cursor, Limit, choice, day, refusals, text
from api.routes.shapes import Page, RiskGrade, Stage, Tag, said, values_of
from api.session import Archive
from domain.exchange.choices import ENTERPRISE_TAGS, STAGES
from sampling.listing import Row, get_record


class Enterprise(msgspec.Struct, kw_only=True):
    """An enterprise as it stands in the register now."""

    credit_code: Annotated[str, said("统一社会信用代码")]
    name: Annotated[str, said("名称", "示例食品有限公司（合成数据）")]
    area_code: Annotated[str, said("区划代码", "320412")]
    stage: Annotated[Stage, said("环节")]
    trade: Annotated[str, said("业态", "食品生产企业")]
    founded_on: Annotated[date, said("成立日期")]
    closed_on: Annotated[date | None, said("退出日期；在营为 null")]
    risk_grade: Annotated[RiskGrade | None, said("风险等级")]
    tags: Annotated[list[Tag], said("标签")]
    online_kitchen: Annotated[bool | None, said("互联网明厨亮灶；未知为 null")]
    haccp: Annotated[bool | None, said("HACCP；未知为 null")]
    traceable: Annotated[bool | None, said("可追溯；未知为 null")]
    confirmed: Annotated[bool, said("是否已核实；由国家系统导出带入、尚待核实的主体为 false，不计入任何分母")]


@get(
    "/enterprises",
    summary="主体列表",
    description="按统一社会信用代码排序。",
    responses=refusals(404),
    sync_to_thread=True,
)
def list_enterprises(
    archive: NamedDependency[Archive],
    passage: NamedDependency[Passage],
    area: AreaFilter = None,
    stage: Annotated[Stage | None, choice("环节", STAGES)] = None,
    trade: Annotated[str | None, text("业态")] = None,
    tag: Annotated[Tag | None, choice("标签", ENTERPRISE_TAGS)] = None,
    risk_grade: Annotated[RiskGrade | None, choice("风险等级", ("A", "B", "C", "D"))] = None,
    name: Annotated[str | None, text("名称包含的文字")] = None,
    active_on: Annotated[date | None, day("该日在营")] = None,
    confirmed: Annotated[bool | None, QueryParameter(description="是否已核实，true 或 false")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Enterprise]:
    """List enterprises."""
    filters = {
        "area": area,
        "stage": stage,
        "trade": trade,
        "tag": tag,
        "risk_grade": risk_grade,
        "name": name,
        "active_on": active_on,
        "confirmed": confirmed,
    }
    with archive.view() as view:
        rows, following = read_page(view, "enterprises", filters, cursor, limit, passage.reach)
    return Page(items=[enterprise_of(row) for row in rows], next_cursor=following)


@get(
    "/enterprises/{credit_code:str}",
    media_type=MediaType.JSON,
    summary="一个主体",
    response_headers=[TAG],
    responses=refusals(404),
    sync_to_thread=True,
)
def get_enterprise(
    archive: NamedDependency[Archive],
    passage: NamedDependency[Passage],
    credit_code: Annotated[str, PathParameter(description="统一社会信用代码")],
) -> Response[Enterprise]:
    """One enterprise by its credit code."""
    with archive.view() as view:
        return tagged(enterprise_of(get_record(view, "enterprises", credit_code, passage.reach)))


def enterprise_of(row: Row) -> Enterprise:
    """The shape of a stored enterprise."""
    return msgspec.convert(row | {"tags": values_of(row["tags"])}, Enterprise)


router = Router(
    path="/",
    route_handlers=[list_enterprises, get_enterprise],
    opt={"action": "enterprises.read"},
    tags=["主体"],
)
