"""The work on sampling sheets: one resource per step, reserved numbers, visits without a sample, the rules as data."""

from typing import Annotated, Any

import msgspec
from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import PathParameter

from api.admission import Passage
from api.routes.parameters import refusals
from api.routes.shapes import said
from api.routes.work_routes import listing, opening, showing, stepping
from api.workbench import Workbench
from domain.sheets import rules
from domain.sheets.attempts import ATTEMPT
from domain.sheets.blocks import BLOCK
from domain.sheets.content import BlockReservation, NewAttempt, NewSheet, SheetEdit, Submission
from domain.sheets.kind import SHEET
from domain.sheets.numbers import parts_of_series
from domain.work.fields import Form
from sampling.sheets import attempts, blocks, filling

PATH, BLOCKS, ATTEMPTS = "/work/sheets", "/work/sheet-blocks", "/work/attempts"


class FieldRule(msgspec.Struct, kw_only=True):
    """One field rule of the sampling form."""

    code: Annotated[str, said("规则代码")]
    field: Annotated[str, said("字段")]
    kind: Annotated[str, said("规则类型")]
    other: Annotated[str, said("与之比较的字段；没有则为空")]
    when: Annotated[dict[str, Any], said("适用条件：字段与取值，* 为任意，! 为除此之外")]
    message: Annotated[str, said("说明")]


class NumberRegister(msgspec.Struct, kw_only=True):
    """How every serial of a series is accounted for."""

    series: Annotated[str, said("编号前段")]
    handed_out: Annotated[int, said("已发出的编号数")]
    by_state: Annotated[dict[str, int], said("各状态的抽样单数")]
    reserved: Annotated[int, said("预留而未使用的编号数")]
    missing: Annotated[list[str], said("去向不明的编号；应为空")]


@get("/work/sheet-rules", summary="抽样单的填写规则", responses=refusals(), sync_to_thread=False)
def list_sheet_rules() -> list[FieldRule]:
    """The rules that `submit` judges by."""
    return [
        FieldRule(
            code=rule.code,
            field=rule.field,
            kind=rule.kind,
            other=rule.other,
            when=dict(rule.when),
            message=rule.message,
        )
        for rule in rules.shipped_rules()
    ]


@get(
    "/work/sheet-numbers/{series:str}",
    summary="一个编号系列的使用情况",
    responses=refusals(404),
    sync_to_thread=True,
    opt={"action": "numbers.read"},
)
def get_sheet_numbers(
    bench: NamedDependency[Workbench],
    passage: NamedDependency[Passage],
    series: Annotated[str, PathParameter(max_length=60, description="编号前段，如 XC23320412A01")],
) -> NumberRegister:
    """Whether every serial of a series is used, voided or reserved."""
    with bench.view() as view:
        passage.check_place(view, *parts_of_series(series))
        found = blocks.register_of_series(view, series)
    return NumberRegister(
        series=found.series,
        handed_out=found.handed_out,
        by_state=found.by_state,
        reserved=found.reserved,
        missing=found.missing,
    )


router = Router(
    path="/",
    route_handlers=[
        opening(PATH, SHEET, filling.draft_sheet, NewSheet),
        listing(PATH, SHEET, "list_sheet_work"),
        showing(PATH, SHEET, "get_sheet_work"),
        stepping(PATH, SHEET, "edit", filling.edit_sheet, SheetEdit),
        stepping(PATH, SHEET, "submit", filling.submit_sheet, Submission),
        stepping(PATH, SHEET, "correct", filling.correct_sheet, SheetEdit),
        stepping(PATH, SHEET, "void", filling.void_sheet, Form),
        opening(BLOCKS, BLOCK, blocks.reserve_block, BlockReservation),
        listing(BLOCKS, BLOCK, "list_sheet_blocks"),
        showing(BLOCKS, BLOCK, "get_sheet_block"),
        stepping(BLOCKS, BLOCK, "return", blocks.return_block, Form),
        opening(ATTEMPTS, ATTEMPT, attempts.record_attempt, NewAttempt),
        listing(ATTEMPTS, ATTEMPT, "list_attempts"),
        showing(ATTEMPTS, ATTEMPT, "get_attempt"),
        stepping(ATTEMPTS, ATTEMPT, "correct", attempts.correct_attempt, NewAttempt),
        list_sheet_rules,
        get_sheet_numbers,
    ],
    opt={"action": "registers.read"},
    tags=["抽样单办理"],
)
