"""Standards' limits: registering versions, withdrawing, looking up; and a file of many."""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
from litestar import MediaType, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from api.commands import Delivery, Told, Update, tagged
from api.etags import Current, etag_of
from api.routes.cursor import CursorInvalid, decode_cursor, encode_cursor, question_of
from api.routes.parameters import TAG, Cursor, Limit, refusals, text
from api.routes.shapes import Page
from api.routes.work_routes import REFUSED, STALE
from api.workbench import Workbench
from domain.testing.standards import StandardLimit, StandardVersion
from domain.work.fields import Form, line, prose, said
from sampling import standards
from sampling.standard_files import import_standards
from sampling.work.operation import Operation

LARGEST_FILE = 16 * 1_048_576


class NewStandard(Form, kw_only=True, frozen=True):
    """A row to be registered or changed."""

    limit: Annotated[StandardLimit, said("标准限量")]


class StandardKey(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """Which row, and why it goes."""

    item_name: Annotated[str, line("检验项目")]
    category: Annotated[str, line("食品大类；不填为适用于全部食品的")] | None = None
    standard_no: Annotated[str, line("标准号")]
    in_force_from: Annotated[date, said("实施日期")]
    reason: Annotated[str, prose("撤下的理由", 1_000)]


class OfficeFile(Form, kw_only=True, frozen=True):
    """A CSV or XLSX file in a request."""

    name: Annotated[str, line("文件名", "合成数据.xlsx")]
    content: Annotated[bytes, said("文件内容，Base64")]


class Counts(msgspec.Struct, kw_only=True):
    """What became of the rows of a file."""

    created: Annotated[int, said("新登记")]
    updated: Annotated[int, said("变更")]
    unchanged: Annotated[int, said("未变")]


@post(
    "/standards",
    media_type=MediaType.JSON,
    status_code=200,
    summary="登记或变更标准限量",
    description="同一项目、食品大类、标准号和实施日期的，内容不同即成为新版本（须以 If-Match 给出所见版本）；旧版本保留。",
    response_headers=[TAG],
    responses=refusals(*REFUSED, *STALE),
    sync_to_thread=True,
    opt={"action": "registers.write"},
)
def put_standard(update: NamedDependency[Update], data: JSONBody[NewStandard]) -> Response[StandardVersion]:
    """Register a row, or change it by a new version."""

    def put(op: Operation) -> Told:
        made = standards.put_standard(op, data.limit, data.reason)[0]
        return Told(made, etag_of(made))

    return update.command("standard.put", _current(data.limit), put)


@post(
    "/standards/withdraw",
    media_type=MediaType.JSON,
    status_code=200,
    summary="撤下标准限量",
    response_headers=[TAG],
    responses=refusals(*REFUSED, *STALE),
    sync_to_thread=True,
    opt={"action": "registers.write"},
)
def withdraw_standard(
    update: NamedDependency[Update], data: JSONBody[StandardKey]
) -> Response[StandardVersion]:
    """Take a row out; its versions stay."""

    def withdraw(op: Operation) -> Told:
        made = standards.withdraw_standard(op, _row(data), data.reason)
        return Told(made, etag_of(made))

    return update.command("standard.withdraw", _current(_row(data)), withdraw)


@post(
    "/standards/file",
    media_type=MediaType.JSON,
    status_code=200,
    summary="从文件登记标准限量",
    description="CSV 或 XLSX；有一处错误就全部不写入，并逐格说明。",
    responses=refusals(*REFUSED),
    request_max_body_size=LARGEST_FILE,
    sync_to_thread=True,
    opt={"action": "registers.write"},
)
def put_standards_file(delivery: NamedDependency[Delivery], data: JSONBody[OfficeFile]) -> Response[Counts]:
    """Register every row of a file."""
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "file"
        file.write_bytes(data.content)
        return delivery.command(
            "standard.import",
            lambda op: Told(Counts(**import_standards(op, file, name=data.name, reason=data.reason))),
        )


@get(
    "/standards",
    summary="标准限量列表",
    description="每条取最新版本，按检验项目、食品大类、标准号、实施日期排序。",
    responses=refusals(),
    sync_to_thread=True,
)
def list_standards(
    bench: NamedDependency[Workbench],
    item_name: Annotated[str | None, text("检验项目")] = None,
    category: Annotated[str | None, text("食品大类")] = None,
    standard_no: Annotated[str | None, text("标准号")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[StandardVersion]:
    """List standards."""
    filters = {"item_name": item_name, "category": category, "standard_no": standard_no}
    question = question_of("standards", filters)
    after = None
    if cursor is not None:
        given = decode_cursor(question, cursor, [str, str, str, str])
        after = (*given[:3], _day(str(given[3])))
    with bench.view() as view:
        found, following = standards.list_standards(view, filters, after=after, limit=limit)
    marks = [*following[:3], following[3].isoformat()] if following else None
    return Page(items=found, next_cursor=encode_cursor(question, marks) if marks else None)


@get(
    "/standards/versions",
    media_type=MediaType.JSON,
    summary="一条标准限量的全部版本",
    response_headers=[TAG],
    responses=refusals(404),
    sync_to_thread=True,
)
def list_standard_versions(
    bench: NamedDependency[Workbench],
    item_name: Annotated[str, text("检验项目")],
    standard_no: Annotated[str, text("标准号")],
    in_force_from: Annotated[date, QueryParameter(description="实施日期，写作 2024-03-31")],
    category: Annotated[str | None, text("食品大类")] = None,
) -> Response[list[StandardVersion]]:
    """Every version of one row."""
    row = StandardLimit(
        item_name=item_name, category=category, standard_no=standard_no, in_force_from=in_force_from
    )
    with bench.view() as view:
        found = standards.versions_of(view, row)
    return tagged(found, etag_of(found[-1]))


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise CursorInvalid from None


def _current(row: StandardLimit) -> Callable[[Operation], Current | None]:
    def newest(op: Operation) -> Current | None:
        found = standards.held_version(op, row)
        return None if found is None else Current(etag_of(found), lambda: found)

    return newest


def _row(key: StandardKey) -> StandardLimit:
    return StandardLimit(
        item_name=key.item_name,
        category=key.category,
        standard_no=key.standard_no,
        in_force_from=key.in_force_from,
    )


router = Router(
    path="/",
    route_handlers=[
        put_standard,
        withdraw_standard,
        put_standards_file,
        list_standards,
        list_standard_versions,
    ],
    opt={"action": "registers.read"},
    tags=["标准限量"],
)
