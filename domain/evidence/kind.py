"""Evidence meets no exchange table: it stands beside the figures, and no figure is counted from it."""

from domain.evidence.content import Evidence
from domain.evidence.machine import MACHINE
from domain.work.kind import Bearings, Kind

EVIDENCE = Kind(
    machine=MACHINE,
    content=Evidence,
    bearings=lambda record: Bearings(area=record.content.area_code, organisation=record.content.organisation),
)
"""A document belongs to the area and the department that hand it in."""
