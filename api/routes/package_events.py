"""The progress of a package as server-sent events."""

from asyncio import sleep, to_thread
from collections.abc import AsyncIterator
from typing import Annotated

import msgspec
from litestar import get
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, Operation, Schema
from litestar.openapi.spec.enums import OpenAPIType
from litestar.params import QueryParameter
from litestar.response import ServerSentEvent, ServerSentEventMessage

from api.admission import Passage
from api.routes.package_shapes import Package, PackageNumber, package_of
from api.routes.parameters import refusals
from api.session import Archive
from sampling.listing import get_record

STREAM = "text/event-stream"
LOOK_SECONDS = 0.3
LONGEST_S = 60
UNFINISHED = ("queued", "running")


class EventStream(Operation):
    """An operation that answers with events and not with JSON."""

    def __post_init__(self) -> None:
        content = {STREAM: OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))}
        described = "事件 progress：数据是材料包的状态（JSON），有变化才发；材料包完成、失败或取消后，或到了时限，结束。"
        self.responses = {
            **(self.responses or {}),
            "200": OpenAPIResponse(description=described, content=content),
        }


@get(
    "/packages/{package_id:int}/events",
    summary="材料包的生成进度（事件流）",
    description="`text/event-stream`；断开后重新请求即可接着看。",
    media_type=STREAM,
    response_headers=[
        ResponseHeader(name="Cache-Control", description="不缓存", value="no-store", documentation_only=True)
    ],
    responses=refusals(404),
    operation_class=EventStream,
)
async def get_package_events(
    archive: NamedDependency[Archive],
    passage: NamedDependency[Passage],
    package_id: PackageNumber,
    seconds: Annotated[
        int,
        QueryParameter(ge=0, le=LONGEST_S, description="最长等待的秒数，0 至 60 的整数；0 为只发当前状态"),
    ] = 30,
) -> ServerSentEvent:
    """What becomes of a package, told whenever it changes."""

    def look() -> Package:
        with archive.view() as view:
            return package_of(get_record(view, "packages", package_id, passage.reach))

    first = await to_thread(look)

    async def told() -> AsyncIterator[ServerSentEventMessage]:
        seen, number = first, 1
        yield _event(seen, number)
        for _ in range(int(seconds / LOOK_SECONDS)):
            if seen.state not in UNFINISHED:
                return
            await sleep(LOOK_SECONDS)
            now = await to_thread(look)
            if now != seen:
                seen, number = now, number + 1
                yield _event(seen, number)

    return ServerSentEvent(told())


def _event(package: Package, number: int) -> ServerSentEventMessage:
    data = msgspec.json.encode(package).decode()
    return ServerSentEventMessage(data=data, event="progress", id=number)
