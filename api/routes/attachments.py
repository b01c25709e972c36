"""Files of records: sent as they are, listed with their record, given back as they came."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.params import PathParameter, QueryParameter
from litestar.response import File

from api.commands import Delivery
from api.etags import record_etag
from api.routes.parameters import TAG, refusals
from api.routes.shapes import Page
from api.routes.work_routes import listing, showing, stepping
from api.routes.work_shapes import RecordNo, Work, WorkSummary, told
from api.viewer import POLICY
from api.workbench import Workbench
from domain.attachments.content import Attachment, Description, FileFacts, Label, MediaType
from domain.attachments.kind import ATTACHMENT, MACHINE
from domain.errors import RecordNotFound
from domain.work.fields import Form
from sampling.attachments import steps
from sampling.attachments.files import LARGEST_FILE, Incoming, find_file
from sampling.attachments.inspecting import inspect_file
from sampling.store.attachments import numbers_of_owner
from sampling.work.kinds import KINDS
from sampling.work.permitting import check_reading
from sampling.work.reading import read_record
from sampling.work.showing import displayed

PATH = "/work/attachments"
ENDINGS: dict[MediaType, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "application/pdf": (".pdf",),
}
FILE_TYPES = ("image/jpeg", "image/png", "application/pdf", "application/octet-stream")


def _line(description: str, longest: int = 200) -> QueryParameter:
    return QueryParameter(
        min_length=1,
        max_length=longest,
        description=f"{description}，{longest} 字以内",
        pattern=r"^[^\x00-\x1f\x7f]+$",
    )


OwnerKind = Annotated[str, _line("所属业务代码，如 sheet、attempt、disposal、inspection", 40)]
OwnerPart = Annotated[str, PathParameter(min_length=1, max_length=40, description="所属业务代码，40 字以内")]
OwnerNo = Annotated[str, _line("所属记录编号")]


class FileBody(Operation):
    """An operation whose body is a file and not JSON."""

    def __post_init__(self) -> None:
        file = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY))
        self.request_body = RequestBody(
            content=dict.fromkeys(FILE_TYPES, file),
            description=f"文件本身，{LARGEST_FILE // 1_048_576} MiB 以内；按内容识别为 JPEG、PNG 或 PDF",
            required=True,
        )


@post(
    PATH,
    summary="附上文件",
    description="请求体就是文件本身。同样的内容只存一份；PDF 不得含脚本、嵌入文件或密码。",
    status_code=201,
    response_headers=[TAG],
    responses=refusals(404, 409, 413, 415, 422),
    request_max_body_size=LARGEST_FILE,
    operation_class=FileBody,
    opt={"body": FILE_TYPES, "action": "attachment.attach"},
)
async def attach_file(
    request: Request[Any, Any, Any],
    delivery: NamedDependency[Delivery],
    files_folder: NamedDependency[Path],
    owner_kind: OwnerKind,
    owner_no: OwnerNo,
    name: Annotated[str, _line("文件名，仅作说明")],
    description: Annotated[str | None, _line("说明")] = None,
) -> Work[Attachment]:
    """Take the file into the store, then record it; a file whose record was refused is swept away later."""
    with Incoming(files_folder) as incoming:
        async for block in request.stream():
            incoming.write(block)
        facts = await asyncio.to_thread(_looked_at, incoming)
    label = Label(owner_kind=owner_kind, owner_no=owner_no, name=name, description=description)
    command = f"{ATTACHMENT.code}.attach"
    made = partial(steps.attach_file, label=label, facts=facts)
    # The answer is made inside the command's transaction.
    answer: Any = await asyncio.to_thread(
        delivery.command,
        command,
        lambda op: told(op, ATTACHMENT, made(op)),
        status=201,
    )
    return answer  # type: ignore[no-any-return]


def _looked_at(incoming: Incoming) -> FileFacts:
    placed = incoming.finish()
    facts = inspect_file(placed)
    incoming.keep(placed)
    return facts


@get(
    f"{PATH}/of/{{owner_kind:str}}/{{record_no:str}}",
    summary="一项记录的附件",
    description="含已移除的附件。",
    responses=refusals(404),
    sync_to_thread=True,
)
def list_attachments_of(
    bench: NamedDependency[Workbench], owner_kind: OwnerPart, record_no: RecordNo
) -> Page[WorkSummary[Attachment]]:
    """All attachments of a record; there are never so many that pages would be needed."""
    kind = KINDS.get(owner_kind)
    if kind is None:
        raise RecordNotFound("业务", owner_kind)
    with bench.view() as view:
        check_reading(view, bench.actor, kind, read_record(view, kind, record_no))
        found = [read_record(view, ATTACHMENT, no) for no in numbers_of_owner(view, owner_kind, record_no)]
        shown = displayed(view, bench.actor, ATTACHMENT, {one.no: one.content for one in found})
    items = [
        WorkSummary(
            no=one.no,
            version=one.version,
            state=one.state,
            state_name=MACHINE.states[one.state].name,
            content=shown[one.no],
        )
        for one in found
        if one.no in shown
    ]
    return Page(items=items, next_cursor=None)


@get(
    f"{PATH}/{{record_no:str}}/file",
    summary="下载附件",
    media_type="application/octet-stream",
    responses=refusals(404),
    sync_to_thread=True,
    opt={"record": (ATTACHMENT, "record_no"), "export": "附件"},
)
def get_attachment_file(
    bench: NamedDependency[Workbench], files_folder: NamedDependency[Path], record_no: RecordNo
) -> File:
    """The bytes as they came, to be saved and never shown inside a page of ours."""
    with bench.view() as view:
        record = read_record(view, ATTACHMENT, record_no)
        if not displayed(view, bench.actor, ATTACHMENT, {record.no: record.content}):
            raise RecordNotFound(ATTACHMENT.machine.record, record_no)
    path = find_file(files_folder, record.content.sha256)
    return File(
        path=path,
        media_type=record.content.media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(saved_as(record.content), safe='')}",
            "Content-Security-Policy": f"sandbox; {POLICY}",
            "ETag": f'"{record.content.sha256}"',
            "X-Record-Version": record_etag(record).strip('"'),
        },
    )


def saved_as(content: Attachment) -> str:
    """The name to save the bytes under: it never ends as a file of another type, which a machine might run."""
    endings = ENDINGS[content.media_type]
    name = content.name
    return name if name.lower().endswith(endings) else name + endings[0]


router = Router(
    path="/",
    route_handlers=[
        attach_file,
        listing(PATH, ATTACHMENT, "list_attachments"),
        showing(PATH, ATTACHMENT, "get_attachment"),
        stepping(PATH, ATTACHMENT, "describe", steps.describe_attachment, Description),
        stepping(PATH, ATTACHMENT, "detach", steps.detach_file, Form),
        list_attachments_of,
        get_attachment_file,
    ],
    opt={"action": "attachment.read"},
    tags=["附件"],
)
