"""Remarks meet no exchange table. One belongs to the city reviewed, and, once assigned, to who answers it."""

from domain.remarks.content import Remark
from domain.remarks.machine import MACHINE
from domain.work.appointments import Appointment
from domain.work.kind import Bearings, Kind
from domain.work.record import Record


def _to_be_answered(record: Record[Remark]) -> Appointment | None:
    assigned, answered = record.last("assign"), record.last("answer")
    if assigned is None or record.content.due_on is None or record.state == "withdrawn":
        return None
    waits = record.state in ("assigned", "returned")
    return Appointment(
        code="remark-answer",
        name="答复评审意见",
        basis="交办时确定的答复期限",
        started=assigned.on,
        due=record.content.due_on,
        stopped=None if waits or answered is None else answered.on,
    )


REMARK = Kind(
    machine=MACHINE,
    content=Remark,
    bearings=lambda record: Bearings(area=record.content.area_code, organisation=record.content.organisation),
    appointed=_to_be_answered,
)
