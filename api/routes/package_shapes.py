"""How packages are asked for and shown."""

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar.params import PathParameter

from api.routes.shapes import PackageState, said
from domain.work.fields import prose
from sampling.listing import Row
from sampling.packages import read_failure

BASE = "/api/v1/packages"
STATES: tuple[str, ...] = ("queued", "running", "done", "failed", "cancelled")
PackageNumber = Annotated[int, PathParameter(ge=1, le=2**63 - 1, description="材料包编号，正整数")]


class PackageRequest(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which package is to be made: of a snapshot, or a draft of a year as of a day."""

    year: (
        Annotated[
            int,
            msgspec.Meta(
                ge=1900, le=2100, description="年度，1900 至 2100 的整数；由快照生成时不填", examples=[2023]
            ),
        ]
        | None
    ) = None
    as_of: Annotated[date | None, said("截止日，写作 2024-03-31；由快照生成时不填", "2024-03-31")] = None
    snapshot: (
        Annotated[
            str,
            msgspec.Meta(
                min_length=1,
                max_length=200,
                pattern=r"^[^\x00-\x1f\x7f]+$(?!\n)",
                description="已审定的快照编号；不填则为未冻结草稿，200 字以内",
            ),
        ]
        | None
    ) = None
    area: Annotated[
        str,
        msgspec.Meta(
            min_length=1,
            max_length=200,
            pattern=r"^[^\x00-\x1f\x7f]+$(?!\n)",
            description="辖区区划代码，200 字以内",
            examples=["320400"],
        ),
    ]


class CallingOff(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Why a package is not to be made."""

    reason: Annotated[str, prose("理由", 1_000)] | None = None


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
    state: Annotated[
        PackageState, said("queued 排队；running 生成中；done 已生成；failed 失败；cancelled 已取消")
    ]
    requested_at: Annotated[str, said("申请时间（UTC）")]
    requested_by: Annotated[str, said("申请人")]
    finished_at: Annotated[str | None, said("完成时间（UTC）")]
    file: Annotated[str | None, said("下载地址；生成后才有")]
    size: Annotated[int | None, said("文件大小（字节）")]
    sha256: Annotated[str | None, said("文件的 SHA-256")]
    failure: Annotated[Failure | None, said("失败或曾经中断的原因")]
    snapshot: Annotated[str | None, said("快照编号；未冻结草稿为 null")]
    done_steps: Annotated[int, said("已完成的步数")]
    all_steps: Annotated[int, said("总步数；尚未开始为 0")]
    step: Annotated[str | None, said("正在进行的一步")]


def package_of(row: Row) -> Package:
    """The shape of a stored package."""
    shown: dict[str, Any] = {name: row[name] for name in Package.__struct_fields__ if name != "file"}
    done = row["state"] == "done"
    shown |= {
        "file": f"{BASE}/{row['id']}/file" if done else None,
        "failure": read_failure(row["failure"]),
    }
    return msgspec.convert(shown, Package)
