"""Self-assessment packages: asking for one, its state, its file."""

import base64
import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import msgspec
from litestar import MediaType, Response, Router, get, post
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.response import File

from api.admission import Passage
from api.anchoring import seal_of
from api.commands import Delivery, Told, tagged
from api.jobs.worker import PackageWorker
from api.packaging import approved_snapshot
from api.refusals import PackagePeriodUnclear
from api.routes.package_events import get_package_events
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
from api.routes.shapes import PackageState, Page, said
from api.session import Archive
from domain.access.policy import EVERYWHERE
from sampling.listing import get_record
from sampling.packages import (
    CANCEL,
    REQUEST,
    PackageFileMissing,
    PackageNotReady,
    cancel_package,
    request_package,
)
from sampling.work.operation import Operation

ZIP = "application/zip"


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


class PackageSeal(msgspec.Struct, kw_only=True):
    """The seal beside a package."""

    package: Annotated[str, said("材料包文件名")]
    sha256: Annotated[str, said("材料包的 SHA-256")]
    sequence: Annotated[int, said("生成时审计链最近一条的编号")]
    hash: Annotated[str, said("该条的哈希")]
    at: Annotated[datetime, said("时刻（UTC）")]
    snapshot: Annotated[str | None, said("快照编号；未冻结草稿为 null")] = None
    signed_report: Annotated[str | None, said("已签名的自评报告的文件名")] = None
    signed_sha256: Annotated[str | None, said("已签名的自评报告的 SHA-256")] = None


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


@get(
    "/packages/{package_id:int}/file",
    summary="下载材料包",
    media_type=ZIP,
    response_headers=[
        ResponseHeader(name="ETag", description="文件的 SHA-256", value="", documentation_only=True),
        ResponseHeader(
            name="Repr-Digest", description="文件的 SHA-256（RFC 9530）", value="", documentation_only=True
        ),
    ],
    responses=refusals(404, 409),
    sync_to_thread=True,
    opt={"export": "自评材料包"},
)
def download_package(
    archive: NamedDependency[Archive],
    passage: NamedDependency[Passage],
    packages_folder: NamedDependency[Path],
    package_id: PackageNumber,
) -> File:
    """The file, provided that it still is what was made."""
    with archive.view() as view:
        row = get_record(view, "packages", package_id, passage.reach)
    if row["state"] != "done":
        raise PackageNotReady(package_id, row["state"])
    file = packages_folder / row["file_name"]
    digest = _digest(file)
    if digest is None or digest.hex() != row["sha256"]:
        raise PackageFileMissing(package_id, row["file_name"])
    headers = {
        "ETag": f'"{digest.hex()}"',
        "Repr-Digest": f"sha-256=:{base64.b64encode(digest).decode()}:",
    }
    return File(path=file, filename=row["file_name"], media_type=ZIP, headers=headers)


@get(
    "/packages/{package_id:int}/seal",
    summary="材料包的封签",
    description="与材料包一同保存（文件名加 .seal.json）：材料包的 SHA-256 和生成时审计链的根。",
    responses=refusals(404, 409),
    sync_to_thread=True,
)
def get_package_seal(
    archive: NamedDependency[Archive],
    passage: NamedDependency[Passage],
    packages_folder: NamedDependency[Path],
    package_id: PackageNumber,
) -> PackageSeal:
    """What the seal beside a package says."""
    with archive.view() as view:
        row = get_record(view, "packages", package_id, passage.reach)
    if row["state"] != "done":
        raise PackageNotReady(package_id, row["state"])
    file = seal_of(packages_folder / row["file_name"])
    try:
        return msgspec.json.decode(file.read_bytes(), type=PackageSeal)
    except (OSError, msgspec.DecodeError):
        raise PackageFileMissing(package_id, file.name) from None


def _digest(file: Path) -> bytes | None:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").digest()
    except OSError:
        return None


router = Router(
    path="/",
    route_handlers=[
        create_package,
        list_packages,
        get_package,
        cancel_making,
        download_package,
        get_package_seal,
        get_package_events,
    ],
    opt={"action": "packages.read"},
    tags=["自评材料包"],
)
