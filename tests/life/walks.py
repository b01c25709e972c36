"""Short walks to the steps that a life left to chance seldom takes, so that no step of any machine stays untried."""

from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from sqlalchemy import Engine

from domain.attachments.content import FileFacts
from domain.draw.content import CandidateInspector, HandingOut, NewDraw, PublicValue, StratumWish
from domain.evidence.content import EvidenceEdit, NewEvidence, Replacement, Served
from domain.work.fields import Form
from sampling import draws
from sampling.evidence import steps as evidence
from sampling.work.operation import Operation
from tests.factories.work import at_work
from tests.walkthrough.stories import (
    APPROVER,
    CANTEEN,
    ENTERER,
    LEAD,
    OFFICER,
    PLAN,
    PLANNER,
    SHOP,
    SIGNER,
    VERIFIER,
    Caller,
    a_report,
    a_sample,
    tasks_of,
)

WHY = "合成数据：更正"
SECTIONS: dict[str, Any] = {
    "control": {
        "produced_kg": "100",
        "sold_kg": "60",
        "stock_kg": "40",
        "sealed_kg": "40",
        "recalled_kg": "0",
        "why_not_recalled": "合成数据：已售完",
    },
    "causes": "合成数据：原料",
    "penalty": {"why_none": "合成数据：不予处罚"},
    "rectification": {"measures": "合成数据", "rechecked_on": "2023-05-08", "recheck_result": "合格"},
    "notification": "合成数据：已通报",
}


def corrected_reports(call: Caller) -> None:
    """Reports that were corrected to another verdict, and to one that is none."""
    for batch, day, result, verdict in (("走甲", 22, "0.9", None), ("走乙", 23, "0.1", "不判定项")):
        number = a_sample(call, day, batch=batch)
        a_report(call, number, "0.1" if day == 22 else "0.9", "2023-04-06")
        call(f"/work/tests/{number}/reopen", SIGNER, reason=WHY)
        finding = {**LEAD, "result": result}
        if verdict is not None:
            finding |= {"verdict": verdict, "verdict_reason": WHY}
        call(f"/work/tests/{number}/enter", ENTERER, findings=[finding])
        call(f"/work/tests/{number}/verify", VERIFIER)
        conclusion = "不合格" if verdict is None else "未判定"
        call(
            f"/work/tests/{number}/reissue",
            SIGNER,
            report_no=f"合成{batch}更",
            conclusion=conclusion,
            on="2023-04-10",
            reason=WHY,
        )


def harm_reported(call: Caller) -> None:
    """Serious harm, confirmed and reported in time."""
    number = a_sample(call, 24, batch="走丙")
    call(f"/work/tests/{number}/enter", ENTERER, findings=[{**LEAD, "result": "9"}])
    call(f"/work/tests/{number}/confirm-harm", VERIFIER, moment="2023-03-27T09:30:00", reason=WHY)
    call(f"/work/tests/{number}/report-harm", ENTERER, moment="2023-03-27T15:30:00")


def rejected(call: Caller) -> None:
    """A sample that its laboratory rejects."""
    sheet = call(f"GET /work/sheets/{a_sample(call, 25, batch='走丁')}", OFFICER)["content"]
    kept = {name: value for name, value in sheet.items() if value is not None and name not in _FOUND}
    number = call("/work/sheets", "张三", sheet=kept | {"batch_no": "走戊", "sample_name": "蛋糕走戊"})["no"]
    approved = {"duplicate_reason": WHY, "duplicate_approver": APPROVER}
    call(f"/work/sheets/{number}/submit", "张三", **approved)
    call(f"/work/sheets/{number}/reject", ENTERER, reason="合成数据：封条破损", on="2023-03-27")


_FOUND = ("warnings", "duplicate_reason", "duplicate_approver", "laboratory_name")


