"""Disposal tasks that open by themselves when a sample is found unqualified."""

from datetime import date

from domain.disposals.content import Disposal, TransferLetter
from domain.disposals.kind import DISPOSAL, LETTER
from domain.disposals.machine import LETTERS, MACHINE
from domain.sheets.content import Sheet
from domain.sheets.kind import SHEET
from domain.work.record import Record
from sampling.organisations import supervisor_of
from sampling.store import disposals as store
from sampling.store.work import take_serial
from sampling.work.operation import Operation

WITHDRAWN = "撤销"
SYSTEM = "系统"


def open_disposals(op: Operation, sheet_no: str, *, received_on: date) -> list[Record[Disposal]]:
    """Open the tasks of an unqualified sample: where it was sold and where it was produced.

    One end is enough where the sampled unit is the producer itself. A producer who is not in the register lies outside
    the city: a transfer letter is drafted instead. An end that has a task which is not withdrawn gets no second one.
    """
    sheet = op.load(SHEET, sheet_no).content
    has = {side for _, side, state in store.tasks_of_sheet(op.connection, sheet_no) if state != WITHDRAWN}
    opened: list[Record[Disposal]] = []
    for side, task in _ends(op, sheet_no, sheet):
        if side not in has:
            opened.append(_open(op, task, received_on))
    if sheet.producer_code is None and sheet.producer_name is not None and "生产" not in has:
        _draft_letter(op, sheet_no, sheet, received_on)
    return opened


def _ends(op: Operation, sheet_no: str, sheet: Sheet) -> list[tuple[str, Disposal]]:
    ends: list[tuple[str, Disposal]] = []
    own = sheet.stage == "生产" and sheet.producer_code in (None, sheet.unit_code)
    if own:
        area = _area(op, sheet.unit_code) or sheet.area_code
        ends.append(("生产", _task(op, sheet_no, "生产", area, sheet.unit_name, sheet.unit_code)))
        return ends
    ends.append(("经营", _task(op, sheet_no, "经营", sheet.area_code, sheet.unit_name, sheet.unit_code)))
    producer_area = _area(op, sheet.producer_code)
    if producer_area is not None:
        task = _task(op, sheet_no, "生产", producer_area, sheet.producer_name, sheet.producer_code)
        ends.append(("生产", task))
    return ends


def _task(
    op: Operation, sheet_no: str, side: str, area: str, party: str | None, credit_code: str | None
) -> Disposal:
    return Disposal(
        sheet_no=sheet_no,
        side="生产" if side == "生产" else "经营",
        area_code=area,
        party_name=party,
        credit_code=credit_code,
        organisation=supervisor_of(op.connection, area),
    )


def _open(op: Operation, task: Disposal, received_on: date) -> Record[Disposal]:
    series = f"CZ{received_on.year % 100:02d}{task.area_code[:6]}"
    number = f"{series}{take_serial(op.connection, series):04d}"
    step = op.step(received_on, "检验结论为不合格", actor=SYSTEM)
    return op.save(DISPOSAL, MACHINE.open("open", number, step, task))


def _draft_letter(op: Operation, sheet_no: str, sheet: Sheet, on: date) -> None:
    if sheet.stage == "生产" or store.records_of_sheet(
        op.connection, LETTER.code, sheet_no, "drafted", "sent", "answered"
    ):
        return
    assert sheet.producer_name is not None
    letter = TransferLetter(
        sheet_no=sheet_no,
        producer_name=sheet.producer_name,
        producer_address=sheet.producer_address,
        from_area=sheet.area_code,
        facts=f"在{sheet.unit_name}抽取的{sheet.sample_name}检验不合格，标称生产企业不在本市主体名录",
    )
    series = f"YS{on.year % 100:02d}{sheet.area_code[:6]}"
    number = f"{series}{take_serial(op.connection, series):04d}"
    op.save(LETTER, LETTERS.open("draft", number, op.step(on, actor=SYSTEM), letter))


def _area(op: Operation, credit_code: str | None) -> str | None:
    return store.area_of_enterprise(op.connection, credit_code) if credit_code else None
