"""Inspection plans: filled by grade, by hand or from a draw; recorded inspections fill them."""

from datetime import date
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine

from domain.draw.content import PublicValue
from domain.errors import AreaNotFound, ShianError
from domain.inspection_plans.content import NewInspectionPlan
from domain.inspection_plans.kind import INSPECTION_PLAN
from domain.inspection_plans.machine import DrawHasNoTasks, InspectionPlanEmpty, InspectionPlanPeriodReversed
from domain.inspection_plans.progress import by_group, total
from domain.supervision.content import Inspection, NewInspection
from domain.work.errors import ReasonMissing, SamePerson, StepNotAllowed
from domain.work.fields import Form
from domain.work.record import Record
from sampling import draws
from sampling import inspection_plans as plans
from sampling.sheets.checks import EnterpriseNotFound
from sampling.store.engine import reading
from sampling.supervision.inspecting import record_inspection
from sampling.work.reading import read_versions
from tests.api.stored import an_enterprise, store
from tests.factories.draws import VALUE, code
from tests.factories.register_draws import COMMITTED, PUBLISHED, a_form, store_register
from tests.factories.work import at_work

TODAY = date(2026, 11, 20)


@pytest.fixture
def register(engine: Engine) -> Engine:
    """Nine shops of grade A, one of grade D, a school canteen without a grade, one shop that has closed."""
    store_register(engine)
    canteen = {"trade": "学校/托幼食堂", "stage": "餐饮", "risk_grade": None}
    store(engine, "enterprises", an_enterprise(code(60), risk_grade="D"))
    store(engine, "enterprises", an_enterprise(code(61), **canteen))
    store(engine, "enterprises", an_enterprise(code(62), risk_grade="D", closed_on=date(2025, 1, 1)))
    return engine


def a_plan(**fields: Any) -> NewInspectionPlan:
    plain = {
        "title": "合成数据年度计划",
        "area_code": "320400",
        "first_on": "2026-01-01",
        "last_on": "2026-12-31",
        "graded": {"kind": "日常监督检查"},
    }
    return msgspec.convert({**plain, **fields}, NewInspectionPlan)


def drafted(engine: Engine, **fields: Any) -> Record[Any]:
    with at_work(engine) as op:
        return plans.draft_inspection_plan(op, a_plan(**fields))


def inspected(engine: Engine, number: int, day: date, kind: str = "日常监督检查") -> None:
    inspection = Inspection(credit_code=code(number), kind=kind, inspectors=("甲", "乙"))  # type: ignore[arg-type]
    with at_work(engine) as op:
        record_inspection(op, NewInspection(inspection=inspection, on=day))


def test_the_grade_says_how_often_and_a_closed_or_ungraded_enterprise_is_not_in(register: Engine) -> None:
    rows = drafted(register).content.rows
    assert {row.credit_code: row.due for row in rows} == {
        **{code(number): 1 for number in range(1, 10)},
        code(60): 3,
    }


def test_a_campus_plan_of_a_term_is_of_canteens_alone(register: Engine) -> None:
    plan = drafted(register, graded={"kind": "秋季校园检查"}, first_on="2026-09-01")
    assert [(row.credit_code, row.due) for row in plan.content.rows] == [(code(61), 1)]
    assert "学校" in plan.content.source


def test_recorded_inspections_fill_the_plan(register: Engine) -> None:
    no = drafted(register).no
    inspected(register, 60, date(2026, 2, 3))
    inspected(register, 60, date(2026, 5, 3))
    inspected(register, 1, date(2026, 5, 4))
    inspected(register, 1, date(2026, 6, 4))
    inspected(register, 2, date(2026, 6, 4), "飞行检查")
    with reading(register) as view:
        _, rows = plans.plan_progress(view, no, TODAY)
        _, before = plans.plan_progress(view, no, date(2026, 3, 1))
        _, after = plans.plan_progress(view, no, date(2027, 1, 1))
    # One shop was inspected already in June by the register's own records.
    assert (total(rows).planned, total(rows).done, total(rows).open, total(rows).late) == (12, 4, 8, 0)
    assert (total(before).done, total(after).open, total(after).late) == (1, 0, 8)
    grades = by_group(rows, "risk_grade")
    assert (grades["D"].planned, grades["D"].done) == (3, 2)
    assert sum(one.planned for one in by_group(rows, "area_code").values()) == 12


def test_an_inspection_counts_for_the_row_due_first_and_once(register: Engine) -> None:
    quarters = [
        {"credit_code": code(4), "kind": "日常监督检查", "by": day} for day in ("2026-09-30", "2026-03-31")
    ]
    no = drafted(register, graded=None, rows=quarters).no
    inspected(register, 4, date(2026, 4, 2))
    with reading(register) as view:
        _, rows = plans.plan_progress(view, no, TODAY)
    assert [(one.by.month, one.done, one.late) for one in rows] == [(3, 1, 0), (9, 0, 1)]


def test_a_plan_is_approved_by_another_and_amended_with_a_reason(register: Engine) -> None:
    no = drafted(register).no
    with pytest.raises(SamePerson), at_work(register) as op:
        plans.approve_inspection_plan(op, no, Form())
    with at_work(register, actor="李四") as op:
        plans.approve_inspection_plan(op, no, Form())
    with pytest.raises(StepNotAllowed), at_work(register) as op:
        plans.edit_inspection_plan(op, no, a_plan())
    rows = ({"credit_code": code(5), "kind": "飞行检查"},)
    with pytest.raises(ReasonMissing), at_work(register) as op:
        plans.amend_inspection_plan(op, no, a_plan(rows=rows))
    with at_work(register) as op:
        plans.amend_inspection_plan(op, no, a_plan(rows=rows, reason="合成：增加飞行检查"))
        plans.close_inspection_plan(op, no, Form())
    with reading(register) as view:
        sizes = [len(content.rows) for _, content in read_versions(view, INSPECTION_PLAN, no)]
    assert sizes == [10, 10, 11, 11]


def test_a_plan_is_filled_from_a_draw_once_it_is_drawn(register: Engine) -> None:
    with at_work(register, today=COMMITTED) as op:
        draw_no = draws.commit_draw(op, a_form()).no
    with pytest.raises(DrawHasNoTasks):
        drafted(register, graded=None, draw_no=draw_no)
    with at_work(register, today=PUBLISHED) as op:
        draws.record_value(op, draw_no, PublicValue(value=VALUE))
        tasks = draws.run_draw(op, draw_no, Form()).content.tasks
    rows = drafted(register, graded=None, draw_no=draw_no).content.rows
    assert {row.credit_code for row in rows} == {task.credit_code for task in tasks}
    assert {row.kind for row in rows} == {"双随机检查"}


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"last_on": "2025-12-31"}, InspectionPlanPeriodReversed),
        (
            {"rows": [{"credit_code": code(4), "kind": "飞行检查", "by": "2027-01-01"}]},
            InspectionPlanPeriodReversed,
        ),
        ({"graded": None}, InspectionPlanEmpty),
        ({"area_code": "999999"}, AreaNotFound),
        ({"rows": [{"credit_code": code(999), "kind": "飞行检查"}]}, EnterpriseNotFound),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(
    register: Engine, fields: dict[str, Any], refusal: type[ShianError]
) -> None:
    with pytest.raises(refusal):
        drafted(register, **fields)
