"""The register of organisations: listing, one, registering and changing."""

from typing import Annotated

from litestar import MediaType, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter

from api.commands import Told, Update, tagged
from api.etags import Current, etag_of
from api.routes.cursor import decode_cursor, encode_cursor, question_of
from api.routes.parameters import TAG, AreaFilter, Cursor, Limit, choice, refusals
from api.routes.shapes import Page
from api.routes.work_routes import REFUSED, STALE
from api.workbench import Workbench
from domain.organisations import Organisation, OrganisationKind
from sampling import organisations
from sampling.work.operation import Operation

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
    media_type=MediaType.JSON,
    status_code=200,
    summary="登记或变更机构",
    description="代码已登记的，按所给内容变更（须以 If-Match 给出所见版本）；停用填写停用日期，机构不删除。",
    response_headers=[TAG],
    responses=refusals(*REFUSED, *STALE),
    sync_to_thread=True,
    opt={"action": "registers.write"},
)
def put_organisation(update: NamedDependency[Update], data: JSONBody[Organisation]) -> Response[Organisation]:
    """Register an organisation, or change it."""

    def current(op: Operation) -> Current | None:
        stored = organisations.held_organisation(op, data.code)
        return None if stored is None else Current(etag_of(stored), lambda: stored)

    def put(op: Operation) -> Told:
        made = organisations.put_organisation(op, data)
        return Told(made, etag_of(made))

    return update.command("organisation.put", current, put)


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


@get(
    "/organisations/{code:str}",
    media_type=MediaType.JSON,
    summary="一个机构",
    response_headers=[TAG],
    responses=refusals(404),
    sync_to_thread=True,
)
def get_organisation(
    bench: NamedDependency[Workbench],
    code: Annotated[str, PathParameter(max_length=200, description="机构代码")],
) -> Response[Organisation]:
    """One organisation by its code."""
    with bench.view() as view:
        found = organisations.get_organisation(view, code)
    return tagged(found, etag_of(found))


router = Router(
    path="/",
    route_handlers=[put_organisation, list_organisations, get_organisation],
    opt={"action": "registers.read"},
    tags=["机构"],
)
