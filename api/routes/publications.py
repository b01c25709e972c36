"""Publication lists of a period: one as CSV, or both as a workbook."""

import io
from datetime import date
from typing import Annotated, Literal

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.routes.parameters import EXAMPLE_DAY, AreaFilter, choice, refusals
from api.workbench import Workbench
from sampling.publishing import PublicationLists, as_csv, publication_lists, write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTS = ("qualified", "unqualified")

FirstDay = Annotated[
    date, QueryParameter(name="from", description="报告日期起，写作 2024-03-31", examples=EXAMPLE_DAY)
]
LastDay = Annotated[
    date, QueryParameter(name="to", description="报告日期止，写作 2024-03-31", examples=EXAMPLE_DAY)
]
AsOf = Annotated[
    date | None, QueryParameter(description="复检、异议改判计至这一天，写作 2024-03-31；不填为今天")
]
Publisher = Annotated[str, QueryParameter(min_length=1, max_length=200, description="发布单位，200 字以内")]
_ABOUT = (
    "只列监督抽检中已签发的报告，取最新版本，按所问日期的改判情况；风险监测和问题项不列入。"
    "列同公开的抽检公告；含合成数据的，备注中逐行注明。"
)


@get(
    "/publication-lists",
    summary="公布名单（CSV）",
    description=_ABOUT,
    media_type="text/csv",
    responses=refusals(404, 422),
    sync_to_thread=True,
    opt={"area": True, "export": "公布名单"},
)
def get_publication_list(
    bench: NamedDependency[Workbench],
    first: FirstDay,
    last: LastDay,
    publisher: Publisher,
    which: Annotated[Literal["qualified", "unqualified"], choice("名单，合格或不合格", LISTS, name="list")],
    area: AreaFilter = None,
    as_of: AsOf = None,
) -> Response[bytes]:
    """One list."""
    lists = _lists(bench, first, last, area, as_of, publisher)
    rows = lists.qualified if which == "qualified" else lists.unqualified
    return _download(as_csv(rows).encode("utf-8-sig"), f"{which}.csv", "text/csv")


@get(
    "/publication-lists/workbook",
    summary="公布名单（XLSX，合格和不合格各一表）",
    description=_ABOUT,
    media_type=XLSX,
    responses=refusals(404, 422),
    sync_to_thread=True,
    opt={"area": True, "export": "公布名单"},
)
def get_publication_workbook(
    bench: NamedDependency[Workbench],
    first: FirstDay,
    last: LastDay,
    publisher: Publisher,
    area: AreaFilter = None,
    as_of: AsOf = None,
) -> Response[bytes]:
    """Both lists."""
    book = io.BytesIO()
    write_workbook(_lists(bench, first, last, area, as_of, publisher), book)
    return _download(book.getvalue(), "publication-lists.xlsx", XLSX)


def _lists(
    bench: Workbench, first: date, last: date, area: str | None, as_of: date | None, publisher: str
) -> PublicationLists:
    with bench.view() as view:
        return publication_lists(
            view,
            first=first,
            last=last,
            area=area,
            as_of=as_of or bench.today,
            publisher=publisher,
            published_on=bench.today,
        )


def _download(content: bytes, name: str, media_type: str) -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


router = Router(
    path="/",
    route_handlers=[get_publication_list, get_publication_workbook],
    opt={"action": "publications.read"},
    tags=["结果公布"],
)
