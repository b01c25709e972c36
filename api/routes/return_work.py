"""The work on returns, and the board of what filers owe."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

import msgspec
from litestar import Router, get
from litestar.di import NamedDependency

from api.routes.parameters import Year, choice, day, refusals
from api.routes.return_reading import get_return_history, list_returns_tasks
from api.routes.shapes import said
from api.routes.work_routes import listing, opening, showing, stepping
from api.routes.work_shapes import RecordNo
from api.workbench import Workbench
from domain.catalogue.measures import Catalogue
from domain.returns.checks import findings_of
from domain.returns.content import CoSigning, Finding, NewReturn, ReturnEdit
from domain.returns.kind import RETURN
from domain.returns.surveys import margin_of, margin_words
from domain.work.fields import Form
from sampling.returns import steps
from sampling.returns.beside import beside_of
from sampling.returns.board import Cell, board_of_year
from sampling.work.reading import read_record

PATH = "/work/returns"


class BoardCell(msgspec.Struct, kw_only=True):
    """One measure of one filer in one quarter."""

    measure: Annotated[str, said("指标代码")]
    area: Annotated[str, said("填报单位的区划代码")]
    quarter: Annotated[str, said("季度")]
    state: Annotated[
        Literal["未填报", "草稿", "已提交", "退回", "已审核"], said("状态；未填报与填报为零不同")
    ]
    version: Annotated[int | None, said("最新版本；未填报为 null")]
    no: Annotated[str | None, said("最新版本的编号，据以查各版本；未填报为 null")]
    numerator: Annotated[str | None, said("分子；未填报为 null，填报为零是 0")]
    denominator: Annotated[str | None, said("分母；未填报为 null")]
    due_on: Annotated[date, said("应报日期")]
    late: Annotated[bool, said("是否逾期（过了应报日期仍未提交）")]
    margin: Annotated[str | None, said("调查类指标的误差说明；其他指标或未填报为 null")] = None


@get(
    "/work/returns-board",
    summary="填报进度（填报单位 × 季度）",
    description="已结束的季度应报的每一格。只列授权所及的填报单位。",
    responses=refusals(),
    sync_to_thread=True,
    opt={"action": "return.read"},
)
def get_returns_board(
    bench: NamedDependency[Workbench],
    year: Year,
    as_of: Annotated[date | None, day("截至日期，默认为今天")] = None,
    late: Annotated[Literal["true", "false"] | None, choice("只列逾期或未逾期", ("true", "false"))] = None,
) -> list[BoardCell]:
    """What is owed by a day."""
    with bench.view() as view:
        cells = board_of_year(view, bench.catalogue, year, as_of or bench.today, bench.reach)
    return [
        BoardCell(
            **{name: getattr(cell, name) for name in BoardCell.__struct_fields__ if name != "margin"},
            margin=_margin(bench.catalogue, cell),
        )
        for cell in cells
        if late is None or cell.late == (late == "true")
    ]


def _margin(catalogue: Catalogue, cell: Cell) -> str | None:
    """What the margin of a survey's figure says; None where there is none."""
    if cell.numerator is None or cell.denominator is None:
        return None
    measure = catalogue.measure(cell.measure)
    numerator, denominator = Decimal(cell.numerator), Decimal(cell.denominator)
    margin = margin_of(measure, numerator, denominator)
    if margin is None:
        return None
    met = measure.target.met_by(Fraction(numerator) / Fraction(denominator) * measure.scale)
    return margin_words(measure, margin, met)


@get(
    f"{PATH}/{{record_no:str}}/checks",
    summary="提交前检查",
    description="按此刻的数据，提交时会发现什么：error 须改正，warning 须说明。不改变任何记录。",
    responses=refusals(404),
    sync_to_thread=True,
    opt={"action": "return.read", "record": (RETURN, "record_no")},
)
def get_return_checks(bench: NamedDependency[Workbench], record_no: RecordNo) -> list[Finding]:
    """What the checks find in the figures as they stand."""
    catalogue = bench.catalogue
    with bench.view() as view:
        one = read_record(view, RETURN, record_no).content
        return list(findings_of(catalogue.measure(one.measure), one, beside_of(view, catalogue, one)))


router = Router(
    path="/",
    route_handlers=[
        opening(PATH, RETURN, steps.draft_return, NewReturn),
        listing(PATH, RETURN, "list_return_work"),
        showing(PATH, RETURN, "get_return_work"),
        stepping(PATH, RETURN, "edit", steps.edit_return, ReturnEdit),
        stepping(PATH, RETURN, "submit", steps.submit_return, Form),
        stepping(PATH, RETURN, "sign", steps.sign_return, CoSigning),
        stepping(PATH, RETURN, "note-paper", steps.note_paper_return, CoSigning),
        stepping(PATH, RETURN, "return", steps.return_return, Form),
        stepping(PATH, RETURN, "accept", steps.accept_return, Form),
        get_returns_board,
        get_return_checks,
        list_returns_tasks,
        get_return_history,
    ],
    tags=["部门填报"],
)
