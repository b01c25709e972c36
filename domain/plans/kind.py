"""How sampling plans meet the exchange format: each row of a plan is one row of the table `plans`."""

from datetime import date

import msgspec

from domain.plans.content import Plan, PlanRow
from domain.plans.machine import MACHINE
from domain.plans.rows import merged
from domain.sheets.kind import UNKNOWN_ORGANISATION
from domain.work.kind import Bearings, Kind, Projection, Row
from domain.work.record import Record, told_by_a_file


def bearings(record: Record[Plan]) -> Bearings:
    """A plan belongs to the organisation that made it; it has an area of its own only where all of its rows agree."""
    areas = {row.area_code for row in record.content.rows}
    return Bearings(area=areas.pop() if len(areas) == 1 else None, organisation=record.content.organisation)


def project(record: Record[Plan]) -> list[Projection]:
    """The rows of an approved plan; a draft and a proposal plan nothing yet."""
    if record.first("approve") is None:
        return []
    plan = record.content
    return [
        Projection(
            "plans",
            {
                "plan_no": row.row_no,
                "year": row.year or plan.year,
                "kind": row.kind,
                "level": row.level,
                "area_code": row.area_code,
                "category": row.category,
                "stage": row.stage,
                "batches": row.batches,
            },
        )
        for row in plan.rows
    ]


def adopt(row: Row, _items: tuple[Row, ...]) -> Record[Plan]:
    """The plan that an imported row tells: a document of this one row, approved when its year began."""
    day = date(row["year"], 1, 1)
    events = (told_by_a_file("draft", "draft", day), told_by_a_file("approve", "approved", day))
    columns = ("kind", "level", "area_code", "category", "stage", "batches")
    plan = Plan(
        title="由导入的记录建立",
        year=row["year"],
        scope="年度计划",
        organisation=UNKNOWN_ORGANISATION,
        rows=(PlanRow(row_no=row["plan_no"], **{name: row[name] for name in columns}),),
    )
    return Record(kind=MACHINE.code, no=row["plan_no"], state="approved", content=plan, events=events)


def merge(plan: Plan, told: Plan) -> Plan | None:
    """The plan with the one row that a file tells; None where the row is not this plan's.

    A waiting amendment that left the row as it was takes the change over, or its approval would undo the file; where
    it changes the row itself, what is proposed stands.
    """
    row = told.rows[0]
    if told.year != plan.year:
        row = msgspec.structs.replace(row, year=told.year)
    rows = merged(plan.rows, row)
    if rows is None:
        return None
    was = next(one for one in plan.rows if one.row_no == row.row_no)
    proposal = merged(plan.proposal, row) if was in plan.proposal else None
    return msgspec.structs.replace(plan, rows=rows, proposal=proposal or plan.proposal)


PLAN = Kind(
    machine=MACHINE,
    content=Plan,
    bearings=bearings,
    project=project,
    table="plans",
    key_of=lambda no: {"plan_no": no},
    adopt=adopt,
    merge=merge,
)
