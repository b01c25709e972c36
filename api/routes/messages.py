"""Messages about clocks: listing them and marking one as read."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import MediaType, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter

from api.commands import Delivery, Told
from api.routes.cursor import decode_cursor, encode_cursor, question_of
from api.routes.parameters import Cursor, Limit, refusals, text
from api.routes.shapes import Page, said
from api.routes.work_routes import REFUSED
from api.workbench import Workbench
from sampling.messages.writing import list_messages as find_messages
from sampling.messages.writing import read_message


class Notice(msgspec.Struct, kw_only=True):
    """A message about a clock."""

    id: Annotated[int, said("提醒编号")]
    tier: Annotated[str, said("档次：soon 七日内、near 三日内、today 今日、overdue 已逾期")]
    text: Annotated[str, said("内容")]
    kind: Annotated[str, said("记录类别代码")]
    record_no: Annotated[str, said("记录编号")]
    clock: Annotated[str, said("期限代码")]
    due: Annotated[str, said("届满日期或时刻")]
    organisation: Annotated[str | None, said("承办机构")]
    area_code: Annotated[str | None, said("区划代码")]
    person: Annotated[str | None, said("承办人")]
    at: Annotated[datetime, said("提醒时间（UTC）")]
    read_at: Annotated[datetime | None, said("阅读时间（UTC）；未读为 null")]
    read_by: Annotated[str | None, said("阅读人")]


class ReadMark(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Nothing but that it was read."""


Number = Annotated[int, PathParameter(ge=1, le=2**53, description="提醒编号")]


@get(
    "/work/messages",
    summary="期限提醒列表",
    description="按提醒的先后。",
    responses=refusals(404),
    sync_to_thread=True,
)
def list_messages(
    bench: NamedDependency[Workbench],
    organisation: Annotated[str | None, text("机构代码")] = None,
    unread: Annotated[bool | None, QueryParameter(description="true 只列未读的")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Notice]:
    """List messages."""
    filters = {"organisation": organisation, "unread": unread}
    question = question_of("messages", filters)
    after = int(decode_cursor(question, cursor, [int])[0]) if cursor is not None else None
    with bench.view() as view:
        rows, following = find_messages(view, filters, after=after, limit=limit, reach=bench.reach)
    return Page(
        items=[_notice(row) for row in rows],
        next_cursor=encode_cursor(question, [following]) if following else None,
    )


@post(
    "/work/messages/{number:int}/read",
    media_type=MediaType.JSON,
    status_code=200,
    summary="标记提醒为已读",
    description="最先阅读的人和时间保留不变。",
    responses=refusals(*REFUSED),
    sync_to_thread=True,
)
def mark_message_read(
    delivery: NamedDependency[Delivery], number: Number, data: JSONBody[ReadMark]
) -> Response[Notice]:
    """Mark one as read."""
    del data  # there is nothing to say but that it was read
    return delivery.command("messages.read", lambda op: Told(_notice(read_message(op, number))))


def _notice(row: dict[str, Any]) -> Notice:
    fields = {name: row[name] for name in Notice.__struct_fields__}
    return msgspec.convert(fields, Notice, strict=False)


router = Router(
    path="/",
    route_handlers=[list_messages, mark_message_read],
    opt={"action": "messages.read"},
    tags=["期限提醒"],
)
