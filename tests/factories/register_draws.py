"""Draws from a register (合成数据): enterprises, sheets and inspections in a database, and the wish to draw from them."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Engine

from domain.draw.content import NewDraw
from tests.api.stored import a_sheet, an_enterprise, store, store_areas
from tests.factories.draws import an_inspector, code

COMMITTED, PUBLISHED = date(2026, 7, 1), date(2026, 7, 2)
SHOPS = range(1, 10)


def store_register(engine: Engine) -> None:
    """Nine shops of grade A (three in the town of the zone), one of them sampled and one inspected of late."""
    store_areas(engine)
    for number in SHOPS:
        area = "320412601" if number > 6 else "320412"
        tags = "校园周边" if number == 1 else None
        store(engine, "enterprises", an_enterprise(code(number), area_code=area, risk_grade="A", tags=tags))
    store(engine, "enterprises", an_enterprise(code(50), stage="餐饮", risk_grade=None))
    store(engine, "enterprises", an_enterprise(code(51), risk_grade="A", confirmed=False))
    store(engine, "sheets", a_sheet("S1", unit_code=code(1), sampled_on=date(2026, 6, 2), reported_on=None))
    store(engine, "sheets", a_sheet("S2", unit_code=code(2), sampled_on=date(2026, 6, 1), reported_on=None))
    inspection = {"kind": "日常监督检查", "inspected_on": date(2026, 6, 20), "inspectors": "甲、乙"}
    store(engine, "inspections", {"inspection_no": "JC1", "credit_code": code(3), **inspection})


def a_wish(**fields: Any) -> dict[str, Any]:
    """Two of the shops of grade A by four inspectors, as a client writes it; keyword arguments replace fields."""
    plain = {
        "title": "合成数据双随机",
        "value_source": "合成彩票第2026085期号码",
        "value_date": PUBLISHED.isoformat(),
        "roster": {"area_code": "320400", "stages": ["流通"]},
        "stratify_by": ["risk_grade"],
        "strata": [{"values": ["A"], "amount": 2}],
        "exclusion_days": 30,
        "max_tasks": 2,
        "simulation_runs": 100,
        "inspectors": [an_inspector(number) for number in range(1, 5)],
    }
    return {**plain, **fields}


def a_form(**fields: Any) -> NewDraw:
    """The same as a form."""
    return msgspec.convert(a_wish(**fields), NewDraw)
