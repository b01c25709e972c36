"""Disposal tasks that follow unqualified samples."""

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
from api.routes.shapes import DisposalSide, DisposalState, Page, said
from api.session import Archive
from sampling.listing import get_record


class Disposal(msgspec.Struct, kw_only=True):
    """A disposal task; a sheet can have several, at its producer's and its seller's."""

    task_no: Annotated[str, said("处置编号")]
    sheet_no: Annotated[str, said("抽样编号")]
    side: Annotated[DisposalSide, said("处置环节")]
    area_code: Annotated[str, said("区划代码", "320412")]
    received_on: Annotated[date, said("收到日期")]
    started_on: Annotated[date | None, said("启动日期")]
    completed_on: Annotated[date | None, said("完成日期")]
    extension_days: Annotated[int | None, said("批准延期天数")]
    state: Annotated[DisposalState, said("状态")]


@get(
    "/disposals",
    summary="核查处置任务列表",
    description="按处置编号排序。",
    responses=refusals(404),
    sync_to_thread=True,
)
def list_disposals(
    archive: NamedDependency[Archive],
    passage: NamedDependency[Passage],
    area: AreaFilter = None,
    year: YearFilter = None,
    sheet_no: Annotated[str | None, text("抽样编号")] = None,
    side: Annotated[DisposalSide | None, choice("处置环节", ("生产", "经营"))] = None,
    in_state: Annotated[
        DisposalState | None, choice("状态", ("办理中", "完成", "撤销"), name="state")
    ] = None,
    received_from: Annotated[date | None, day("收到日期不早于")] = None,
    received_to: Annotated[date | None, day("收到日期不晚于")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Disposal]:
    """List disposal tasks; `year` is that of the day of receipt."""
    filters = {
        "area": area,
        "year": year,
        "sheet_no": sheet_no,
        "side": side,
        "state": in_state,
        "received_from": received_from,
        "received_to": received_to,
    }
    with archive.view() as view:
        rows, following = read_page(view, "disposals", filters, cursor, limit, passage.reach)
    return Page(items=msgspec.convert(rows, list[Disposal]), next_cursor=following)


@get(
    "/disposals/{task_no:str}",
    media_type=MediaType.JSON,
    summary="一个核查处置任务",
    response_headers=[TAG],
    responses=refusals(404),
    sync_to_thread=True,
)
def get_disposal(
    archive: NamedDependency[Archive],
    passage: NamedDependency[Passage],
    task_no: Annotated[str, PathParameter(description="处置编号")],
) -> Response[Disposal]:
    """One task by its number."""
    with archive.view() as view:
        return tagged(msgspec.convert(get_record(view, "disposals", task_no, passage.reach), Disposal))


router = Router(
    path="/",
    route_handlers=[list_disposals, get_disposal],
    opt={"action": "disposal.read"},
    tags=["核查处置"],
)
