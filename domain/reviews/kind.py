"""How re-inspections and objections meet the exchange format (table `reviews`).

Their numbers say what the key of a row says: sheet, kind and day of application.
"""

from datetime import date
from typing import Any

from domain.reviews.content import Objection, Reinspection, Review
from domain.reviews.machine import OBJECTIONS, REINSPECTIONS
from domain.work.kind import Bearings, Kind, Projection, Row
from domain.work.record import Record, told_by_a_file

REINSPECTION_MARK, OBJECTION_MARK = "FJ", "YY"
_KINDS = {REINSPECTION_MARK: "复检", OBJECTION_MARK: "异议"}
_ACCEPTED = ("accepted", "laboratory-drawn", "handed-over", "concluded", "notified")


def review_no(sheet_no: str, mark: str, applied_on: date) -> str:
    """The number of a review: one sheet has one of a kind a day."""
    return f"{sheet_no}-{mark}{applied_on:%Y%m%d}"


def bearings(record: Record[Any]) -> Bearings:
    """A review belongs where its sheet was sampled; a re-inspection to its laboratory once there is one."""
    review: Review = record.content
    return Bearings(
        area=review.area_code,
        organisation=getattr(review, "laboratory", None),
        sheet_no=review.sheet_no,
    )


def project(record: Record[Any]) -> list[Projection]:
    """The row of `reviews`."""
    review: Review = record.content
    concluded = record.last("conclude")
    acceptance = "受理" if record.state in _ACCEPTED else "不予受理" if record.state == "refused" else None
    values = {
        "sheet_no": review.sheet_no,
        "kind": "复检" if record.kind == REINSPECTIONS.code else "异议",
        "applied_on": review.applied_on,
        "acceptance": acceptance,
        "concluded_on": concluded.on if concluded else None,
        "conclusion": review.outcome,
    }
    return [Projection("reviews", values)]


def key_of(mark: str, no: str) -> Row | None:
    """The row's key in a record number; None where the number is of another form."""
    sheet_no, found, day = no.rpartition(f"-{mark}")
    if not found or not (len(day) == 8 and day.isascii() and day.isdigit()):
        return None
    try:
        applied_on = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return None
    return {"sheet_no": sheet_no, "kind": _KINDS[mark], "applied_on": applied_on}


def adopt_reinspection(row: Row, _items: tuple[Row, ...]) -> Record[Reinspection]:
    """The re-inspection that an imported row tells."""
    return _adopted(row, REINSPECTION_MARK, Reinspection, REINSPECTIONS.code, "accept")


def adopt_objection(row: Row, _items: tuple[Row, ...]) -> Record[Objection]:
    """The objection that an imported row tells; of which kind the format does not say."""
    return _adopted(row, OBJECTION_MARK, Objection, OBJECTIONS.code, "accept-other", subject="检验方法")


def _adopted(row: Row, mark: str, content: Any, kind: str, accept: str, **more: Any) -> Record[Any]:
    applied_on = row["applied_on"]
    events = [told_by_a_file("apply", "applied", applied_on)]
    if row["acceptance"] == "不予受理":
        events.append(told_by_a_file("refuse", "refused", applied_on))
    elif row["acceptance"] == "受理" or row["conclusion"]:
        events.append(told_by_a_file(accept, "accepted", applied_on))
        if row["conclusion"]:
            events.append(told_by_a_file("conclude", "concluded", row["concluded_on"] or applied_on))
    made = content(
        sheet_no=row["sheet_no"],
        applicant="被抽样单位",
        applied_on=applied_on,
        outcome=row["conclusion"],
        **more,
    )
    no = review_no(row["sheet_no"], mark, applied_on)
    return Record(kind=kind, no=no, state=events[-1].state, content=made, events=tuple(events))


REINSPECTION = Kind(
    machine=REINSPECTIONS,
    content=Reinspection,
    bearings=bearings,
    project=project,
    table="reviews",
    key_of=lambda no: key_of(REINSPECTION_MARK, no),
    adopt=adopt_reinspection,
    told_fields=("outcome",),
)

OBJECTION = Kind(
    machine=OBJECTIONS,
    content=Objection,
    bearings=bearings,
    project=project,
    table="reviews",
    key_of=lambda no: key_of(OBJECTION_MARK, no),
    adopt=adopt_objection,
    told_fields=("outcome",),
)
