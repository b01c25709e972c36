"""Evidence: documents sent as they are, their steps, their bytes checked at every reading, and the board of coverage."""

import asyncio
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.params import QueryParameter

from api.commands import Delivery, Update
from api.etags import record_etag
from api.refusals import ParameterInvalid
from api.routes.parameters import TAG, Year, day, refusals
from api.routes.shapes import said
from api.routes.work_routes import REFUSED, STALE, listing, showing, stepping
from api.routes.work_shapes import RecordNo, Work, opened, stepped
from api.viewer import POLICY
from api.workbench import Workbench
from domain.attachments.content import FileFacts
from domain.evidence.board import Coverage
from domain.evidence.content import Evidence, EvidenceEdit, NewEvidence, Replacement
from domain.evidence.kind import EVIDENCE
from domain.evidence.machine import MACHINE
from domain.evidence.serving import read_serves
from domain.work.fields import Form
from sampling.attachments.files import Incoming
from sampling.evidence import steps
from sampling.evidence.index import board_of_year, edition_of
from sampling.evidence.inspecting import inspect_evidence
from sampling.evidence.places import LARGEST_EVIDENCE, Place, read_bytes
from sampling.work.reading import read_record

PATH = "/work/evidence"
FILE_TYPES = ("application/pdf", "image/jpeg", "image/png", "application/octet-stream")
ENDINGS = {"image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",), "application/pdf": (".pdf",)}


def _line(description: str, longest: int = 200, *, name: str | None = None) -> QueryParameter:
    return QueryParameter(
        name=name,
        min_length=1,
        max_length=longest,
        description=f"{description}，{longest} 字以内",
        pattern=r"^[^\x00-\x1f\x7f]+$",
    )


SERVES = "所证指标：指标[/材料序号][:页码]，多项以分号分隔，如 01/1:第3—5页;02-1"
FileName = Annotated[str, _line("文件名，仅作说明")]
Organisation = QueryParameter(
    pattern=r"^[A-Z0-9]{2,12}$", description="报送机构的代码，2 至 12 位大写字母和数字"
)


class FileBody(Operation):
    """An operation whose body is a document and not JSON."""

    def __post_init__(self) -> None:
        file = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY))
        self.request_body = RequestBody(
            content=dict.fromkeys(FILE_TYPES, file),
            description=f"文件本身，{LARGEST_EVIDENCE // 1_048_576} MiB 以内；按内容识别为 PDF、JPEG 或 PNG",
            required=True,
        )


class CoveringDocument(msgspec.Struct, kw_only=True):
    """A document that covers a requirement, or would."""

    no: Annotated[str, said("编号")]
    title: Annotated[str, said("标题")]
    state_name: Annotated[str, said("状态名称")]


class BoardCell(msgspec.Struct, kw_only=True):
    """One required document of one measure."""

    measure: Annotated[str, said("指标代码")]
    measure_name: Annotated[str, said("指标名称")]
    requirement: Annotated[str, said("材料序号")]
    words: Annotated[str, said("须有的材料")]
    coverage: Annotated[Coverage, said("已有（审核通过）、待审核、缺")]
    documents: Annotated[list[CoveringDocument], said("已有或待审核的材料")]


@post(
    PATH,
    summary="登记佐证材料",
    description="请求体就是文件本身。PDF 不得含脚本、自动动作、嵌入文件或密码；涉密材料不得录入。",
    status_code=201,
    response_headers=[TAG],
    responses=refusals(*REFUSED),
    request_max_body_size=LARGEST_EVIDENCE,
    operation_class=FileBody,
    opt={"body": FILE_TYPES, "action": "evidence.register"},
)
async def register_evidence(
    request: Request[Any, Any, Any],
    delivery: NamedDependency[Delivery],
    evidence: NamedDependency[Place],
    year: Year,
    title: Annotated[str, _line("标题")],
    issuer: Annotated[str, _line("发文单位", 100)],
    secrecy: Annotated[str, _line("公开属性：公开、依申请公开、内部", 20)],
    file_name: FileName,
    serves: Annotated[str, _line(SERVES, 1_000)],
    area_code: Annotated[str, _line("报送单位的区划代码")],
    organisation: Annotated[str | None, Organisation] = None,
    document_number: Annotated[str | None, _line("文号", 80)] = None,
    issued_on: Annotated[date | None, day("发文日期")] = None,
) -> Work[Evidence]:
    """Look at the file, keep it, then record it; a file whose record was refused does no harm where it lies."""
    form = _as_form(
        NewEvidence,
        year=year,
        title=title,
        document_number=document_number,
        issuer=issuer,
        issued_on=issued_on,
        secrecy=secrecy,
        file_name=file_name,
        serves=read_serves(serves),
        area_code=area_code,
        organisation=organisation,
    )
    facts = await _kept(request, evidence)
    made = partial(steps.register_evidence, form=form, facts=facts)
    answer: Any = await asyncio.to_thread(opened, delivery, EVIDENCE, "register", made)
    return answer  # type: ignore[no-any-return]


