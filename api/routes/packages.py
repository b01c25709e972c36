"""Self-assessment packages: asking for one, calling it off, its state."""

from datetime import date
from typing import Annotated

from litestar import MediaType, Response, Router, get, post
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency
from litestar.params import JSONBody

from api.admission import Passage
from api.commands import Delivery, Told, tagged
from api.jobs.worker import PackageWorker
from api.packaging import approved_snapshot
from api.refusals import PackagePeriodUnclear
from api.routes.package_events import get_package_events
from api.routes.package_files import download_package, download_signed_report, get_package_seal
from api.routes.package_shapes import (
    BASE,
    STATES,
    CallingOff,
    Package,
    PackageNumber,
    PackageRequest,
    package_of,
)
from api.routes.paging import read_page
from api.routes.parameters import TAG, Cursor, Limit, YearFilter, choice, refusals, text
from api.routes.shapes import PackageState, Page
from api.session import Archive
from domain.access.policy import EVERYWHERE
from sampling.listing import get_record
from sampling.packages import (
    CANCEL,
    REQUEST,
    cancel_package,
    request_package,
)
from sampling.work.operation import Operation


@post(
    "/packages",
    status_code=202,
    media_type=MediaType.JSON,
    summary="申请生成自评材料包",
    description="材料包在后台生成；`Location` 给出查询其状态的地址。同样内容的材料包尚未完成时，返回原有的那一个。",
    response_headers=[
        ResponseHeader(name="Location", description="材料包的地址", value="", documentation_only=True)
    ],
    responses=refusals(404, 409, 413, 415, 422),
    sync_to_thread=True,
    opt={"action": "packages.make"},
)
def create_package(
    archive: NamedDependency[Archive],
    worker: NamedDependency[PackageWorker],
    delivery: NamedDependency[Delivery],
    data: JSONBody[PackageRequest],
) -> Response[Package]:
    """Queue a package after checking that its figures can be asked for at all."""

    def period() -> tuple[int, date]:
        if data.snapshot is not None and data.year is None and data.as_of is None:
            with archive.view() as view:
                fixed = approved_snapshot(view, data.snapshot).content
            return fixed.year, fixed.as_of
        if data.snapshot is not None or data.year is None or data.as_of is None:
            raise PackagePeriodUnclear
        return data.year, data.as_of

    def check() -> None:
        year, as_of = period()
        with archive.view() as view:
            archive.desk(view).assessor(year, as_of, area=data.area)

    def request(op: Operation) -> Told:
        year, as_of = period()
        number = request_package(op, year=year, as_of=as_of, area=data.area, snapshot=data.snapshot)
        package = package_of(get_record(op.connection, "packages", number, EVERYWHERE))
        return Told(package, location=f"{BASE}/{number}")

    answer = delivery.command(REQUEST, request, status=202, before=check)
    worker.wake()
    return answer


@post(
    "/packages/{package_id:int}/cancel",
    status_code=200,
    media_type=MediaType.JSON,
    summary="取消尚未完成的自评材料包",
    description="排队的不再生成，生成中的在当前一步之后停止；不留下任何文件。",
    responses=refusals(404, 409, 413, 415, 422),
    sync_to_thread=True,
    opt={"action": "packages.make"},
)
def cancel_making(
    delivery: NamedDependency[Delivery],
    passage: NamedDependency[Passage],
    package_id: PackageNumber,
    data: JSONBody[CallingOff],
) -> Response[Package]:
    """Call off what is not finished."""

    def cancel(op: Operation) -> Told:
        cancel_package(op, package_id, passage.reach, data.reason)
        return Told(package_of(get_record(op.connection, "packages", package_id, EVERYWHERE)))

    return delivery.command(CANCEL, cancel)


@get(
    "/packages",
    summary="材料包列表",
    description="按材料包编号排序，即按申请先后。",
    responses=refusals(),
    sync_to_thread=True,
)
def list_packages(
    archive: NamedDependency[Archive],
    passage: NamedDependency[Passage],
    in_state: Annotated[PackageState | None, choice("状态", STATES, name="state")] = None,
    year: YearFilter = None,
    area_code: Annotated[str | None, text("区划代码")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Package]:
    """List packages."""
    filters = {"state": in_state, "year": year, "area_code": area_code}
    with archive.view() as view:
        rows, following = read_page(view, "packages", filters, cursor, limit, passage.reach)
    return Page(items=[package_of(row) for row in rows], next_cursor=following)


@get(
    "/packages/{package_id:int}",
    media_type=MediaType.JSON,
    summary="一个材料包的状态",
    response_headers=[TAG],
    responses=refusals(404),
    sync_to_thread=True,
)
def get_package(
    archive: NamedDependency[Archive], passage: NamedDependency[Passage], package_id: PackageNumber
) -> Response[Package]:
    """One package by its number."""
    with archive.view() as view:
        return tagged(package_of(get_record(view, "packages", package_id, passage.reach)))


router = Router(
    path="/",
    route_handlers=[
        create_package,
        list_packages,
        get_package,
        cancel_making,
        download_package,
        download_signed_report,
        get_package_seal,
        get_package_events,
    ],
    opt={"action": "packages.read"},
    tags=["自评材料包"],
)
