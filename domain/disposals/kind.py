"""How disposal tasks meet the exchange format (table `disposals`); letters meet none."""

import msgspec

from domain.disposals.content import Disposal, TransferLetter
from domain.disposals.machine import LETTERS, MACHINE
from domain.work.kind import Bearings, Kind, Projection, Row
from domain.work.record import Record, told_by_a_file

_STATES = {
    "received": "办理中",
    "started": "办理中",
    "submitted": "办理中",
    "completed": "完成",
    "withdrawn": "撤销",
}


def bearings(record: Record[Disposal]) -> Bearings:
    """A task belongs to its own area."""
    task = record.content
    return Bearings(
        area=task.area_code,
        organisation=task.organisation,
        sheet_no=task.sheet_no,
        credit_code=task.credit_code,
    )


def project(record: Record[Disposal]) -> list[Projection]:
    """The row of `disposals`; 完成日期 is the day of the approval."""
    task = record.content
    opened, started, approved = record.first("open"), record.last("start"), record.last("approve")
    assert opened is not None
    values = {
        "task_no": record.no,
        "sheet_no": task.sheet_no,
        "side": task.side,
        "area_code": task.area_code,
        "received_on": opened.on,
        "started_on": started.on if started else None,
        "completed_on": approved.on if approved else None,
        "extension_days": task.extension_days or None,
        "state": _STATES[record.state],
    }
    return [Projection("disposals", values)]


def adopt(row: Row, _items: tuple[Row, ...]) -> Record[Disposal]:
    """The task that an imported row tells."""
    events = [told_by_a_file("open", "received", row["received_on"])]
    if row["extension_days"]:
        extended = told_by_a_file("extend", "received", row["received_on"])
        days = ("disposal-complete", int(row["extension_days"]))
        events.append(msgspec.structs.replace(extended, extends=days))
    if row["started_on"]:
        events.append(told_by_a_file("start", "started", row["started_on"]))
    if row["state"] == "完成":
        done = row["completed_on"] or row["started_on"] or row["received_on"]
        events.append(told_by_a_file("submit", "submitted", done))
        events.append(told_by_a_file("approve", "completed", done))
    elif row["state"] == "撤销":
        events.append(told_by_a_file("withdraw", "withdrawn", row["received_on"]))
    content = Disposal(
        sheet_no=row["sheet_no"],
        side=row["side"],
        area_code=row["area_code"],
        extension_days=row["extension_days"] or 0,
    )
    return Record(
        kind=MACHINE.code, no=row["task_no"], state=events[-1].state, content=content, events=tuple(events)
    )


DISPOSAL = Kind(
    machine=MACHINE,
    content=Disposal,
    bearings=bearings,
    project=project,
    table="disposals",
    key_of=lambda no: {"task_no": no},
    adopt=adopt,
    told_fields=("sheet_no", "side", "area_code", "extension_days"),
)

LETTER = Kind(
    machine=LETTERS,
    content=TransferLetter,
    bearings=lambda record: Bearings(area=record.content.from_area, sheet_no=record.content.sheet_no),
)
"""Letters meet no exchange table."""