@post(
    f"{PATH}/{{record_no:str}}/replace",
    summary="替换文件",
    description="请求体就是新的文件。原文件和原版本保留；新版本须重新审核。",
    status_code=200,
    response_headers=[TAG],
    responses=refusals(*REFUSED, *STALE),
    request_max_body_size=LARGEST_EVIDENCE,
    operation_class=FileBody,
    opt={"body": FILE_TYPES, "action": "evidence.replace"},
)
async def replace_evidence(
    request: Request[Any, Any, Any],
    update: NamedDependency[Update],
    evidence: NamedDependency[Place],
    record_no: RecordNo,
    file_name: FileName,
    reason: Annotated[str | None, _line("替换的理由", 1_000)] = None,
    serves: Annotated[str | None, _line(SERVES + "；不填为不变", 1_000)] = None,
    document_number: Annotated[str | None, _line("文号，不填为不变", 80)] = None,
    issued_on: Annotated[date | None, day("发文日期，不填为不变")] = None,
) -> Work[Evidence]:
    """Another file in place of the one there is."""
    form = _as_form(
        Replacement,
        file_name=file_name,
        reason=reason,
        serves=read_serves(serves) if serves is not None else None,
        document_number=document_number,
        issued_on=issued_on,
    )
    facts = await _kept(request, evidence)
    made = partial(steps.replace_evidence, number=record_no, form=form, facts=facts)
    answer: Any = await asyncio.to_thread(stepped, update, EVIDENCE, record_no, "replace", made)
    return answer  # type: ignore[no-any-return]


async def _kept(request: Request[Any, Any, Any], place: Place) -> FileFacts:
    """The facts of the file that is sent, once its bytes are kept."""
    with TemporaryDirectory(prefix="shian-") as folder, Incoming(Path(folder), LARGEST_EVIDENCE) as incoming:
        async for block in request.stream():
            incoming.write(block)
        return await asyncio.to_thread(_looked_at, incoming, place)


def _looked_at(incoming: Incoming, place: Place) -> FileFacts:
    placed = incoming.finish()
    facts = inspect_evidence(placed)
    place.keep(placed.sha256, placed.path)
    return facts


def _as_form(form: Any, **fields: Any) -> Any:
    """The form that parameters make. Raises `ParameterInvalid` for what a form could not hold."""
    try:
        return msgspec.convert(msgspec.to_builtins(fields), form)
    except msgspec.ValidationError as fault:
        named = str(fault).rsplit("$.", 1)[-1].rstrip("`").split("[")[0].split(".")[0]
        name = named if named in fields else "serves"
        raise ParameterInvalid({name: "不符合要求，见接口说明"}) from None


@get(
    f"{PATH}/{{record_no:str}}/file",
    summary="下载佐证材料",
    description="省略 edition 为现行版次；内容与登记的 SHA-256 不符或缺失时拒绝。",
    media_type="application/octet-stream",
    responses=refusals(404),
    sync_to_thread=True,
    opt={"action": "evidence.read", "record": (EVIDENCE, "record_no"), "export": "佐证材料"},
)
def get_evidence_file(
    bench: NamedDependency[Workbench],
    evidence: NamedDependency[Place],
    record_no: RecordNo,
    edition: Annotated[
        int | None, QueryParameter(ge=1, le=10_000, description="版次，1 至 10000 的整数，默认为现行版次")
    ] = None,
) -> Response[bytes]:
    """The bytes as they came, to be saved and never shown inside a page of ours."""
    with bench.view() as view:
        record = read_record(view, EVIDENCE, record_no)
        one = record.content if edition is None else edition_of(view, record_no, edition)
    name = one.file_name if one.file_name.lower().endswith(ENDINGS[one.media_type]) else None
    saved = quote(name or one.file_name + ENDINGS[one.media_type][0], safe="")
    return Response(
        read_bytes(evidence, one.sha256),
        media_type=one.media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{saved}",
            "Content-Security-Policy": f"sandbox; {POLICY}",
            "ETag": f'"{one.sha256}"',
            "X-Record-Version": record_etag(record).strip('"'),
        },
    )


@get(
    "/work/evidence-board",
    summary="佐证材料齐备情况（指标 × 须有的材料）",
    description="按授权所及的材料计算；退回和撤下的不算。",
    responses=refusals(),
    sync_to_thread=True,
    opt={"action": "evidence.read"},
)
def get_evidence_board(bench: NamedDependency[Workbench], year: Year) -> list[BoardCell]:
    """Every required document of every measure, and whether there is one."""
    with bench.view() as view:
        cells = board_of_year(view, bench.catalogue, year, bench.reach)
    names = {measure.code: measure.name for measure in bench.catalogue.measures}
    return [
        BoardCell(
            measure=cell.requirement.measure,
            measure_name=names[cell.requirement.measure],
            requirement=cell.requirement.code,
            words=cell.requirement.words,
            coverage=cell.coverage,
            documents=[
                CoveringDocument(
                    no=one.no, title=one.content.title, state_name=MACHINE.states[one.state].name
                )
                for one in cell.documents
            ],
        )
        for cell in cells
    ]


router = Router(
    path="/",
    route_handlers=[
        register_evidence,
        listing(PATH, EVIDENCE, "list_evidence"),
        showing(PATH, EVIDENCE, "get_evidence"),
        stepping(PATH, EVIDENCE, "edit", steps.edit_evidence, EvidenceEdit),
        stepping(PATH, EVIDENCE, "approve", steps.approve_evidence, Form),
        stepping(PATH, EVIDENCE, "return", steps.return_evidence, Form),
        stepping(PATH, EVIDENCE, "withdraw", steps.withdraw_evidence, Form),
        replace_evidence,
        get_evidence_file,
        get_evidence_board,
    ],
    tags=["佐证材料"],
)
