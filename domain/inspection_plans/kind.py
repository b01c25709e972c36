"""An inspection plan as a kind of record; the exchange format knows none."""

from domain.inspection_plans.content import InspectionPlan
from domain.inspection_plans.machine import MACHINE
from domain.work.kind import Bearings, Kind

INSPECTION_PLAN = Kind(
    machine=MACHINE,
    content=InspectionPlan,
    bearings=lambda record: Bearings(area=record.content.area_code),
)
