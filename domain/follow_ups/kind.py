"""Follow-ups meet no exchange table: they count in no rate and go into no public list."""

from domain.follow_ups.content import FollowUp
from domain.follow_ups.machine import MACHINE
from domain.work.kind import Bearings, Kind

FOLLOW_UP = Kind(
    machine=MACHINE,
    content=FollowUp,
    bearings=lambda record: Bearings(
        area=record.content.area_code,
        organisation=record.content.organisation,
        sheet_no=record.content.sheet_no,
    ),
)
"""Belongs to the office that answers for where the sample was taken."""
