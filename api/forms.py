"""Printed forms joined from records: a sheet with its names, its seals and its way becomes pages of A4."""

from collections.abc import Callable

import msgspec
from sqlalchemy import Connection

from domain.access.actor import Actor
from domain.catalogue.clocks import load_clocks
from domain.custody.content import Portion
from domain.custody.kind import CUSTODY, MARKS, custody_no
from domain.errors import NotFound
from domain.indicators.values import plain
from domain.sheets.blocks import BLOCK
from domain.sheets.content import Sheet
from domain.sheets.kind import SHEET
from domain.sheets.numbers import number_of
from domain.work.record import Record
from reports.fonts import FontFiles
from reports.forms.drawing import draw_form
from reports.forms.model import FormPage
from reports.forms.papers import Passage, Seal, notice_page, seal_page, transfer_page
from reports.forms.sheet import SheetFacts, sheet_page
from sampling.organisations import find_organisation
from sampling.store.listing import area_name
from sampling.work.permitting import may
from sampling.work.reading import read_record, read_stored
from sampling.work.showing import displayed

CREATOR = "食安 shian"
REGULATIONS = ("中华人民共和国食品安全法", "食品安全抽样检验管理办法")
FORMS = {"sheet": "抽样单", "notice": "抽样检验告知书", "seals": "样品封条", "transfer": "样品移交单"}
REVEAL = "personal.reveal"
APPLY_CLOCK = "reinspection-apply"


class FormUnknown(NotFound):
    """There is no form of this name."""

    code = "form-not-found"

    def __init__(self, form: str) -> None:
        known = "、".join(f"{code}（{name}）" for code, name in FORMS.items())
        super().__init__(f"没有名为 {form} 的表单，可用的有：{known}", form=form)


def form_of_sheet(connection: Connection, sheet_no: str, form: str, fonts: FontFiles, actor: Actor) -> bytes:
    """One form of a sheet as PDF; phones are whole for whoever may see them whole.

    Raises `FormUnknown`, `RecordNotFound`, `FormOverflow`."""
    if form not in FORMS:
        raise FormUnknown(form)
    record = read_record(connection, SHEET, sheet_no)
    if not may(connection, actor, REVEAL, SHEET, record):
        shown = displayed(connection, actor, SHEET, {record.no: record.content})[record.no]
        record = msgspec.structs.replace(record, content=shown)
    page = _PAGES[form](connection, record, facts_of(connection, record))
    return draw_form([page], fonts, creator=CREATOR)[0]


def blank_sheets(connection: Connection, block_no: str, fonts: FontFiles) -> bytes:
    """The blank sampling sheets of a reserved block, one page for each number that is not used or voided.

    Raises `RecordNotFound`.
    """
    block = read_record(connection, BLOCK, block_no).content
    office = find_organisation(connection, block.organisation)
    name = office.name if office else block.organisation
    numbers = [number_of(block.series, serial) for serial in range(block.first, block.last + 1)]
    free = [number for number in numbers if read_stored(connection, SHEET, number) is None]
    pages = [sheet_page(SheetFacts(number, None, organisation=name)) for number in free]
    if not pages:
        raise BlockUsedUp(block_no)
    return draw_form(pages, fonts, creator=CREATOR)[0]


class BlockUsedUp(NotFound):
    """No number of the block is left to print a form for."""

    code = "block-used-up"

    def __init__(self, block_no: str) -> None:
        super().__init__(f"号段 {block_no} 的编号都已使用或作废，没有可打印的空白抽样单", block_no=block_no)


def facts_of(connection: Connection, record: Record[Sheet]) -> SheetFacts:
    """What the forms print of a sheet beside its content."""
    sheet = record.content
    office = find_organisation(connection, sheet.organisation)
    organiser = find_organisation(connection, sheet.organiser) if sheet.organiser else None
    voided = record.last("void", "void-unused")
    return SheetFacts(
        number=record.no,
        sheet=sheet,
        version=record.version,
        draft=record.state == "draft",
        void_reason=(voided.reason or "") if record.state == "voided" and voided else None,
        organisation=office.name if office else None,
        organiser=organiser.name if organiser else None,
        area=area_name(connection, sheet.area_code),
    )


def _seals(connection: Connection, record: Record[Sheet]) -> list[Seal]:
    """Both portions; a portion that is not sealed in the system yet has a blank seal to be filled in by hand."""
    found = []
    for portion in MARKS:
        custody = read_stored(connection, CUSTODY, custody_no(record.no, portion))
        if custody is None:
            found.append(Seal(portion, quantity=_planned(record.content, portion)))
        else:
            one = custody.content
            amount = "" if one.quantity is None else f"{plain(one.quantity)}{one.quantity_unit or ''}"
            found.append(Seal(portion, one.seal_no, amount, one.log[0].moment))
    return found


def _planned(sheet: Sheet, portion: Portion) -> str:
    """How much the sheet says the portion has."""
    whole, spare = sheet.sample_quantity, sheet.spare_quantity
    if portion == "备份样品":
        amount = spare
    else:
        amount = whole - spare if whole is not None and spare is not None else whole
    return "" if amount is None else f"{plain(amount)}{sheet.quantity_unit or ''}"


def _passages(connection: Connection, record: Record[Sheet]) -> list[Passage]:
    found = []
    for portion in MARKS:
        custody = read_stored(connection, CUSTODY, custody_no(record.no, portion))
        for one in custody.content.log if custody else ():
            found.append(
                Passage(portion, one.event, one.moment, one.holder, one.place, one.temperature, one.remark)
            )
    return sorted(found, key=lambda one: one.moment)


def _notice(_connection: Connection, _record: Record[Sheet], facts: SheetFacts) -> FormPage:
    days = load_clocks()[APPLY_CLOCK].n
    return notice_page(facts, apply_within=f"自收到检验结论之日起{days}个工作日内", methods=REGULATIONS)


_PAGES: dict[str, Callable[[Connection, Record[Sheet], SheetFacts], FormPage]] = {
    "sheet": lambda _connection, _record, facts: sheet_page(facts),
    "notice": _notice,
    "seals": lambda connection, record, facts: seal_page(facts, _seals(connection, record)),
    "transfer": lambda connection, record, facts: transfer_page(
        facts, _seals(connection, record), _passages(connection, record)
    ),
}
