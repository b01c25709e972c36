"""Snapshots and sign-offs meet no exchange table: they hold copies of records and are none themselves."""

from domain.snapshots.content import SignOff, Snapshot
from domain.snapshots.machine import SIGN_OFFS, SNAPSHOTS
from domain.work.kind import Bearings, Kind

SNAPSHOT = Kind(
    machine=SNAPSHOTS,
    content=Snapshot,
    bearings=lambda record: Bearings(area=record.content.area_code),
)
"""A snapshot belongs to the city that stands for it."""

SIGN_OFF = Kind(
    machine=SIGN_OFFS,
    content=SignOff,
    bearings=lambda record: Bearings(
        area=record.content.area_code,
        organisation=record.content.organisation,
        departments=() if record.content.organisation else (record.content.department,),
    ),
)
"""A sign-off belongs to the organisation that was named to sign, else to those that answer for the department."""