def returned(call: Caller) -> None:
    """A task sent back with comments."""
    number = a_sample(call, 26, batch="走己")
    a_report(call, number, "0.9", "2023-04-11")
    task = tasks_of(call, number)[0]
    path = f"/work/disposals/{task}"
    call(f"{path}/serve", OFFICER, on="2023-04-12")
    call(f"{path}/start", OFFICER, on="2023-04-13")
    call(f"{path}/record", OFFICER, sections=SECTIONS)
    call(f"{path}/submit", OFFICER, on="2023-05-08")
    call(f"{path}/return", APPROVER, on="2023-05-09", reason=WHY)


def reviews_extended(call: Caller) -> None:
    """A re-inspection whose laboratory and hand-over took longer, and an accepted objection to the sampling."""
    number = a_sample(call, 27, batch="走庚")
    a_report(call, number, "0.9", "2023-04-12")
    call(f"/work/disposals/{tasks_of(call, number)[0]}/serve", OFFICER, on="2023-04-13")
    asked = {"sheet_no": number, "applicant": "被抽样单位", "on": "2023-04-14"}
    review = call("/work/reinspections", OFFICER, **asked)["no"]
    call(f"/work/reinspections/{review}/accept", APPROVER, on="2023-04-17")
    call(f"/work/reinspections/{review}/extend-laboratory", APPROVER, amount=3, reason=WHY)
    call(f"/work/reinspections/{review}/draw-laboratory", APPROVER, on="2023-04-18")
    call(f"/work/reinspections/{review}/extend-transfer", APPROVER, amount=3, reason=WHY)
    other = a_sample(call, 28, batch="走辛")
    asked = {"sheet_no": other, "applicant": "被抽样单位", "subject": "抽样过程", "on": "2023-03-29"}
    objection = call("/work/objections", OFFICER, **asked)["no"]
    call(f"/work/objections/{objection}/accept", APPROVER, on="2023-03-30")


def withdrawn(call: Caller) -> None:
    """What was opened by a report falls with it: a letter after an overturning correction, a follow-up."""
    elsewhere = {"producer_code": None, "producer_name": "合成数据外地厂", "producer_address": "外省某市"}
    for batch, day, kind in (("走壬", 11, "监督抽检"), ("走癸", 12, "风险监测")):
        number = a_sample(call, day, batch=batch, task_kind=kind, **elsewhere)
        a_report(call, number, "0.9", "2023-04-13")
        call(f"/work/tests/{number}/reopen", SIGNER, reason=WHY)
        call(f"/work/tests/{number}/enter", ENTERER, findings=[{**LEAD, "result": "0.1"}])
        call(f"/work/tests/{number}/verify", VERIFIER)
        call(
            f"/work/tests/{number}/reissue",
            SIGNER,
            report_no=f"合成{batch}更",
            conclusion="合格",
            on="2023-04-17",
            reason=WHY,
        )


def planned_inspections(call: Caller) -> None:
    """A plan of inspections that is edited, approved, amended and closed; one that is given up; a declined amendment."""
    plan = {
        "title": "合成数据检查计划",
        "area_code": "320400",
        "first_on": "2023-01-01",
        "last_on": "2023-12-31",
        "rows": [{"credit_code": SHOP, "kind": "日常监督检查", "due": 2}],
    }
    more = plan | {"rows": [*plan["rows"], {"credit_code": CANTEEN, "kind": "日常监督检查", "due": 1}]}
    for given_up in (False, True):
        path = f"/work/inspection-plans/{call('/work/inspection-plans', PLANNER, **plan)['no']}"
        call(f"{path}/edit", PLANNER, **more)
        if given_up:
            call(f"{path}/abandon", PLANNER, reason=WHY)
            continue
        call(f"{path}/approve", APPROVER)
        call(f"{path}/amend", PLANNER, **plan, reason=WHY)
        call(f"{path}/close", APPROVER, reason=WHY)
    rows = [
        {name: value for name, value in row.items() if name not in ("withdrawn", "year")}
        for row in call(f"GET /work/plans/{PLAN}", PLANNER)["content"]["rows"]
        if not row.get("withdrawn")
    ]
    rows[0]["batches"] += 1
    call(f"/work/plans/{PLAN}/propose", PLANNER, rows=rows, reason=WHY)
    call(f"/work/plans/{PLAN}/decline", APPROVER, reason=WHY)


