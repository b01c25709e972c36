"""The files of a finished package: the package itself, the seal beside it, the report with its signature."""

import base64
import hashlib
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency
from litestar.response import File

from api.admission import Passage
from api.anchoring import seal_of
from api.routes.package_shapes import PackageNumber
from api.routes.parameters import refusals
from api.routes.shapes import said
from api.seals import signed_report_of
from api.session import Archive
from sampling.listing import get_record
from sampling.package_refusals import PackageFileMissing, PackageNotReady, ReportNotSigned

ZIP, PDF = "application/zip", "application/pdf"
DIGESTS = [
    ResponseHeader(name="ETag", description="文件的 SHA-256", value="", documentation_only=True),
    ResponseHeader(
        name="Repr-Digest", description="文件的 SHA-256（RFC 9530）", value="", documentation_only=True
    ),
]


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
    "/packages/{package_id:int}/file",
    summary="下载材料包",
    media_type=ZIP,
    response_headers=DIGESTS,
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
    row = _made(archive, passage, package_id)
    return _intact(package_id, packages_folder / row["file_name"], row["sha256"], ZIP)


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
    return _seal(package_id, packages_folder / _made(archive, passage, package_id)["file_name"])


@get(
    "/packages/{package_id:int}/signed-report",
    summary="下载已签名的自评报告",
    description="材料包中的自评报告加上单位证书的签名；只有由快照生成、且设好签名证书的才有。",
    media_type=PDF,
    response_headers=DIGESTS,
    responses=refusals(404, 409),
    sync_to_thread=True,
    opt={"export": "已签名的自评报告"},
)
def download_signed_report(
    archive: NamedDependency[Archive],
    passage: NamedDependency[Passage],
    packages_folder: NamedDependency[Path],
    package_id: PackageNumber,
) -> File:
    """The signed report beside the package, provided that it still is what the seal names."""
    package = packages_folder / _made(archive, passage, package_id)["file_name"]
    seal = _seal(package_id, package)
    if seal.signed_sha256 is None:
        raise ReportNotSigned(package_id)
    return _intact(package_id, signed_report_of(package), seal.signed_sha256, PDF)


def _made(archive: Archive, passage: Passage, package_id: int) -> dict[str, Any]:
    """The package's row. Raises `PackageNotReady` where it has no files."""
    with archive.view() as view:
        row = get_record(view, "packages", package_id, passage.reach)
    if row["state"] != "done":
        raise PackageNotReady(package_id, row["state"])
    return dict(row)


def _seal(package_id: int, package: Path) -> PackageSeal:
    file = seal_of(package)
    try:
        return msgspec.json.decode(file.read_bytes(), type=PackageSeal)
    except (OSError, msgspec.DecodeError):
        raise PackageFileMissing(package_id, file.name) from None


def _intact(package_id: int, file: Path, sha256: str, media_type: str) -> File:
    """The file with its digest, provided that it is the one of this digest."""
    digest = _digest(file)
    if digest is None or digest.hex() != sha256:
        raise PackageFileMissing(package_id, file.name)
    headers = {
        "ETag": f'"{digest.hex()}"',
        "Repr-Digest": f"sha-256=:{base64.b64encode(digest).decode()}:",
    }
    return File(path=file, filename=file.name, media_type=media_type, headers=headers)


def _digest(file: Path) -> bytes | None:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").digest()
    except OSError:
        return None
