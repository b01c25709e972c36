"""Sampling plans on both databases: what is in force, what an amendment changes, and what files may still say."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine

from api.desk import load_desk
from api.plan_figures import completion, plan_figures
from domain.catalogue.clocks import load_clocks
from domain.catalogue.measures import load_catalogue
from domain.errors import ShianError
from domain.plans.content import Amendment, NewPlan, PlanHead, RowForm
from domain.plans.kind import PLAN
from domain.sheets.content import NewSheet, Sheet
from domain.work.fields import Form
from sampling.exchange.importing import import_exchange
from sampling.exchange.report import ImportReport
from sampling.plans import steps
from sampling.plans.editions import compare_editions
from sampling.sheets.filling import draft_sheet
from sampling.store.engine import reading
from sampling.work.reading import read_record
from tests.api.stored import AT, store, store_areas
from tests.databases.contents import records
from tests.factories.served import Application
from tests.factories.work import at_work
from tests.life.registers import an_organisation

HEADER = "计划编号,年份,类别,任务级别,区划代码,食品大类,环节,计划批次\n"
DAY = date(2023, 3, 1)


def a_row(category: str = "糕点", batches: int = 10, *, row_no: str | None = None) -> RowForm:
    return RowForm(
        row_no=row_no, kind="监督抽检", level="县抽", area_code="320412", category=category, batches=batches
    )


HEAD = PlanHead(title="合成数据2023年计划", year=2023, scope="年度计划", organisation="A01")


@pytest.fixture
def office(engine: Engine) -> Engine:
    """A database with an approved plan of two rows."""
    store_areas(engine)
    store(engine, "organisations", an_organisation("A01", "市场监督管理局"))
    with at_work(engine, actor="拟订人", today=DAY) as op:
        steps.draft_plan(op, NewPlan(plan_no="JH1", head=HEAD, rows=(a_row(), a_row("酒类", 5))))
    with at_work(engine, actor="批准人", today=DAY) as op:
        steps.approve_plan(op, "JH1", Form())
    return engine


def amended(engine: Engine, *rows: RowForm) -> None:
    with at_work(engine, actor="拟订人", today=date(2023, 6, 1)) as op:
        steps.propose_amendment(op, "JH1", Amendment(rows=rows, reason="合成数据"))
    with at_work(engine, actor="批准人", today=date(2023, 6, 2)) as op:
        steps.approve_amendment(op, "JH1", Form())


def planned(engine: Engine) -> dict[str, int]:
    return {str(row[0]): int(row[-1]) for row in records(engine)["plans"]}


def imported(engine: Engine, folder: Path, rows: str) -> ImportReport:
    (folder / "plans.csv").write_text(HEADER + rows, encoding="utf-8")
    return import_exchange(
        engine, folder, catalogue=load_catalogue(), clocks=load_clocks(), actor="导入员", at=AT
    )


def refused(engine: Engine, work: Any, *arguments: Any, actor: str = "批准人", today: date = DAY) -> str:
    with pytest.raises(ShianError) as refusal, at_work(engine, actor=actor, today=today) as op:
        work(op, *arguments)
    return refusal.value.code


def test_a_draft_plans_nothing_and_an_approved_plan_does(engine: Engine) -> None:
    store_areas(engine)
    store(engine, "organisations", an_organisation("A01", "市场监督管理局"))
    with at_work(engine, actor="拟订人", today=DAY) as op:
        steps.draft_plan(op, NewPlan(plan_no="JH1", head=HEAD, rows=(a_row(),)))
    assert planned(engine) == {}
    assert refused(engine, steps.approve_plan, "JH1", Form(), actor="拟订人") == "same-person"
    with at_work(engine, actor="批准人", today=DAY) as op:
        steps.approve_plan(op, "JH1", Form())
    assert planned(engine) == {"JH1-001": 10}


def test_an_amendment_counts_once_another_person_approves_it(office: Engine) -> None:
    rows = (a_row(batches=12, row_no="JH1-001"), a_row("饮料", 3))
    with at_work(office, actor="拟订人", today=DAY) as op:
        steps.propose_amendment(op, "JH1", Amendment(rows=rows, reason="合成数据"))
    assert planned(office) == {"JH1-001": 10, "JH1-002": 5}
    assert refused(office, steps.approve_amendment, "JH1", Form(), actor="拟订人") == "same-person"
    with at_work(office, actor="批准人", today=DAY) as op:
        steps.approve_amendment(op, "JH1", Form())
    assert planned(office) == {"JH1-001": 12, "JH1-002": 0, "JH1-003": 3}
    with reading(office) as view:
        _, _, changes = compare_editions(view, "JH1", None, None)
    assert [(one.row_no, one.change) for one in changes] == [
        ("JH1-001", "调整"),
        ("JH1-002", "撤下"),
        ("JH1-003", "新增"),
    ]


def test_completion_is_known_by_the_current_and_by_the_first_plan(office: Engine) -> None:
    amended(office, a_row(batches=4, row_no="JH1-001"), a_row("饮料", 3))
    desk = load_desk(office)
    with reading(office) as view:
        found = completion(desk, view, 2023, date(2023, 12, 31), city=None, area="320412")
    by_measure = {one.current.measure.code: one for one in found}
    current, original = by_measure["06-1"].current, by_measure["06-1"].original
    assert (current.numerator, current.denominator) == (0, 7)
    assert (original.numerator, original.denominator) == (0, 15)


def test_progress_adds_up_to_the_measure(office: Engine) -> None:
    amended(office, a_row(batches=4, row_no="JH1-001"), a_row("饮料", 3))
    figures = plan_figures(load_desk(office).assessor(2023, date(2023, 12, 24)), None)
    assert [(row.plan_no, progress.counts.planned) for row, progress in figures.rows] == [
        ("JH1-001", 4),
        ("JH1-002", 0),
        ("JH1-003", 3),
    ]
    assert (figures.together.remaining, figures.together.weekly_need) == (7, 7)
    assert [(info.code, progress.counts.planned) for info, progress in figures.areas] == [("320412", 7)]


def test_a_sheet_may_not_name_a_row_that_was_withdrawn_or_whose_plan_has_ended(office: Engine) -> None:
    amended(office, a_row(row_no="JH1-001"))
    assert refused(office, draft_sheet, a_sheet("JH1-002")) == "plan-row-closed"
    with at_work(office, actor="抽样人", today=date(2023, 6, 3)) as op:
        draft_sheet(op, a_sheet("JH1-001"))
    with at_work(office, actor="批准人", today=date(2023, 6, 3)) as op:
        steps.close_plan(op, "JH1", Form(reason="合成数据：年度结束"))
    assert refused(office, draft_sheet, a_sheet("JH1-001")) == "plan-row-closed"


def a_sheet(plan_no: str | None) -> NewSheet:
    return NewSheet(sheet=Sheet(area_code="320412", organisation="A01", level="县抽", plan_no=plan_no))


def test_a_file_changes_a_row_of_an_open_plan_as_a_new_version(office: Engine, tmp_path: Path) -> None:
    report = imported(office, tmp_path, "JH1-001,2023,监督抽检,县抽,320412,糕点,,20\n")
    assert (report.errors, report.updated) == ([], {"plans": 1})
    with reading(office) as view:
        record = read_record(view, PLAN, "JH1")
    assert [(row.row_no, row.batches) for row in record.content.rows] == [("JH1-001", 20), ("JH1-002", 5)]
    assert record.events[-1].command == "import"


def test_a_file_cannot_change_any_row_of_a_plan_that_has_ended(office: Engine, tmp_path: Path) -> None:
    with at_work(office, actor="批准人", today=DAY) as op:
        steps.close_plan(op, "JH1", Form(reason="合成数据"))
    rows = "JH1-001,2023,监督抽检,县抽,320412,糕点,,20\nJH1-002,2023,监督抽检,县抽,320412,酒类,,6\n"
    report = imported(office, tmp_path, rows)
    assert [(one.row, one.code) for one in report.errors] == [(2, "locked-record"), (3, "locked-record")]
    assert planned(office) == {"JH1-001": 10, "JH1-002": 5}


def test_an_imported_row_is_a_plan_that_can_be_amended(engine: Engine, tmp_path: Path) -> None:
    store_areas(engine)
    imported(engine, tmp_path, "D7,2023,监督抽检,县抽,320412,糕点,流通,20\n")
    rows = (a_row(batches=9, row_no="D7"),)
    with at_work(engine, actor="拟订人", today=DAY) as op:
        steps.propose_amendment(op, "D7", Amendment(rows=rows, reason="合成数据"))
    with at_work(engine, actor="批准人", today=DAY) as op:
        steps.approve_amendment(op, "D7", Form())
    assert planned(engine) == {"D7": 9}


def test_a_new_row_does_not_take_the_number_of_an_imported_one(engine: Engine, tmp_path: Path) -> None:
    store_areas(engine)
    store(engine, "organisations", an_organisation("A01", "市场监督管理局"))
    imported(engine, tmp_path, "JH1-001,2023,监督抽检,县抽,320412,糕点,流通,20\n")
    with at_work(engine, today=DAY) as op:
        plan = steps.draft_plan(op, NewPlan(plan_no="JH1", head=HEAD, rows=(a_row(),)))
    assert [row.row_no for row in plan.content.rows] == ["JH1-002"]


def test_an_amendment_does_not_undo_what_a_file_said_meanwhile_of_another_row(
    office: Engine, tmp_path: Path
) -> None:
    rows = (a_row(batches=12, row_no="JH1-001"), a_row("酒类", 5, row_no="JH1-002"))
    with at_work(office, actor="拟订人", today=DAY) as op:
        steps.propose_amendment(op, "JH1", Amendment(rows=rows, reason="合成数据"))
    imported(office, tmp_path, "JH1-002,2023,监督抽检,县抽,320412,酒类,,50\n")
    with at_work(office, actor="批准人", today=date(2026, 11, 20)) as op:
        steps.approve_amendment(op, "JH1", Form())
    assert planned(office) == {"JH1-001": 12, "JH1-002": 50}


def test_who_proposed_an_earlier_amendment_may_approve_a_later_one(office: Engine) -> None:
    amended(office, a_row(batches=12, row_no="JH1-001"))
    with at_work(office, actor="批准人", today=date(2023, 7, 1)) as op:
        steps.propose_amendment(op, "JH1", Amendment(rows=(a_row(row_no="JH1-001"),), reason="合成数据"))
    with at_work(office, actor="拟订人", today=date(2023, 7, 2)) as op:
        steps.approve_amendment(op, "JH1", Form())
    assert planned(office) == {"JH1-001": 10, "JH1-002": 0}


def test_resources_answer_for_progress_completion_and_differences(
    office: Engine, tmp_path: Path, application: Application
) -> None:
    app = application(office, packages_folder=tmp_path)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        day = {"year": 2023, "as_of": "2023-07-01"}
        progress = client.get("/api/v1/plan-progress", params=day | {"area": "320412"}).json()
        assert (progress["together"]["planned"], len(progress["months"])) == (15, 7)
        found = client.get("/api/v1/plan-completion", params=day).json()
        assert {one["measure"] for one in found} == {"06-1", "06-2"}
        unknown = client.get("/api/v1/work/plans/JH1/differences", params={"from": 1})
        assert (unknown.status_code, unknown.json()["code"]) == (404, "plan-edition-not-found")
        assert client.get("/api/v1/plan-progress", params=day | {"area": "999999"}).status_code == 404


def test_a_draft_is_given_up_with_a_reason_and_an_approved_plan_is_not(office: Engine) -> None:
    with at_work(office, actor="拟订人", today=DAY) as op:
        steps.draft_plan(op, NewPlan(plan_no="JH2", head=HEAD, rows=(a_row("饮料", 1),)))
    assert refused(office, steps.abandon_plan, "JH2", Form()) == "reason-missing"
    with at_work(office) as op:
        assert steps.abandon_plan(op, "JH2", Form(reason="合成数据：重复")).state == "abandoned"
    assert refused(office, steps.approve_plan, "JH2", Form()) == "step-not-allowed"
    assert refused(office, steps.abandon_plan, "JH1", Form(reason="合成数据")) == "step-not-allowed"
    again = NewPlan(plan_no="JH2", head=HEAD, rows=(a_row("饮料", 1),))
    assert refused(office, steps.draft_plan, again) == "record-exists"