def filed(call: Caller) -> None:
    """A return sent back, mended and accepted; the next version of it waits."""
    one = {"measure": "01", "area_code": "320412", "quarter": "2023Q1"}
    first = {"numerator": "8", "denominator": "10"}
    number = call("/work/returns", PLANNER, **one, figures=first)["no"]
    call(f"/work/returns/{number}/submit", PLANNER)
    call(f"/work/returns/{number}/return", APPROVER, reason=WHY)
    call(f"/work/returns/{number}/edit", PLANNER, figures=first | {"numerator": "9"})
    call(f"/work/returns/{number}/submit", PLANNER)
    call(f"/work/returns/{number}/accept", APPROVER)
    call("/work/returns", PLANNER, **one, figures=first | {"numerator": "10"}, reason=WHY)
    shared = {"measure": "11", "area_code": "320400", "quarter": "2023Q1"}
    number = call("/work/returns", PLANNER, **shared, figures=first)["no"]
    call(f"/work/returns/{number}/submit", PLANNER)
    call(f"/work/returns/{number}/sign", OFFICER, department="市政务办")
    call(f"/work/returns/{number}/accept", APPROVER)
    number = call(
        "/work/returns", PLANNER, **shared | {"quarter": "2023Q2"}, organisation="A02", figures=first
    )["no"]
    call(f"/work/returns/{number}/submit", PLANNER)
    call(f"/work/returns/{number}/note-paper", APPROVER, department="市政务办", reason=WHY)


def frozen(call: Caller) -> None:
    """A snapshot that a department objects to before all sign and it is approved; the next one is withdrawn."""
    year = {"year": 2023, "as_of": "2023-06-30"}
    snapshot = call("/work/snapshots", PLANNER, **year)
    for position, _ in enumerate(snapshot["content"]["departments"], start=1):
        path = f"/work/sign-offs/{snapshot['no']}-{position:02d}"
        if position == 1:
            call(f"{path}/object", OFFICER, reason=WHY)
            call(f"{path}/sign", OFFICER, digest=snapshot["content"]["digest"])
        else:
            call(f"{path}/note-paper", PLANNER, reason=WHY)
    call(f"/work/snapshots/{snapshot['no']}/approve", APPROVER)
    again = call("/work/snapshots", PLANNER, **year, reason=WHY)
    call(f"/work/snapshots/{again['no']}/withdraw", PLANNER, reason=WHY)


def reviewed(call: Caller) -> None:
    """Remarks that are answered, sent back, accepted and withdrawn; remedies noted, sent back, confirmed and dropped."""
    remark = {
        "year": 2023,
        "area_code": "320400",
        "subject": "指标",
        "measure": "01",
        "words": "合成数据",
        "raised_by": "合成数据评审组",
    }
    given = {"department": "市食安办", "due_on": "2099-12-31"}
    answer = {"kind": "说明", "words": "合成数据"}
    for taken_back in (False, True):
        path = f"/work/remarks/{call('/work/remarks', SIGNER, remark=remark)['no']}"
        call(f"{path}/assign", PLANNER, **given)
        call(f"{path}/answer", OFFICER, answer=answer)
        call(f"{path}/return", SIGNER, reason=WHY)
        if taken_back:
            call(f"{path}/withdraw", SIGNER, reason=WHY)
            continue
        call(f"{path}/answer", OFFICER, answer=answer)
        call(f"{path}/accept", SIGNER)
    for taken_back in (False, True):
        path = f"/work/remarks/{call('/work/remarks', PLANNER, remark=remark | {'on_paper': True})['no']}"
        call(f"{path}/assign", PLANNER, **given)
        call(f"{path}/answer", OFFICER, answer=answer)
        call(f"{path}/note-returned", PLANNER, reason=WHY)
        if taken_back:
            call(f"{path}/note-withdrawn", PLANNER, reason=WHY)
            continue
        call(f"{path}/answer", OFFICER, answer=answer)
        call(f"{path}/note-accepted", PLANNER, reason=WHY)
    remedy = {
        "year": 2023,
        "area_code": "320400",
        "measure": "01",
        "cause": "合成数据",
        "action": "合成数据",
        "department": "市食安办",
        "due_on": "2023-12-31",
    }
    for dropped in (False, True):
        path = f"/work/remedies/{call('/work/remedies', PLANNER, remedy=remedy)['no']}"
        if dropped:
            call(f"{path}/drop", PLANNER, reason=WHY)
            continue
        call(f"{path}/note", OFFICER, words="合成数据")
        call(f"{path}/change", PLANNER, action="合成数据甲", reason=WHY)
        call(f"{path}/report", OFFICER)
        call(f"{path}/reopen", APPROVER, reason=WHY)
        call(f"{path}/report", OFFICER)
        call(f"{path}/confirm", APPROVER)


