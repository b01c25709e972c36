"""How returns meet the exchange format (table `returns`): each version of a return is a row of it."""

from domain.indicators.values import plain
from domain.returns.checks import end_of
from domain.returns.content import Return
from domain.returns.machine import MACHINE
from domain.work.appointments import Appointment
from domain.work.kind import Bearings, Kind, Projection
from domain.work.record import Record


def return_no(measure: str, area: str, quarter: str, version: int) -> str:
    """The number of a version: TB2023Q1-01-320412-1."""
    return f"TB{quarter}-{measure}-{area}-{version}"


def project(record: Record[Return]) -> list[Projection]:
    """The row of `returns`; 状态 is the name of the state."""
    one = record.content
    values = {
        "measure": one.measure,
        "area_code": one.area_code,
        "quarter": one.quarter,
        "version": one.version,
        "numerator": plain(one.numerator),
        "denominator": plain(one.denominator),
        "state": MACHINE.states[record.state].name,
    }
    return [Projection("returns", values)]


def _to_be_filed(record: Record[Return]) -> Appointment:
    submitted = record.last("submit")
    filed = submitted is not None and record.state != "returned"
    return Appointment(
        code="return-file",
        name="部门填报",
        basis="指标填报要求",
        started=end_of(record.content.quarter),
        due=record.content.due_on,
        stopped=submitted.on if filed and submitted else None,
    )


RETURN = Kind(
    machine=MACHINE,
    content=Return,
    bearings=lambda record: Bearings(
        area=record.content.area_code,
        organisation=record.content.organisation,
        departments=record.content.co_signers,
    ),
    project=project,
    appointed=_to_be_filed,
)
"""A return belongs to its filer's area and to the organisation that files it; departments that sign too read it."""
