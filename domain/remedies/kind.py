"""Remedies meet no exchange table. One belongs to its area and to the organisation that answers for it."""

from domain.remedies.content import Remedy
from domain.remedies.machine import MACHINE
from domain.work.appointments import Appointment
from domain.work.kind import Bearings, Kind
from domain.work.record import Record


def _to_be_done(record: Record[Remedy]) -> Appointment | None:
    if record.state == "dropped":
        return None
    reported = record.last("report")
    waits = record.state == "open"
    return Appointment(
        code="remedy-complete",
        name="整改事项",
        basis="整改清单确定的期限",
        started=record.events[0].on,
        due=record.content.due_on,
        stopped=None if waits or reported is None else reported.on,
    )


REMEDY = Kind(
    machine=MACHINE,
    content=Remedy,
    bearings=lambda record: Bearings(area=record.content.area_code, organisation=record.content.organisation),
    appointed=_to_be_done,
)
