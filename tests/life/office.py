"""An office that lives: registers to refer to, people, days that pass, and any step of the API at any time."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from api.routes.work_routes import StepResource
from domain.disposals.content import ProductControl
from domain.draw.content import CandidateInspector, RosterFilter, StratumWish
from domain.draw.reading import RUNS
from domain.errors import ShianError
from domain.sheets.content import SheetEdit
from sampling.store.engine import reading
from sampling.store.schema import metadata
from sampling.testing.receiving import receive_sample
from sampling.work.kinds import KINDS
from sampling.work.reading import read_stored
from tests.api.stored import an_enterprise, store, store_areas
from tests.factories.work import at_work
from tests.life.forms import AMOUNTS, Strategies, forms_of
from tests.life.steps import all_steps, later_steps
from tests.worlds.credit_codes import credit_code

PEOPLE = ("张三", "李四", "王五", "赵六", "钱七")
FACTORY, SHOP, CANTEEN, OUTSIDE = (credit_code("320412", number) for number in (1, 2, 3, 4))
AREAS = ("320411", "320412", "320412001", "320412601")
PLANS = ("JH1", "JH2")
RESULTS = (None, "符合", "基本符合", "不符合")
LABORATORIES = ("L01", "L02", "L03")
OFFICES = ("A01", "A02")
FIRST_DAY = date(2023, 2, 1)
INSPECTORS = tuple(CandidateInspector(id=f"J{number}", name=name) for number, name in enumerate(PEOPLE))


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


CODE = st.sampled_from((FACTORY, SHOP, CANTEEN))
SOME_PEOPLE = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True).map(tuple)
# What fields hold whatever has happened.
STEADY: dict[str, st.SearchStrategy[Any]] = {
    "reason": st.sampled_from(("合成数据：按规定办理",) * 7 + (None,)),
    "area_code": st.sampled_from(AREAS),
    "credit_code": CODE,
    "unit_code": st.none() | CODE,
    "producer_code": st.none() | CODE,
    "measure": st.sampled_from(("01", "02-1", "02-2")),
    "quarter": st.sampled_from(("2022Q4", "2023Q1", "2023Q2")),
    "numerator": st.integers(0, 9).map(Decimal),
    "denominator": st.integers(5, 9).map(Decimal),
    "check": st.sampled_from(("jump", "stock-shrinks", "basis-changed", "whole-is-zero")),
    "organiser": st.none() | st.sampled_from(OFFICES),
    "organisation": st.sampled_from((*OFFICES, *LABORATORIES)),
    "laboratory": st.sampled_from(LABORATORIES),
    "witnesses": SOME_PEOPLE,
    "inspectors": SOME_PEOPLE,
    "category": st.sampled_from(("糕点", "乳制品")),
    "samplers": st.permutations(PEOPLE).map(lambda names: tuple(names[:2])) | SOME_PEOPLE,
    "stage": st.sampled_from(("生产", "流通", "餐饮")),
    "place": st.sampled_from(("超市", "农贸市场", "网购")),
    "unit_name": st.sampled_from(("合成数据超市", "合成数据食堂")),
    "unit_address": st.just("合成数据路1号"),
    "sample_name": st.sampled_from(("蛋糕", "酸奶")),
    "packaging": st.sampled_from((None, "散装")),
    "third_role": st.none(),
    "third_name": st.none(),
    "imported": st.just(False),
    "online_platform": st.none(),
    "date_kind": st.just("生产日期"),
    "sample_quantity": st.none(),
    "spare_quantity": st.none(),
    "number": st.none(),
    "year": st.just(2023),
    "value": st.sampled_from(("2023年第12期 3 8 1", "00000", "x")),
    "NewDraw.roster": st.just(RosterFilter()),
    "NewDraw.stratify_by": st.just(()),
    "NewDraw.strata": st.just((StratumWish(values=(), amount=1),)),
    "NewDraw.total": st.none(),
    "NewDraw.inspectors": st.just(INSPECTORS),
    "exclusion_days": st.integers(0, 30),
    "max_tasks": st.integers(1, 3),
    "simulation_runs": st.just(RUNS[0]),
    "first_on": st.just(date(2023, 1, 1)),
    "last_on": st.just(date(2023, 12, 31)),
    "portion": st.sampled_from(("检验样品", "备份样品")),
    "seal_no": st.integers(1, 60).map(lambda number: f"FT{number:04d}"),
    "holder": st.sampled_from(PEOPLE),
    "receiver": st.sampled_from(PEOPLE),
    "seal_intact": st.booleans(),
    "temperature": st.none() | st.just(Decimal("4.5")),
    "NewPlan.plan_no": st.integers(1, 9).map(lambda number: f"JH2023-{number}"),
    "item_set": st.none(),
    "item_sets": st.just(()),
    "batches": st.integers(0, 5),
    "duplicate_reason": st.just("合成数据"),
    "duplicate_approver": st.sampled_from(PEOPLE),
    "item_name": st.sampled_from(("铅", "菌落总数", "氧乐果")),
    "result": st.sampled_from(("0.1", "0.9", "未检出", "<0.01", "1.0×10²")),
    "unit": st.just("mg/kg"),
    "min_limit": st.none(),
    "max_limit": st.sampled_from(("0.5", "≤0.5mg/kg", None)),
    "limit_unit": st.just("mg/kg"),
    "detection_limit": st.none(),
    "Inspection.result": st.sampled_from(RESULTS),
    "verdict": st.just(None) | st.sampled_from(("合格项", "不合格项", "问题项", "未检验")),
    "verdict_reason": st.just("复核原始记录"),
    "report_no": st.integers(1, 10**6).map(lambda number: f"合成{number}"),
    "control": st.none()
    | st.integers(0, 50).map(
        lambda kg: ProductControl(
            produced_kg=Decimal(100),
            sold_kg=Decimal(kg),
            stock_kg=Decimal(100 - kg),
            sealed_kg=Decimal(0),
            recalled_kg=Decimal(0),
            why_not_recalled="已售完",
        )
    ),
    "clue_no": st.none(),
    "NewClue.clue_no": st.integers(1, 40).map(lambda number: f"XS{number}"),
    "fine": AMOUNTS,
    "checklist": st.none() | st.just("catering-daily"),
    "days_to_correct": st.integers(1, 60),
    "amount": st.integers(1, 15),
    "days": st.integers(1, 60),
    "Clue.credit_code": st.none() | CODE,
}


@dataclass
class Life:
    """What has happened so far: the day it is, and how often each step was taken or refused with which code."""

    engine: Engine
    today: date = FIRST_DAY
    taken: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    _records: list[tuple[str, str, str]] | None = None
    _plan_rows: list[str] | None = None

    @property
    def records(self) -> list[tuple[str, str, str]]:
        """Kind, number and state of every record; read again after a step was taken."""
        if self._records is None:
            stored = metadata.tables["work_records"]
            columns = (stored.c.kind, stored.c.record_no, stored.c.state)
            with reading(self.engine) as view:
                rows = view.execute(select(*columns).order_by(*columns)).all()
            self._records = [(row[0], row[1], row[2]) for row in rows]
        return self._records

    def numbers(self, *kinds: str) -> list[str]:
        """Numbers of the records of these kinds."""
        return [number for kind, number, _ in self.records if kind in kinds]

    def plan_rows(self) -> list[str]:
        """Numbers of the plan rows that were approved here; read again after a step was taken."""
        if self._plan_rows is None:
            stored = metadata.tables["plans"]
            with reading(self.engine) as view:
                wanted = select(stored.c.plan_no).where(stored.c.plan_no.not_in(PLANS))
                self._plan_rows = list(view.scalars(wanted.order_by(stored.c.plan_no)))
        return self._plan_rows

    def forget(self) -> None:
        """Read again what there is: something was changed."""
        self._records = self._plan_rows = None

    def strategies(self) -> Strategies:
        """What fields of forms may refer to."""
        sheets = st.sampled_from(self.numbers("sheet") or ["没有"])
        near = st.integers(-40, 200).map(lambda days: self.today + timedelta(days=days))
        return STEADY | {
            "on": st.just(None) | st.just(self.today),
            "sheet_no": sheets,
            "plan_no": st.none() | st.sampled_from((*PLANS, *self.plan_rows())),
            "due_on": near,
            "produced_on": st.none() | st.integers(0, 90).map(lambda days: self.today - timedelta(days=days)),
            "sampled_on": st.just(self.today),
            "value_date": st.integers(0, 9).map(lambda days: self.today + timedelta(days=days)),
            "by": st.none() | near,
            "draw_no": st.none() | st.sampled_from(self.numbers("draw") or ["没有"]),
            "row_no": st.none() | st.sampled_from(self.plan_rows() or ["没有"]),
            "moment": st.times().map(lambda time: datetime.combine(self.today, time)),
            "source_no": st.sampled_from(self.numbers("inspection", "self-report") or ["没有"]),
            "applied_on": st.just(self.today),
            "Clue.sheet_no": st.none() | sheets,
        }

    def number_for(self, step: StepResource) -> st.SearchStrategy[str]:
        """A record of the step's kind, sometimes one that is not there."""
        kinds = ("sheet", "test") if step.kind.code == "test" else (step.kind.code,)
        return st.sampled_from([*(self.numbers(*kinds) * 5), "没有"])

    def as_numbered(self, number: str | None, form: SheetEdit) -> SheetEdit:
        """The form with what the sheet's number says, which no edit may change."""
        with reading(self.engine) as view:
            found = read_stored(view, KINDS["sheet"], number or "")
        if found is None:
            return form
        fixed = {
            name: getattr(found.content, name)
            for name in ("area_code", "organisation", "level", "sampled_on")
        }
        return msgspec.structs.replace(form, sheet=msgspec.structs.replace(form.sheet, **fixed))

    def next_steps(self) -> list[list[tuple[StepResource, str | None]]]:
        """Steps that the states of the records allow, with the numbers of these records; each step once.

        What this life has taken least often comes first, so that it reaches many steps and not the same few.
        """
        found: dict[str, list[tuple[StepResource, str | None]]] = {}
        for step, number in self._next_steps():
            found.setdefault(f"{step.kind.code}.{step.command}", []).append((step, number))
        return [found[label] for label in sorted(found, key=lambda label: (self._count(label), label))]

    def _count(self, label: str) -> int:
        return self.taken.count(label)

    def _next_steps(self) -> list[tuple[StepResource, str | None]]:
        found: list[tuple[StepResource, str | None]] = [(step, None) for step in all_steps() if step.opens]
        for kind, number, state in self.records:
            commands = {one.command for one in KINDS[kind].machine.allowed(state)}
            families = commands | {command.split("-")[0] for command in commands}
            if (kind, state) == ("sheet", "sampled"):
                found += [(step, number) for step in all_steps() if step.use_case is receive_sample]
            found += [(step, number) for step in later_steps(kind) if step.command in families]
        return found


