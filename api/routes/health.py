"""Whether the service runs, and whether it can answer."""

from typing import Annotated, Literal

import msgspec
from litestar import Router, get
from litestar.di import NamedDependency

from api.routes.parameters import refusals
from api.routes.shapes import said
from api.session import Archive
from sampling.store.version import HEAD


class Live(msgspec.Struct, kw_only=True):
    """The process answers."""

    status: Literal["ok"]


class Ready(msgspec.Struct, kw_only=True):
    """The database can be reached and is at the program's revision."""

    status: Literal["ok"]
    revision: Annotated[str, said("数据库结构版本")]


@get("/health/live", summary="服务是否在运行", responses=refusals(), sync_to_thread=False)
def live() -> Live:
    """Answers without looking at anything."""
    return Live(status="ok")


@get(
    "/health/ready",
    summary="服务能否应答",
    description="数据库可以访问且结构与程序一致时为 200，否则为 503。",
    responses=refusals(),
    sync_to_thread=True,
)
def ready(archive: NamedDependency[Archive]) -> Ready:
    """Looks at the database."""
    archive.check_ready()
    return Ready(status="ok", revision=HEAD)


router = Router(path="/", route_handlers=[live, ready], opt={"public": True}, tags=["运行状态"])
