"""Self-assessment packages: asking for one, its state, its file."""

import base64
import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
from litestar import MediaType, Response, Router, get, post
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter
from litestar.response import File

from api.admission import Passage
from api.anchoring import seal_of
from api.commands import Delivery, Told, tagged
from api.jobs.worker import PackageWorker
from api.routes.paging import read_page
from api.routes.parameters import TAG, Cursor, Limit, YearFilter, choice, refusals, text
from api.routes.shapes import PackageState, Page, said
from api.session import Archive
from domain.access.policy import EVERYWHERE
from sampling.listing import Row, get_record
from sampling.packages import (
    REQUEST,
    PackageFileMissing,
    PackageNotReady,
    read_failure,
    request_package,
)
from sampling.work.operation import Operation

BASE = "/api/v1/packages"
ZIP = "application/zip"
STATES: tuple[str, ...] = ("queued", "running", "done", "failed")
PackageNumber = Annotated[int, PathParameter(ge=1, le=2**63 - 1, description="材料包编号，正整数")]


class PackageRequest(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which package is to be made."""

    year: Annotated[
        int, msgspec.Meta(ge=1900, le=2100, description="年度，1900 至 2100 的整数", examples=[2023])
    ]
    as_of: Annotated[date, said("截止日，写作 2024-03-31", "2024-03-31")]
    area: Annotated[
        str,
        msgspec.Meta(
            min_length=1,
            max_length=200,
            pattern=r"^[^\x00-\x1f\x7f]+$",
            description="辖区区划代码，200 字以内",
            examples=["320400"],
        ),
    ]


class Failure(msgspec.Struct, kw_only=True):
    """Why a package could not be made, or that its making was cut off and starts again."""

    code: Annotated[str, said("错误代码")]
    message: Annotated[str, said("说明")]


class Package(msgspec.Struct, kw_only=True):
    """A package and its state."""

    id: Annotated[int, said("材料包编号")]
    year: Annotated[int, said("年度", 2023)]
    as_of: Annotated[date, said("截止日")]
    area_code: Annotated[str, said("区划代码", "320400")]
    state: Annotated[PackageState, said("queued 排队；running 生成中；done 已生成；failed 失败")]
    requested_at: Annotated[str, said("申请时间（UTC）")]
    requested_by: Annotated[str, said("申请人")]
    finished_at: Annotated[str | None, said("完成时间（UTC）")]
    file: Annotated[str | None, said("下载地址；生成后才有")]
    size: Annotated[int | None, said("文件大小（字节）")]
    sha256: Annotated[str | None, said("文件的 SHA-256")]
    failure: Annotated[Failure | None, said("失败或曾经中断的原因")]


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

    def check() -> None:
        with archive.view() as view:
            archive.desk(view).assessor(data.year, data.as_of, area=data.area)

    def request(op: Operation) -> Told:
        number = request_package(op, year=data.year, as_of=data.as_of, area=data.area)
        package = package_of(get_record(op.connection, "packages", number, EVERYWHERE))
        return Told(package, location=f"{BASE}/{number}")

    answer = delivery.command(REQUEST, request, status=202, before=check)
    worker.wake()
    return answer


class PackageSeal(msgspec.Struct, kw_only=True):
    """The seal beside a package."""

    package: Annotated[str, said("材料包文件名")]
    sha256: Annotated[str, said("材料包的 SHA-256")]
    sequence: Annotated[int, said("生成时审计链最近一条的编号")]
    hash: Annotated[str, said("该条的哈希")]
    at: Annotated[datetime, said("时刻（UTC）")]


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


def package_of(row: Row) -> Package:
    """The shape of a stored package."""
    shown: dict[str, Any] = {name: row[name] for name in Package.__struct_fields__ if name != "file"}
    done = row["state"] == "done"
    shown |= {
        "file": f"{BASE}/{row['id']}/file" if done else None,
        "failure": read_failure(row["failure"]),
    }
    return msgspec.convert(shown, Package)


def _digest(file: Path) -> bytes | None:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").digest()
    except OSError:
        return None


router = Router(
    path="/",
    route_handlers=[create_package, list_packages, get_package, download_package, get_package_seal],
    opt={"action": "packages.read"},
    tags=["自评材料包"],
)
