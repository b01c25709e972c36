"""An office in the middle of its work: records of every kind in states that a short life would seldom reach."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from litestar.testing import TestClient
from PIL import Image
from sqlalchemy import Engine

from api.app import create_app
from tests.factories.http import send
from tests.life.registers import furnish
from tests.life.walks import WALKS, drawn, evidenced
from tests.walkthrough.stories import (
    APPROVER,
    CANTEEN,
    ENTERER,
    LEAD,
    OFFICER,
    SIGNER,
    STORIES,
    VERIFIER,
    Caller,
    a_plan,
    a_report,
    a_sample,
    register,
    tasks_of,
)

Told = list[dict[str, Any]]


def furnish_deeply(engine: Engine, folder: Path) -> None:
    """Registers, the five stories, and work that has stopped half way; synthetic."""
    furnish(engine)
    app = create_app(engine, packages_folder=folder)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:

        def post(path: str, body: dict[str, Any], actor: str) -> dict[str, Any]:
            if path.startswith("GET "):
                answer = client.get(f"/api/v1{path[4:]}", headers={"X-Actor": quote(actor)})
            else:
                answer = send(client, path, body, actor=actor)
            assert answer.is_success, (path, answer.text)
            found: dict[str, Any] = answer.json()
            return found

        call = Caller(post)
        register(call)
        a_plan(call)
        for story in STORIES:
            story.tell(call)
        for walk in (*HALF_WAY, *WALKS):
            walk(call)
        sheet_no = call("GET /work/sheets?limit=1", "张三")["items"][0]["no"]
        label = {"owner_kind": "sheet", "owner_no": sheet_no, "name": "合成数据.png"}
        photo = io.BytesIO()
        Image.new("L", (1, 1)).save(photo, "PNG")
        told = {"X-Actor": quote("张三"), "Content-Type": "image/png"}
        sent = client.post("/api/v1/work/attachments", content=photo.getvalue(), params=label, headers=told)
        assert sent.is_success, sent.text
    drawn(engine)
    evidenced(engine)


def tested_not_verified(call: Caller) -> None:
    """A sample whose findings wait for somebody to verify them."""
    number = a_sample(call, 8, batch="己")
    call(f"/work/tests/{number}/enter", ENTERER, findings=[{**LEAD, "result": "0.6"}])


def verified_not_issued(call: Caller) -> None:
    """A sample whose report waits for its signature."""
    number = a_sample(call, 9, batch="庚")
    call(f"/work/tests/{number}/enter", ENTERER, findings=[{**LEAD, "result": "0.6"}])
    call(f"/work/tests/{number}/verify", VERIFIER)


def being_corrected(call: Caller) -> None:
    """A report that was taken up again."""
    number = a_sample(call, 10, batch="辛")
    a_report(call, number, "0.9", "2023-03-28")
    call(f"/work/tests/{number}/reopen", SIGNER, reason="合成数据：结果抄录有误")
    call(f"/work/tests/{number}/enter", ENTERER, findings=[{**LEAD, "result": "0.4"}])
    call(f"/work/tests/{number}/verify", VERIFIER)


def letters_under_way(call: Caller) -> None:
    """Unqualified samples of a producer outside the city: one letter drafted, one sent."""
    elsewhere = {"producer_code": None, "producer_name": "合成数据外地食品厂", "producer_address": "外省某市"}
    for batch, day in (("卯", 20), ("辰", 21)):
        number = a_sample(call, day, batch=batch, **elsewhere)
        a_report(call, number, "0.9", "2023-04-03")
        letter = call(f"GET /work/transfer-letters?sheet_no={number}", OFFICER)["items"][0]["no"]
        if day == 21:
            addressee = "合成数据外地市场监督管理局"
            call(f"/work/transfer-letters/{letter}/send", OFFICER, addressee=addressee, on="2023-04-04")


def disposal_waiting(call: Caller) -> None:
    """Tasks that are served, started and submitted."""
    number = a_sample(call, 13, batch="壬")
    a_report(call, number, "0.9", "2023-03-30")
    for at, task in enumerate(tasks_of(call, number)):
        call(f"/work/disposals/{task}/serve", OFFICER, on="2023-03-31")
        if at:
            call(f"/work/disposals/{task}/start", OFFICER, on="2023-04-03")


def under_review(call: Caller) -> None:
    """A re-inspection at its laboratory, and an objection that was accepted."""
    for batch, day in (("癸", 14), ("子", 15)):
        number = a_sample(call, day, batch=batch)
        a_report(call, number, "0.9", "2023-03-31")
        call(f"/work/disposals/{tasks_of(call, number)[0]}/serve", OFFICER, on="2023-04-03")
        asked = {"sheet_no": number, "applicant": "被抽样单位", "on": "2023-04-06"}
        if day == 14:
            review = call("/work/reinspections", OFFICER, **asked)["no"]
            call(f"/work/reinspections/{review}/accept", APPROVER, on="2023-04-07")
            call(f"/work/reinspections/{review}/draw-laboratory", APPROVER, on="2023-04-10")
            call(f"/work/reinspections/{review}/hand-over", ENTERER, on="2023-04-11")
        else:
            review = call("/work/objections", OFFICER, subject="检验方法", **asked)["no"]
            call(f"/work/objections/{review}/accept", APPROVER, on="2023-04-07")


def followed_up(call: Caller) -> None:
    """A problem of risk monitoring that is followed up."""
    number = a_sample(call, 20, batch="卯", task_kind="风险监测")
    a_report(call, number, "0.9", "2023-03-31")
    follow_up = call(f"GET /work/follow-ups?sheet_no={number}", OFFICER)["items"][0]["no"]
    call(f"/work/follow-ups/{follow_up}/record", OFFICER, words="合成数据：现场核查", on="2023-04-03")


def supervised(call: Caller) -> None:
    """An inspection with problems, and a self-report."""
    answers = [{"point": str(at), "answer": "是"} for at in range(1, 6)]
    answers.append({"point": "6", "answer": "否", "note": "合成数据：过期"})
    inspection = {
        "credit_code": CANTEEN,
        "kind": "春季校园检查",
        "inspectors": ["张三", "李四"],
        "checklist": "catering-daily",
        "answers": answers,
    }
    call("/work/inspections", OFFICER, inspection=inspection, on="2023-04-18")
    call(
        "/work/self-reports",
        OFFICER,
        report={"credit_code": CANTEEN, "kind": "定期自查报告"},
        on="2023-04-19",
    )


def sealed_apart(call: Caller) -> None:
    """Samples and spare samples on their way: sealed before the report, received, kept qualified and unqualified."""
    for batch, day, result in (("丑", 16, "0.1"), ("寅", 17, "0.9")):
        number = a_sample(call, day, batch=batch)
        at = {"moment": f"2023-03-{day}T10:00:00", "place": "合成数据市场", "temperature": "21.5"}
        for portion, mark in (("检验样品", "YP"), ("备份样品", "BY")):
            asked = {
                "sheet_no": number,
                "portion": portion,
                "seal_no": f"FT{number[-4:]}{mark}",
                "holder": "张三",
            }
            way = call("/work/custody", "张三", **asked, **at)["no"]
            call(f"/work/custody/{way}/hand-over", "张三", receiver="李四", **at)
            call(f"/work/custody/{way}/receive", "李四", receiver="李四", seal_intact=True, **at)
        a_report(call, number, result, "2023-03-31")


HALF_WAY: tuple[Callable[[Caller], None], ...] = (
    tested_not_verified,
    verified_not_issued,
    being_corrected,
    disposal_waiting,
    letters_under_way,
    under_review,
    followed_up,
    supervised,
    sealed_apart,
)