def drawn(engine: Engine) -> None:
    """A draw from its commitment to the handing out of its tasks; its value was first written down wrongly."""
    committed, published = date(2023, 5, 8), date(2023, 5, 10)
    people = tuple(
        CandidateInspector(id=f"D{at}", name=name) for at, name in enumerate(("张三", "李四", "王五"))
    )
    wish = NewDraw(
        title="合成数据抽取",
        value_source="合成彩票第2023050期号码",
        value_date=published,
        strata=(StratumWish(values=(), amount=1),),
        max_tasks=2,
        simulation_runs=1_000,
        inspectors=people,
    )
    with at_work(engine, today=committed, command="draw.commit") as op:
        number = draws.commit_draw(op, wish).no
    with at_work(engine, today=published, command="draw.record-value") as op:
        draws.record_value(op, number, PublicValue(value="2023年第50期 1 2 3"))
    with at_work(engine, actor="王五", today=published, command="draw.correct-value") as op:
        draws.correct_value(op, number, PublicValue(value="2023年第50期 1 2 4", reason=WHY))
    with at_work(engine, today=published, command="draw.run") as op:
        draws.run_draw(op, number, Form())
    with at_work(engine, today=published, command="draw.hand-out") as op:
        draws.hand_out_tasks(op, number, HandingOut(due_on=date(2023, 6, 30)))


def evidenced(engine: Engine) -> None:
    """A document that was sent back, mended, approved and replaced; one that waits, and one that is withdrawn."""

    def facts(digit: str) -> FileFacts:
        return FileFacts(sha256=digit * 64, size=1_000, media_type="application/pdf", pages=3)

    def at(command: str, actor: str = PLANNER) -> AbstractContextManager[Operation]:
        return at_work(engine, actor=actor, today=date(2023, 6, 1), command=f"evidence.{command}")

    numbers = []
    for digit in "abc":
        form = NewEvidence(
            year=2023,
            title=f"合成数据材料{digit}",
            issuer="合成数据食安办",
            secrecy="公开",
            file_name="合成数据.pdf",
            serves=(Served(measure="01", requirement="1", pages="第1—2页"),),
            area_code="320412",
            organisation="A12",
        )
        with at("register") as op:
            numbers.append(evidence.register_evidence(op, form, facts(digit)).no)
    first, _, last = numbers
    with at("return", APPROVER) as op:
        evidence.return_evidence(op, first, Form(reason=WHY))
    edit = EvidenceEdit(title="合成数据材料", issuer="合成数据食安办", secrecy="内部", serves=form.serves)
    with at("edit") as op:
        evidence.edit_evidence(op, first, edit)
    with at("approve", APPROVER) as op:
        evidence.approve_evidence(op, first, Form())
    with at("replace") as op:
        other = Replacement(file_name="合成数据新.pdf", reason=WHY)
        evidence.replace_evidence(op, first, other, facts("d"))
    with at("withdraw") as op:
        evidence.withdraw_evidence(op, last, Form(reason=WHY))


WALKS = (
    corrected_reports,
    harm_reported,
    rejected,
    returned,
    reviews_extended,
    withdrawn,
    planned_inspections,
    filed,
    frozen,
    reviewed,
)
