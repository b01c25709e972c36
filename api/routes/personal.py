"""Personal data shown whole to whoever needs it; each time is told in the audit trail."""

from typing import Annotated

import msgspec
from litestar import MediaType, Router, get
from litestar.di import NamedDependency

from api.routes.parameters import refusals
from api.routes.shapes import said
from api.routes.work_shapes import RecordNo
from api.workbench import Workbench
from domain.access.reading import load_policy
from domain.errors import RecordNotFound
from domain.sheets.kind import SHEET
from sampling.access.events import tell_alone
from sampling.work.permitting import may, not_permitted
from sampling.work.reading import read_record
from sampling.work.showing import blinded

REVEAL = "personal.reveal"


class Personal(msgspec.Struct, kw_only=True):
    """Personal data of a sheet; null where nothing was filled in."""

    unit_phone: Annotated[str | None, said("被抽样单位电话")]
    producer_phone: Annotated[str | None, said("标称生产企业电话")]
    buyer_account: Annotated[str | None, said("买样人账户")]


@get(
    "/work/sheets/{record_no:str}/personal",
    media_type=MediaType.JSON,
    summary="查看一张抽样单未遮盖的个人信息",
    description="每次查看都记入审计日志。其他各处的电话一律遮盖。",
    responses=refusals(404),
    sync_to_thread=True,
    opt={"action": REVEAL, "record": (SHEET, "record_no")},
)
def get_personal(bench: NamedDependency[Workbench], record_no: RecordNo) -> Personal:
    """The phones of a sheet, told before they are shown."""
    with bench.view() as view:
        record = read_record(view, SHEET, record_no)
        if not may(view, bench.actor, REVEAL, SHEET, record):
            raise not_permitted(load_policy(), REVEAL)
        if blinded(view, bench.actor, [record_no]):
            raise RecordNotFound(SHEET.machine.record, record_no)
    tell_alone(
        bench.engine,
        at=bench.at,
        actor=bench.actor.name,
        event="reveal",
        summary=f"{bench.actor.name} 查看抽样单 {record_no} 的个人信息",
        details={"record": f"sheet/{record_no}", "fields": list(SHEET.personal)},
    )
    return Personal(**{name: getattr(record.content, name) for name in SHEET.personal})


router = Router(path="/", route_handlers=[get_personal], tags=["抽样单办理"])
