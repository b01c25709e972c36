"""Registers that every life begins with, and the names that its forms refer to; synthetic."""

from typing import Any

from sqlalchemy import Engine

from tests.api.stored import an_enterprise, store, store_areas
from tests.worlds.credit_codes import credit_code

PEOPLE = ("张三", "李四", "王五", "赵六", "钱七")
FACTORY, SHOP, CANTEEN, OUTSIDE = (credit_code("320412", number) for number in (1, 2, 3, 4))
AREAS = ("320411", "320412", "320412001", "320412601")
PLANS = ("JH1", "JH2")
LABORATORIES = ("L01", "L02", "L03")
OFFICES = ("A01", "A02")
ANSWERS_FOR = {"A01": "市政务办、市农业农村局", "A02": "市市场监管局"}


def furnish(engine: Engine) -> None:
    """Registers that every life begins with; synthetic."""
    store_areas(engine)
    store(
        engine,
        "enterprises",
        an_enterprise(
            FACTORY, name="合成数据食品厂", stage="生产", trade="食品生产企业", tags="保健食品;乳制品"
        ),
        an_enterprise(SHOP, name="合成数据超市"),
        an_enterprise(CANTEEN, name="合成数据食堂", stage="餐饮", trade="学校/托幼食堂", area_code="320411"),
    )
    for number, stage in zip(PLANS, ("流通", None), strict=True):
        plan = {"plan_no": number, "year": 2023, "kind": "监督抽检", "level": "县抽", "area_code": "320412"}
        store(engine, "plans", {**plan, "category": "糕点", "stage": stage, "batches": 4})
    for code in LABORATORIES:
        store(engine, "organisations", an_organisation(code, "检验机构", reinspects=True))
    for code in OFFICES:
        store(engine, "organisations", an_organisation(code, "市场监督管理局"))


def an_organisation(code: str, kind: str, *, reinspects: bool = False) -> dict[str, Any]:
    """A row of the register of organisations."""
    name = f"合成数据机构{code}"
    return {
        "code": code,
        "name": name,
        "kind": kind,
        "area_code": "320400",
        "reinspects": reinspects,
        "departments": ANSWERS_FOR.get(code),
    }
