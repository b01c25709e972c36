"""The laboratory's work: one resource per step, and a worklist over many sheets at once."""

import tempfile
from pathlib import Path
from typing import Annotated

import msgspec
from litestar import MediaType, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from api.commands import Delivery, Told
from api.exact import check_decimals
from api.routes.parameters import refusals
from api.routes.shapes import said
from api.routes.standards import OfficeFile
from api.routes.work_routes import REFUSED, listing, showing, stepping
from api.routes.work_shapes import RecordNo
from api.workbench import Workbench
from domain.sheets.kind import SHEET
from domain.testing.content import Agreement, Entry, Issue, Receipt, Test, Urgent, Worklist
from domain.testing.findings import Finding, SampleVerdict
from domain.testing.kind import TEST
from domain.work.fields import Form
from domain.work.record import Record
from sampling.testing import entering, issuing, receiving
from sampling.testing.files import enter_file
from sampling.testing.reading import Revision, current_findings, revisions_of
from sampling.work.reading import read_record

PATH = "/work/tests"
LONGEST_WORKLIST = 64 * 1_048_576


class EnteredSheet(msgspec.Struct, kw_only=True):
    """What became of one sheet of a worklist."""

    sheet_no: Annotated[str, said("抽样编号")]
    version: Annotated[int, said("版本")]
    items: Annotated[int, said("检验项目数")]
    verdict: Annotated[SampleVerdict, said("按现有结果的样品结论")]
    undecided: Annotated[list[str], said("不判定或未检验的项目")]


@post(
    "/work/findings",
    media_type=MediaType.JSON,
    status_code=200,
    summary="批量录入检验结果",
    description="一次录入多份抽样单的结果：全部写入或全部不写。",
    responses=refusals(*REFUSED),
    request_max_body_size=LONGEST_WORKLIST,
    sync_to_thread=True,
    opt={"action": "test.enter"},
)
def enter_worklist(
    delivery: NamedDependency[Delivery], data: JSONBody[Worklist]
) -> Response[list[EnteredSheet]]:
    """Findings of many sheets in one transaction."""
    check_decimals(data)
    return delivery.command(
        "test.enter", lambda op: Told([_entered(record) for record in entering.enter_worklist(op, data)])
    )


def _entered(record: Record[Test]) -> EnteredSheet:
    tally = record.content.tally
    return EnteredSheet(
        sheet_no=record.no,
        version=record.version,
        items=tally.items,
        verdict=tally.verdict,
        undecided=list(tally.undecided),
    )


@post(
    "/work/findings/file",
    media_type=MediaType.JSON,
    status_code=200,
    summary="从文件录入检验结果",
    description="CSV 或 XLSX，列同国家抽检系统；有一处错误就全部不写入，并逐格说明。",
    responses=refusals(*REFUSED),
    request_max_body_size=LONGEST_WORKLIST,
    sync_to_thread=True,
    opt={"action": "test.enter"},
)
def enter_findings_file(
    delivery: NamedDependency[Delivery], data: JSONBody[OfficeFile]
) -> Response[list[EnteredSheet]]:
    """Findings of a file in one transaction."""
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "file"
        file.write_bytes(data.content)
        return delivery.command(
            "test.enter",
            lambda op: Told(
                [_entered(one) for one in enter_file(op, file, name=data.name, reason=data.reason)]
            ),
        )


@get(
    PATH + "/{record_no:str}/findings",
    summary="现行检验结果",
    responses=refusals(404),
    sync_to_thread=True,
    opt={"record": (TEST, "record_no")},
)
def list_findings(bench: NamedDependency[Workbench], record_no: RecordNo) -> list[Finding]:
    """The findings of a test that count now, issued or not."""
    with bench.view() as view:
        return list(current_findings(view, read_record(view, TEST, record_no)))


@get(
    PATH + "/{record_no:str}/findings/revisions",
    summary="检验结果的全部录入记录",
    description="每次录入和撤下各为一条，从早到晚；从不改写。",
    responses=refusals(404),
    sync_to_thread=True,
    opt={"record": (TEST, "record_no")},
)
def list_finding_revisions(bench: NamedDependency[Workbench], record_no: RecordNo) -> list[Revision]:
    """Every entry of the findings of a test."""
    with bench.view() as view:
        return list(revisions_of(view, record_no))


_STEPS: list[HTTPRouteHandler] = [
    stepping(PATH, TEST, "receive", receiving.receive_sample, Receipt),
    stepping("/work/sheets", SHEET, "reject", receiving.reject_sample, Form),
    stepping(PATH, TEST, "agree", receiving.agree_workdays, Agreement),
    stepping(PATH, TEST, "enter", entering.enter_findings, Entry),
    stepping(PATH, TEST, "verify", entering.verify_findings, Form),
    stepping(PATH, TEST, "send-back", entering.send_back, Form),
    stepping(PATH, TEST, "issue", issuing.issue_report, Issue, title="签发检验报告"),
    stepping(PATH, TEST, "submit", issuing.submit_conclusion, Form),
    stepping(PATH, TEST, "confirm-harm", issuing.confirm_harm, Urgent),
    stepping(PATH, TEST, "report-harm", issuing.report_harm, Urgent),
    stepping(PATH, TEST, "reopen", issuing.reopen_report, Form),
    stepping(PATH, TEST, "reissue", issuing.reissue_report, Issue, title="签发更正报告"),
]

router = Router(
    path="/",
    route_handlers=[
        listing(PATH, TEST, "list_tests"),
        showing(PATH, TEST, "get_test"),
        *_STEPS,
        enter_worklist,
        enter_findings_file,
        list_findings,
        list_finding_revisions,
    ],
    opt={"action": "test.read"},
    tags=["检验"],
)
