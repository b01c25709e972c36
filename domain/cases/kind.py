"""How clues and cases meet the exchange format (table `cases`)."""

from domain.cases.content import Case
from domain.cases.machine import MACHINE
from domain.work.kind import Bearings, Kind, Projection, Row
from domain.work.record import Event, Record, told_by_a_file


def bearings(record: Record[Case]) -> Bearings:
    """A case belongs to the area of its clue."""
    case = record.content
    return Bearings(area=case.area_code, sheet_no=case.sheet_no, credit_code=case.credit_code)


def project(record: Record[Case]) -> list[Projection]:
    """The row of `cases`. A clue that was declined should not be filed (应立案 否)."""
    case = record.content
    found, filed, decided = record.first("record"), record.last("file"), record.last("decide")
    assert found is not None
    values = {
        "clue_no": record.no,
        "area_code": case.area_code,
        "found_on": found.on,
        "should_file": case.should_file,
        "filed_on": filed.on if filed else None,
        "closed_on": decided.on if decided else None,
        "filing_extension_workdays": case.filing_extension_workdays or None,
        "decision_extension_days": case.decision_extension_days or None,
    }
    return [Projection("cases", values)]


def adopt(row: Row, _items: tuple[Row, ...]) -> Record[Case]:
    """The case that an imported row tells; what the format has no column for is left empty."""
    events = [told_by_a_file("record", "clue", row["found_on"])]
    if row["filing_extension_workdays"]:
        events.append(_extended("extend-filing", "clue", row, "case-filing", "filing_extension_workdays"))
    if row["filed_on"]:
        events.append(told_by_a_file("file", "filed", row["filed_on"]))
        if row["decision_extension_days"]:
            events.append(
                _extended("extend-decision", "filed", row, "case-decision", "decision_extension_days")
            )
        if row["closed_on"]:
            events.append(told_by_a_file("decide", "decided", row["closed_on"]))
    case = Case(
        area_code=row["area_code"],
        facts="由导入的记录建立",
        should_file=row["should_file"],
        filing_extension_workdays=row["filing_extension_workdays"] or 0,
        decision_extension_days=row["decision_extension_days"] or 0,
    )
    return Record(
        kind=MACHINE.code, no=row["clue_no"], state=events[-1].state, content=case, events=tuple(events)
    )


def _extended(command: str, state: str, row: Row, clock: str, column: str) -> Event:
    """An extension is as old as the clock that it extends: the format has no day for it."""
    started = row["found_on"] if clock == "case-filing" else row["filed_on"]
    event = told_by_a_file(command, state, started)
    return Event(
        command=event.command,
        state=event.state,
        on=event.on,
        at=event.at,
        actor=event.actor,
        extends=(clock, int(row[column])),
        imported=True,
    )


CASE = Kind(
    machine=MACHINE,
    content=Case,
    bearings=bearings,
    project=project,
    table="cases",
    key_of=lambda no: {"clue_no": no},
    adopt=adopt,
    told_fields=("area_code", "should_file", "filing_extension_workdays", "decision_extension_days"),
)
