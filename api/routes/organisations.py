"""The register of organisations: listing, one, registering and changing."""

from typing import Annotated

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter

from api.routes.cursor import decode_cursor, encode_cursor, question_of
from api.routes.parameters import AreaFilter, Cursor, Limit, choice, refusals
from api.routes.shapes import Page
from api.routes.work_routes import REFUSED
from api.workbench import Workbench
from domain.organisations import Organisation, OrganisationKind
from sampling import organisations

KINDS = (
    "市场监督管理局",
    "市场监督管理分局",
    "检验机构",
    "农业农村",
    "教育",
    "卫生健康",
    "发展改革",
    "城市管理",
    "食安办",
    "评审机构",
    "其他",
)


@post(
    "/organisations",
    status_code=200,
    summary="登记或变更机构",
    description="代码已登记的，按所给内容变更；停用填写停用日期，机构不删除。",
    responses=refusals(*REFUSED),
    sync_to_thread=True,
)
def put_organisation(bench: NamedDependency[Workbench], data: JSONBody[Organisation]) -> Organisation:
    """Register an organisation, or change it."""
    with bench.operation("organisation.put") as op:
        return organisations.put_organisation(op, data)


@get(
    "/organisations",
    summary="机构列表",
    description="按机构代码排序。",
    responses=refusals(404),
    sync_to_thread=True,
)
def list_organisations(
    bench: NamedDependency[Workbench],
    area: AreaFilter = None,
    kind: Annotated[OrganisationKind | None, choice("机构类别", KINDS)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Organisation]:
    """List organisations."""
    filters = {"area": area, "kind": kind}
    question = question_of("organisations", filters)
    after = str(decode_cursor(question, cursor, [str])[0]) if cursor is not None else None
    with bench.view() as view:
        found, following = organisations.list_organisations(view, filters, after=after, limit=limit)
    return Page(items=found, next_cursor=encode_cursor(question, [following]) if following else None)


@get("/organisations/{code:str}", summary="一个机构", responses=refusals(404), sync_to_thread=True)
def get_organisation(
    bench: NamedDependency[Workbench],
    code: Annotated[str, PathParameter(max_length=200, description="机构代码")],
) -> Organisation:
    """One organisation by its code."""
    with bench.view() as view:
        return organisations.get_organisation(view, code)


router = Router(
    path="/", route_handlers=[put_organisation, list_organisations, get_organisation], tags=["机构"]
)
