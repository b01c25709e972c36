"""What the fields of forms hold: words that fit always, and references to what the office has at that time.

Strategies are made once for each form; what they refer to is looked up when they are drawn from.
"""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Protocol

from hypothesis import strategies as st

from domain.disposals.content import ProductControl
from domain.draw.content import CandidateInspector, RosterFilter, StratumWish
from domain.draw.reading import RUNS
from domain.remarks.content import Answer
from tests.life.forms import AMOUNTS, forms_of
from tests.life.registers import AREAS, CANTEEN, FACTORY, LABORATORIES, OFFICES, PEOPLE, PLANS, SHOP


class Office(Protocol):
    """What a form is filled in at: a day, and what may be referred to."""

    today: date

    def numbers(self, *kinds: str) -> list[str]:
        """Numbers of the records of these kinds."""

    def plan_rows(self) -> list[str]:
        """Numbers of approved plan rows."""

    def digests(self) -> list[str]:
        """Digests of the snapshots that wait to be signed."""


# The office whose forms are being drawn.
PRESENT: ContextVar[Office] = ContextVar("PRESENT")


@st.composite
def _of_office(draw: Any, strategy: Callable[[Office], st.SearchStrategy[Any]]) -> Any:
    return draw(strategy(PRESENT.get()))


def _one_of(kinds: tuple[str, ...]) -> st.SearchStrategy[str]:
    return _of_office(lambda office: st.sampled_from(office.numbers(*kinds) or ["没有"]))


def _day(first: int, last: int) -> st.SearchStrategy[date]:
    """A day so many days after today."""
    return st.integers(first, last).map(lambda days: PRESENT.get().today + timedelta(days=days))


RESULTS = (None, "符合", "基本符合", "不符合")
INSPECTORS = tuple(CandidateInspector(id=f"J{number}", name=name) for number, name in enumerate(PEOPLE))
CODE = st.sampled_from((FACTORY, SHOP, CANTEEN))
SOME_PEOPLE = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True).map(tuple)
# What fields hold whatever has happened.
STEADY: dict[str, st.SearchStrategy[Any]] = {
    "reason": st.sampled_from(("合成数据：按规定办理",) * 7 + (None,)),
    "area_code": st.sampled_from(AREAS),
    "credit_code": CODE,
    "unit_code": st.none() | CODE,
    "producer_code": st.none() | CODE,
    "measure": st.sampled_from(("01", "02-1", "02-2", "11")),
    "quarter": st.sampled_from(("2022Q4", "2023Q1", "2023Q2")),
    "numerator": st.integers(0, 9).map(Decimal),
    "denominator": st.integers(5, 9).map(Decimal),
    "check": st.sampled_from(
        ("jump", "stock-shrinks", "basis-changed", "whole-is-zero", "unit-suspect", "city-repeats-districts")
    ),
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
    "city": st.none() | st.just("320400"),
    "snapshot": st.none(),
    "evidence": st.none(),
    "figure_area": st.none() | st.sampled_from(AREAS),
    "department": st.sampled_from(("市食安办", "市市场监管局", "市政务办")),
    "answer": st.builds(Answer, kind=st.just("说明"), words=st.just("合成数据")),
    "Remark.department": st.none(),
    "Remark.organisation": st.none(),
    "Remark.due_on": st.none(),
    "Remark.answer": st.none(),
    "Remedy.progress": st.just(()),
    "departments": st.just(()),
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
    "secrecy": st.sampled_from(("公开", "公开", "内部", "秘密")),
    "requirement": st.sampled_from((None, "1")),
    "Served.pages": st.sampled_from((None, "第1页")),
}

# What fields hold that follow the office.
PLAN_ROWS = _of_office(lambda office: st.sampled_from(office.plan_rows() or ["没有"]))
ANY_PLAN = _of_office(lambda office: st.sampled_from((*PLANS, *office.plan_rows())))
FOLLOWING: dict[str, st.SearchStrategy[Any]] = {
    "on": st.none() | _day(0, 0),
    "digest": _of_office(lambda office: st.sampled_from(office.digests() or ["0" * 64])),
    "as_of": _day(0, 0),
    "sheet_no": _one_of(("sheet",)),
    "plan_no": st.none() | ANY_PLAN,
    "due_on": _day(-40, 200),
    "produced_on": st.none() | _day(-90, 0),
    "sampled_on": _day(0, 0),
    "value_date": _day(0, 9),
    "by": st.none() | _day(-40, 200),
    "draw_no": st.none() | _one_of(("draw",)),
    "row_no": st.none() | PLAN_ROWS,
    "moment": st.times().map(lambda time: datetime.combine(PRESENT.get().today, time)),
    "source_no": _one_of(("inspection", "self-report")),
    "applied_on": _day(0, 0),
    "Clue.sheet_no": st.none() | _one_of(("sheet",)),
}


@cache
def filled_in(form: type[Any]) -> st.SearchStrategy[Any]:
    """Filled-in forms of the office that `PRESENT` holds when they are drawn."""
    return forms_of(form, STEADY | FOLLOWING)
