"""The laboratory's work: one resource per step, and a worklist over many sheets at once."""

from typing import Annotated

import msgspec
from litestar import Router, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from api.exact import check_decimals
from api.routes.parameters import refusals
from api.routes.shapes import said
from api.routes.work_routes import REFUSED, listing, showing, stepping
from api.workbench import Workbench
from domain.sheets.kind import SHEET
from domain.testing.content import Entry, Issue, Receipt, Urgent, Worklist
from domain.testing.kind import TEST
from domain.work.fields import Form
from sampling.testing import entering, issuing, receiving

PATH = "/work/tests"
LONGEST_WORKLIST = 64 * 1_048_576


class EnteredSheet(msgspec.Struct, kw_only=True):
    """What became of one sheet of a worklist."""

    sheet_no: Annotated[str, said("抽样编号")]
    version: Annotated[int, said("版本")]
    findings: Annotated[int, said("检验项目数")]
    unqualified: Annotated[list[str], said("判为不合格的项目")]


@post(
    "/work/findings",
    status_code=200,
    summary="批量录入检验结果",
    description="一次录入多份抽样单的结果：全部写入或全部不写。",
    responses=refusals(*REFUSED),
    request_max_body_size=LONGEST_WORKLIST,
    sync_to_thread=True,
)
def enter_worklist(bench: NamedDependency[Workbench], data: JSONBody[Worklist]) -> list[EnteredSheet]:
    """Findings of many sheets in one transaction."""
    check_decimals(data)
    with bench.operation("test.enter") as op:
        records = entering.enter_worklist(op, data)
    return [
        EnteredSheet(
            sheet_no=record.no,
            version=record.version,
            findings=len(record.content.findings),
            unqualified=[one.item_name for one in record.content.findings if one.verdict == "不合格项"],
        )
        for record in records
    ]


_STEPS: list[HTTPRouteHandler] = [
    stepping(PATH, TEST, "receive", receiving.receive_sample, Receipt),
    stepping("/work/sheets", SHEET, "reject", receiving.reject_sample, Form),
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
    ],
    tags=["检验"],
)
