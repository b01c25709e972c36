"""A draw as a kind of record; the exchange format knows none."""

from domain.draw.content import Draw
from domain.draw.machine import MACHINE
from domain.work.kind import Bearings, Kind

DRAW = Kind(
    machine=MACHINE,
    content=Draw,
    bearings=lambda record: Bearings(area=record.content.roster.area_code),
)
