"""Snapshots and sign-offs: one resource per step, the fixed values, and how they differ from before and from now."""

from typing import Annotated, Any

import msgspec
from litestar import Router, get
from litestar.di import NamedDependency

from api.freezing import freeze, values_of
from api.packaging import differences
from api.routes.indicators import Indicators, Value
from api.routes.parameters import refusals
from api.routes.shapes import said
from api.routes.work_routes import listing, opening, showing, stepping
from api.routes.work_shapes import RecordNo
from api.session import Archive
from domain.snapshots.basis import basis_changes
from domain.snapshots.content import NewSnapshot, Signing
from domain.snapshots.kind import SIGN_OFF, SNAPSHOT
from domain.work.fields import Form
from domain.work.record import Record
from reports.comparison import by_figure, changed_values
from sampling.snapshots import steps
from sampling.work.operation import Operation
from sampling.work.reading import read_record

PATH, SIGN_OFFS = "/work/snapshots", "/work/sign-offs"


class Difference(msgspec.Struct, kw_only=True):
    """A value that is not the same in two places; null where one of them has none."""

    measure: Annotated[str, said("指标代码", "17")]
    area: Annotated[str, said("区划代码", "320400")]
    before: Annotated[Value | None, said("原来的数值")]
    after: Annotated[Value | None, said("现在的数值")]


class Changes(msgspec.Struct, kw_only=True):
    """What changed from one snapshot to the next, and why."""

    before: Annotated[str | None, said("上一个快照；本年度第一个为 null")]
    why: Annotated[str | None, said("重新编制的原因")]
    values: Annotated[list[Difference], said("变化的数值")]
    population: Annotated[dict[str, str], said("人口口径有变化的区划及说明；每千人数值前后不能直接比较")]


def prepare_snapshot(op: Operation, form: NewSnapshot) -> Record[Any]:
    """Fix the figures of a year as they stand in this transaction."""
    return steps.prepare_snapshot(op, form, freeze)


@get(
    f"{PATH}/{{record_no:str}}/values",
    summary="快照固定的数值",
    responses=refusals(404),
    sync_to_thread=True,
    opt={"action": "snapshot.read", "record": (SNAPSHOT, "record_no")},
)
def get_snapshot_values(archive: NamedDependency[Archive], record_no: RecordNo) -> Indicators:
    """Every value that was fixed."""
    with archive.view() as view:
        return msgspec.convert(values_of(view, read_record(view, SNAPSHOT, record_no)), Indicators)


@get(
    f"{PATH}/{{record_no:str}}/differences",
    summary="快照与当前记录的差异",
    description="快照固定之后，记录的变更不进入快照，只在这里列出。",
    responses=refusals(404, 409, 422),
    sync_to_thread=True,
    opt={"action": "snapshot.read", "record": (SNAPSHOT, "record_no")},
)
def get_snapshot_differences(archive: NamedDependency[Archive], record_no: RecordNo) -> list[Difference]:
    """What the records as they stand now would give otherwise."""
    with archive.view() as view:
        fixed = values_of(view, read_record(view, SNAPSHOT, record_no))
        desk = archive.desk(view)
    found = differences(desk, fixed)
    return [_difference(row["measure"], row["area"], row["sealed"], row["database"]) for row in found]


@get(
    f"{PATH}/{{record_no:str}}/changes",
    summary="与上一个快照相比的变化",
    responses=refusals(404),
    sync_to_thread=True,
    opt={"action": "snapshot.read", "record": (SNAPSHOT, "record_no")},
)
def get_snapshot_changes(archive: NamedDependency[Archive], record_no: RecordNo) -> Changes:
    """What differs from the snapshot that was approved before, and why this one was prepared."""
    with archive.view() as view:
        record = read_record(view, SNAPSHOT, record_no)
        before = record.content.before
        followed = read_record(view, SNAPSHOT, before) if before else record
        was, now = by_figure(values_of(view, followed)), by_figure(values_of(view, record))
    values = [_difference(*figure, before, after) for figure, before, after in changed_values(was, now)]
    basis = basis_changes(followed.content.population, record.content.population)
    return Changes(before=before, why=record.content.why, values=values, population=dict(basis))


@get(
    f"{SIGN_OFFS}/{{record_no:str}}/values",
    summary="会签单所涉指标的数值",
    description="该部门负责的指标在快照中固定的数值。",
    responses=refusals(404),
    sync_to_thread=True,
    opt={"action": "sign-off.read", "record": (SIGN_OFF, "record_no")},
)
def get_sign_off_values(archive: NamedDependency[Archive], record_no: RecordNo) -> list[Value]:
    """What a department signs for."""
    with archive.view() as view:
        sign_off = read_record(view, SIGN_OFF, record_no).content
        fixed = values_of(view, read_record(view, SNAPSHOT, sign_off.snapshot))
    rows = [row for row in fixed["values"] if row["measure"] in sign_off.measures]
    return msgspec.convert(rows, list[Value])


def _difference(measure: str, area: str, before: Any, after: Any) -> Difference:
    return msgspec.convert({"measure": measure, "area": area, "before": before, "after": after}, Difference)


router = Router(
    path="/",
    route_handlers=[
        opening(PATH, SNAPSHOT, prepare_snapshot, NewSnapshot),
        listing(PATH, SNAPSHOT, "list_snapshots"),
        showing(PATH, SNAPSHOT, "get_snapshot"),
        stepping(PATH, SNAPSHOT, "approve", steps.approve_snapshot, Form),
        stepping(PATH, SNAPSHOT, "withdraw", steps.withdraw_snapshot, Form),
        get_snapshot_values,
        get_snapshot_differences,
        get_snapshot_changes,
        listing(SIGN_OFFS, SIGN_OFF, "list_sign_offs"),
        showing(SIGN_OFFS, SIGN_OFF, "get_sign_off"),
        stepping(SIGN_OFFS, SIGN_OFF, "sign", steps.sign_sign_off, Signing),
        stepping(SIGN_OFFS, SIGN_OFF, "object", steps.object_sign_off, Form),
        stepping(SIGN_OFFS, SIGN_OFF, "note-paper", steps.note_paper_sign_off, Form),
        get_sign_off_values,
    ],
    tags=["冻结快照"],
)