def live_a_step(life: Life, draw: Any) -> None:
    """Let days pass, then take some step with some form; refusals are part of life, anything else is a fault."""
    life.today += timedelta(days=draw(st.integers(0, 12), label="days"))
    if draw(st.integers(0, 5), label="anything at all"):
        choices = life.next_steps()
        few = draw(st.integers(1, len(choices)), label="among the rarest")
        step, number = draw(
            st.sampled_from(draw(st.sampled_from(choices[:few]), label="step")), label="record"
        )
    else:
        step, number = draw(st.sampled_from(all_steps()), label="step"), None
    form = draw(forms_of(step.form, life.strategies()), label="form")
    try:  # as the API reads it: what no form may hold never arrives
        form = msgspec.json.decode(msgspec.json.encode(form), type=step.form)
    except msgspec.ValidationError:
        life.refused.append(f"{step.kind.code}.{step.command} invalid")
        return
    if number is None and not step.opens:
        number = draw(life.number_for(step), label="number")
    if isinstance(form, SheetEdit) and draw(st.integers(0, 3), label="keeps what the number says"):
        form = life.as_numbered(number, form)
    arguments = (form,) if step.opens else (number, form)
    actor = draw(st.sampled_from(PEOPLE), label="actor")
    label = f"{step.kind.code}.{step.command}"
    try:
        with at_work(life.engine, actor=actor, today=life.today, command=label) as op:
            step.use_case(op, *arguments)
    except ShianError as refusal:
        life.refused.append(f"{label} {refusal.code}")
    else:
        life.taken.append(label)
        life.forget()
