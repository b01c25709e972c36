"""How sheets meet the exchange format: the sheet-level columns of `samples` that sampling itself knows."""

from typing import Any

from domain.sheets.content import Sheet
from domain.sheets.machine import MACHINE
from domain.work.kind import Bearings, Kind, Projection, Row
from domain.work.record import Record, told_by_a_file

# Organisation of an imported sheet, whose columns name none.
UNKNOWN_ORGANISATION = "00"
_COPIED = (
    "task_kind",
    "level",
    "plan_no",
    "stage",
    "place",
    "area_code",
    "unit_code",
    "unit_name",
    "producer_code",
    "producer_name",
    "sample_name",
    "category",
    "produced_on",
    "batch_no",
    "sampled_on",
)
_STATES = {"sampled": "有效", "received": "有效", "rejected": "拒收", "voided": "作废"}


def bearings(record: Record[Sheet]) -> Bearings:
    """A sheet belongs where it was sampled, to the organisation that sampled."""
    sheet = record.content
    return Bearings(
        area=sheet.area_code,
        organisation=sheet.organisation,
        person=sheet.samplers[0] if sheet.samplers else None,
        sheet_no=record.no,
        credit_code=sheet.unit_code,
    )


def project(record: Record[Sheet]) -> list[Projection]:
    """Nothing before sampling is done: a draft, and a number voided unused, are no samples."""
    if record.first("submit") is None:
        return []
    sheet = record.content
    values: dict[str, Any] = {name: getattr(sheet, name) for name in _COPIED}
    values |= {
        "sheet_no": record.no,
        "state": _STATES[record.state],
        "samplers": "、".join(sheet.samplers),
        "laboratory": sheet.laboratory_name,
    }
    return [Projection("samples", values)]


def adopt(row: Row, _items: tuple[Row, ...]) -> Record[Sheet]:
    """The sheet that an imported row tells."""
    events = [told_by_a_file("draft", "draft", row["sampled_on"])]
    events.append(told_by_a_file("submit", "sampled", row["sampled_on"]))
    if row["state"] == "拒收":
        events.append(told_by_a_file("reject", "rejected", row["received_on"] or row["sampled_on"]))
    elif row["state"] == "作废":
        events.append(told_by_a_file("void", "voided", row["sampled_on"]))
    elif row["received_on"] or row["reported_on"]:
        events.append(told_by_a_file("receive", "received", row["received_on"] or row["reported_on"]))
    content = Sheet(
        **{name: row[name] for name in _COPIED},
        organisation=UNKNOWN_ORGANISATION,
        samplers=tuple(row["samplers"].split("、")),
        laboratory_name=row["laboratory"],
    )
    return Record(
        kind=MACHINE.code, no=row["sheet_no"], state=events[-1].state, content=content, events=tuple(events)
    )


SHEET = Kind(
    machine=MACHINE,
    content=Sheet,
    bearings=bearings,
    project=project,
    table="samples",
    key_of=lambda no: {"sheet_no": no},
    adopt=adopt,
    told_fields=(*_COPIED, "samplers", "laboratory_name"),
    personal=("unit_phone", "producer_phone", "buyer_account"),
)
