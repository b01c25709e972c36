"""An office that lives: registers to refer to, people, days that pass, and any step of the API at any time."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Engine, select

from api.routes.work_routes import StepResource
from domain.errors import ShianError
from sampling.store.engine import reading
from sampling.store.schema import metadata
from tests.api.stored import an_enterprise, store, store_areas
from tests.factories.work import at_work
from tests.life.forms import Strategies, forms_of
from tests.life.steps import all_steps
from tests.worlds.credit_codes import credit_code

PEOPLE = ("张三", "李四", "王五", "赵六", "钱七")
FACTORY, SHOP, CANTEEN, OUTSIDE = (credit_code("320412", number) for number in (1, 2, 3, 4))
AREAS = ("320411", "320412", "320412001", "320412601")
PLANS = ("JH1", "JH2")
LABORATORIES = ("L01", "L02", "L03")
OFFICES = ("A01", "A02")
FIRST_DAY = date(2023, 2, 1)


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
    return {"code": code, "name": name, "kind": kind, "area_code": "320400", "reinspects": reinspects}


@dataclass
class Life:
    """What has happened so far: the day it is, and how often each step was taken or refused with which code."""

    engine: Engine
    today: date = FIRST_DAY
    taken: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def numbers(self, *kinds: str) -> list[str]:
        """Numbers of the records of these kinds."""
        stored = metadata.tables["work_records"]
        with reading(self.engine) as view:
            wanted = select(stored.c.record_no).where(stored.c.kind.in_(kinds)).order_by(stored.c.record_no)
            return list(view.scalars(wanted))

    def strategies(self) -> Strategies:
        """What fields of forms may refer to."""
        sheets = st.sampled_from(self.numbers("sheet") or ["没有"])
        code = st.sampled_from((FACTORY, SHOP, CANTEEN))
        people = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True).map(tuple)
        near = st.integers(-40, 200).map(lambda days: self.today + timedelta(days=days))
        return {
            "on": st.just(None) | st.just(self.today),
            "reason": st.just("合成数据：按规定办理") | st.none(),
            "area_code": st.sampled_from(AREAS),
            "sheet_no": sheets,
            "credit_code": code,
            "unit_code": st.none() | code,
            "producer_code": st.none() | code,
            "plan_no": st.none() | st.sampled_from(PLANS),
            "organisation": st.sampled_from((*OFFICES, *LABORATORIES)),
            "laboratory": st.sampled_from(LABORATORIES),
            "samplers": people,
            "inspectors": people,
            "due_on": near,
            "produced_on": st.none() | st.integers(0, 90).map(lambda days: self.today - timedelta(days=days)),
            "sampled_on": st.just(self.today),
            "category": st.sampled_from(("糕点", "乳制品")),
            "Clue.sheet_no": st.none() | sheets,
            "Clue.credit_code": st.none() | code,
        }

    def number_for(self, step: StepResource) -> st.SearchStrategy[str]:
        """A record of the step's kind, sometimes one that is not there."""
        return st.sampled_from([*(self.numbers(step.kind.code) * 5), "没有"])


def live_a_step(life: Life, draw: Any, steps: tuple[StepResource, ...] = ()) -> None:
    """Let days pass, then take some step with some form; refusals are part of life, anything else is a fault."""
    life.today += timedelta(days=draw(st.integers(0, 12), label="days"))
    step = draw(st.sampled_from(steps or all_steps()), label="step")
    form = draw(forms_of(step.form, life.strategies()), label="form")
    arguments = (form,) if step.opens else (draw(life.number_for(step), label="number"), form)
    actor = draw(st.sampled_from(PEOPLE), label="actor")
    label = f"{step.kind.code}.{step.command}"
    try:
        with at_work(life.engine, actor=actor, today=life.today, command=label) as op:
            step.use_case(op, *arguments)
    except ShianError as refusal:
        life.refused.append(f"{label} {refusal.code}")
    else:
        life.taken.append(label)
