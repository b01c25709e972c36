"""Supervision through the API: inspections, problems until they are put right, self-reports, clues and cases."""

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.api.conftest import Client, Serve
from tests.api.promises import caller, refusal
from tests.factories import laboratory as lab
from tests.walkthrough.stories import APPROVER, CANTEEN, OFFICER

INSPECTION = {
    "credit_code": CANTEEN,
    "kind": "日常监督检查",
    "inspectors": ["张三", "李四"],
    "checklist": "catering-daily",
    "answers": [
        *({"point": str(at), "answer": "是"} for at in range(1, 6)),
        {"point": "6", "answer": "否", "note": "合成数据：过期"},
    ],
}


@pytest.fixture
def api(engine: Engine, serve: Serve) -> Client:
    """The application over registers."""
    lab.furnish(engine)
    return serve(engine)


def test_an_inspection_needs_two_inspectors_and_every_point_of_its_checklist(api: Client) -> None:
    def refused(**changed: Any) -> str:
        body = {"inspection": INSPECTION | changed, "on": "2023-04-18"}
        return refusal(api, "/work/inspections", OFFICER, **body)

    assert refused(inspectors=["张三"]) == "too-few-people"
    assert refused(inspectors=["张三", "张三"]) == "too-few-people"
    assert refused(answers=INSPECTION["answers"][1:]) == "answers-incomplete"  # type: ignore[index]
    assert refused(result="符合") == "result-unexplained"
    assert refused(checklist="没有") == "checklist-not-found"
    lists = api.get("/api/v1/work/checklists").json()
    assert "catering-daily" in str(lists), "checklists are data that can be read"


def test_a_problem_is_open_until_a_re_check_finds_it_put_right(api: Client) -> None:
    call = caller(api)
    inspection = call(
        "/work/inspections", OFFICER, inspection=INSPECTION, on="2023-04-18", days_to_correct=10
    )
    assert [(one["clock"], one["due"]) for one in inspection["clocks"]] == [
        ("publish-inspection", "2023-05-17")
    ]
    (problem,) = call("GET /work/problems", OFFICER)["items"]
    assert (problem["content"]["source_no"], problem["content"]["due_on"]) == (inspection["no"], "2023-04-28")
    path = f"/work/problems/{problem['no']}"
    call(f"{path}/postpone", APPROVER, due_on="2023-05-10", reason="合成数据：设备到货晚")
    call(f"{path}/report", OFFICER, measures="合成数据：已清理", on="2023-05-04")
    assert refusal(api, f"{path}/fail", OFFICER, on="2023-05-05") == "reason-missing"
    assert (
        call(f"{path}/fail", OFFICER, on="2023-05-05", reason="合成数据：仍有过期")["state_name"] == "整改中"
    )
    call(f"{path}/report", OFFICER, measures="合成数据：再次清理", on="2023-05-08")
    assert call(f"{path}/pass", OFFICER, on="2023-05-09")["state_name"] == "整改完成"
    published = call(f"/work/inspections/{inspection['no']}/publish", OFFICER, on="2023-04-20")
    assert published["clocks"][0]["stopped"] == "2023-04-20"


def test_a_problem_of_a_self_report_has_its_own_day(api: Client) -> None:
    call = caller(api)
    report = {"credit_code": CANTEEN, "kind": "自查风险报告", "summary": "合成数据：冷库温度异常"}
    source = call("/work/self-reports", OFFICER, report=report, on="2023-04-19")["no"]
    problem = {"source": "自查", "source_no": source, "description": "合成数据：冷库", "due_on": "2023-04-25"}
    assert refusal(api, "/work/problems", OFFICER, problem=problem | {"due_on": "2023-04-18"}) == (
        "due-before-found"
    )
    found = call("/work/problems", OFFICER, problem=problem)
    assert (found["content"]["credit_code"], found["content"]["area_code"]) == (CANTEEN, "320411")


def test_a_case_goes_from_its_clue_to_a_decision(api: Client) -> None:
    call = caller(api)
    clue = {"area_code": "320412", "facts": "合成数据", "should_file": True}
    call("/work/cases", OFFICER, clue_no="XS1", clue=clue, on="2023-03-01")
    waiting = call(
        "/work/cases/XS1/extend-filing", APPROVER, amount=5, reason="合成数据：协查", on="2023-03-10"
    )
    assert waiting["clocks"][0]["due"] == "2023-03-29"
    filed = call("/work/cases/XS1/file", APPROVER, case_no="合成数据立字1号", on="2023-03-28")
    assert [(one["clock"], one["due"]) for one in filed["clocks"] if one["stopped"] is None] == [
        ("case-decision", "2023-06-26")
    ]
    decision = {"document_no": "合成数据〔2023〕1号", "outcome": "罚款", "fine": "5000.00"}
    done = call("/work/cases/XS1/decide", APPROVER, decision=decision, on="2023-06-20")
    assert (done["state_name"], done["content"]["decision"]["fine"]) == ("已办结", "5000.00")
    call("/work/cases", OFFICER, clue_no="XS2", clue=clue, on="2023-03-01")
    assert refusal(api, "/work/cases/XS2/decline", APPROVER, on="2023-03-05") == "reason-missing"
    declined = call("/work/cases/XS2/decline", APPROVER, on="2023-03-06", reason="合成数据：证据不足")
    assert declined["state_name"] == "不予立案"
