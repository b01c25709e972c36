"""Evidence meets no exchange table: it stands beside the figures, and no figure is counted from it."""

from domain.evidence.content import Evidence
from domain.evidence.machine import MACHINE
from domain.work.kind import Bearings, Kind


def series_of(year: int) -> str:
    """What the numbers of a year's documents begin with: ZC23."""
    return f"ZC{year % 100:02d}"


EVIDENCE = Kind(
    machine=MACHINE,
    content=Evidence,
    bearings=lambda record: Bearings(area=record.content.area_code, organisation=record.content.organisation),
)
"""A document belongs to the area and the department that hand it in."""
