"""Areas: the city, its districts and their towns."""

from typing import Annotated

import msgspec
from litestar import MediaType, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import PathParameter

from api.admission import Passage
from api.commands import tagged
from api.routes.paging import read_page
from api.routes.parameters import TAG, AreaFilter, Cursor, Limit, choice, refusals, text
from api.routes.shapes import AreaLevel, Page, said
from api.session import Archive
from domain.exchange.choices import AREA_LEVELS
from sampling.listing import get_record


class Area(msgspec.Struct, kw_only=True):
    """An area. It belongs to the area that its parent code names, whatever the digits of its own code."""

    code: Annotated[str, said("区划代码", "320412")]
    name: Annotated[str, said("名称", "武进区")]
    level: Annotated[AreaLevel, said("级别")]
    parent_code: Annotated[str | None, said("上级代码；最上级为 null", "320400")]


@get(
    "/areas",
    summary="辖区列表",
    description="按区划代码排序。`area` 给出该辖区及其全部下级，按上级代码归属，不看代码数字。",
    responses=refusals(404),
    sync_to_thread=True,
)
def list_areas(
    archive: NamedDependency[Archive],
    passage: NamedDependency[Passage],
    area: AreaFilter = None,
    parent: Annotated[str | None, text("上级代码（只列直接下级）")] = None,
    level: Annotated[AreaLevel | None, choice("级别", AREA_LEVELS)] = None,
    name: Annotated[str | None, text("名称包含的文字")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Area]:
    """List areas."""
    filters = {"area": area, "parent": parent, "level": level, "name": name}
    with archive.view() as view:
        rows, following = read_page(view, "areas", filters, cursor, limit, passage.reach)
    return Page(items=msgspec.convert(rows, list[Area]), next_cursor=following)


@get(
    "/areas/{code:str}",
    media_type=MediaType.JSON,
    summary="一个辖区",
    response_headers=[TAG],
    responses=refusals(404),
    sync_to_thread=True,
)
def get_area(
    archive: NamedDependency[Archive],
    passage: NamedDependency[Passage],
    code: Annotated[str, PathParameter(description="区划代码")],
) -> Response[Area]:
    """One area by its code."""
    with archive.view() as view:
        return tagged(msgspec.convert(get_record(view, "areas", code, passage.reach), Area))


router = Router(
    path="/", route_handlers=[list_areas, get_area], opt={"action": "registers.read"}, tags=["辖区"]
)
