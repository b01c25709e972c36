"""Printed forms of sampling as PDF."""

from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import PathParameter

from api import settings
from api.forms import FORMS, blank_sheets, form_of_sheet
from api.routes.parameters import refusals
from api.routes.work_shapes import RecordNo
from api.workbench import Workbench
from domain.sheets.blocks import BLOCK
from domain.sheets.kind import SHEET
from reports.fonts import find_fonts

PDF = "application/pdf"
FormName = Annotated[
    str,
    PathParameter(
        min_length=1,
        max_length=40,
        description="表单：" + "、".join(f"{code}（{name}）" for code, name in FORMS.items()),
    ),
]


@get(
    "/work/sheets/{record_no:str}/forms/{form:str}",
    summary="打印表单（抽样单、告知书、封条、移交单）",
    description="每种一页 A4。草稿和作废的抽样单在页面上标明。",
    media_type=PDF,
    responses=refusals(404, 409),
    sync_to_thread=True,
    opt={"record": (SHEET, "record_no"), "export": "表单"},
)
def get_sheet_form(bench: NamedDependency[Workbench], record_no: RecordNo, form: FormName) -> Response[bytes]:
    """One form of a sheet."""
    fonts = find_fonts(office_folder=settings.fonts_folder())
    with bench.view() as view:
        content = form_of_sheet(view, record_no, form, fonts, bench.actor)
    return _pdf(content, f"{form}.pdf")


@get(
    "/work/sheet-blocks/{record_no:str}/forms",
    summary="打印预留号段的空白抽样单",
    description="号段中每个未使用的编号一页。",
    media_type=PDF,
    responses=refusals(404),
    sync_to_thread=True,
    opt={"action": "sheet-block.read", "record": (BLOCK, "record_no"), "export": "空白抽样单"},
)
def get_blank_sheets(bench: NamedDependency[Workbench], record_no: RecordNo) -> Response[bytes]:
    """A pad of paper forms."""
    fonts = find_fonts(office_folder=settings.fonts_folder())
    with bench.view() as view:
        content = blank_sheets(view, record_no, fonts)
    return _pdf(content, "blank-sheets.pdf")


def _pdf(content: bytes, name: str) -> Response[bytes]:
    return Response(content, media_type=PDF, headers={"Content-Disposition": f'inline; filename="{name}"'})


router = Router(
    path="/",
    route_handlers=[get_sheet_form, get_blank_sheets],
    opt={"action": "sheet.read"},
    tags=["打印表单"],
)
