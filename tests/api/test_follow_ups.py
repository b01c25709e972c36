"""Following up 问题项 through the API: from the report of risk monitoring to its closing, and never in public."""

import pytest
from sqlalchemy import Engine

from tests.api.conftest import Client, Serve
from tests.api.promises import BASE, caller, refusal
from tests.factories import laboratory as lab
from tests.walkthrough.stories import APPROVER, ENTERER, LEAD, OFFICER, SIGNER, VERIFIER, Caller

HERE = "/work/follow-ups"


@pytest.fixture
def office(engine: Engine) -> Engine:
    """A database with registers."""
    lab.furnish(engine)
    return engine


@pytest.fixture
def api(office: Engine, serve: Serve) -> Client:
    """The application over it."""
    return serve(office)


def reported(office: Engine, call: Caller, result: str = "0.9", task_kind: str = "风险监测") -> str:
    number = lab.received(office, task_kind=task_kind)
    call(f"/work/tests/{number}/enter", ENTERER, findings=[{**LEAD, "result": result}])
    call(f"/work/tests/{number}/verify", VERIFIER)
    report = {"report_no": f"合成{number[-5:]}", "conclusion": "见检验结果", "on": "2023-03-20"}
    call(f"/work/tests/{number}/issue", SIGNER, **report)
    return number


def followed(call: Caller, number: str) -> list[tuple[str, str]]:
    found = call(f"GET {HERE}?sheet_no={number}", OFFICER)["items"]
    return [(one["no"], one["state_name"]) for one in found]


def test_a_problem_is_followed_up_until_another_person_confirms(office: Engine, api: Client) -> None:
    call = caller(api)
    number = reported(office, call)
    assert call(f"GET /work/disposals?sheet_no={number}", OFFICER)["items"] == []
    ((follow_up, state),) = followed(call, number)
    shown = call(f"GET {HERE}/{follow_up}", OFFICER)["content"]
    assert (state, shown["items"], shown["task_kind"]) == ("待跟踪", [LEAD["item_name"]], "风险监测")
    path = f"{HERE}/{follow_up}"
    asked = {"outcome": "已转监督抽检", "on": "2023-03-28"}
    assert refusal(api, f"{path}/report", OFFICER, **asked) == "nothing-followed-up"
    call(f"{path}/record", OFFICER, words="合成数据：约谈经营者", on="2023-03-22")
    call(f"{path}/report", OFFICER, **asked)
    assert refusal(api, f"{path}/return", APPROVER, on="2023-03-29") == "reason-missing"
    call(f"{path}/return", APPROVER, on="2023-03-29", reason="合成数据：请附监督抽检编号")
    call(f"{path}/record", OFFICER, words="合成数据：已补充", on="2023-03-30")
    call(f"{path}/report", OFFICER, outcome="已转监督抽检", on="2023-03-30")
    assert refusal(api, f"{path}/close", OFFICER, on="2023-03-31") == "same-person"
    closed = call(f"{path}/close", APPROVER, on="2023-03-31")
    assert (closed["state_name"], closed["content"]["outcome"]) == ("已办结", "已转监督抽检")
    assert [note["on"] for note in closed["content"]["notes"]] == ["2023-03-22", "2023-03-30"]


def test_a_problem_is_in_neither_public_list(office: Engine, api: Client) -> None:
    call = caller(api)
    reported(office, call)
    reported(office, call, result="0.1")
    asked = {"from": "2023-01-01", "to": "2023-12-31", "publisher": "合成数据市场监管局"}
    for name in ("qualified", "unqualified"):
        listed = api.get(f"{BASE}/publication-lists", params=asked | {"list": name})
        assert listed.status_code == 200
        assert listed.text.count("\r\n") == 1, "nothing but the header"


def test_without_a_problem_nothing_is_followed_up(office: Engine, api: Client) -> None:
    call = caller(api)
    assert followed(call, reported(office, call, result="0.1")) == []
    assert followed(call, reported(office, call, task_kind="监督抽检")) == []


def test_a_correction_without_the_problem_withdraws_its_follow_up(office: Engine, api: Client) -> None:
    call = caller(api)
    number = reported(office, call)
    path = f"/work/tests/{number}"
    for version, (result, states) in enumerate((("0.8", ["待跟踪"]), ("0.2", ["已撤销"])), start=2):
        call(f"{path}/reopen", SIGNER, reason="合成数据：抄录有误")
        call(f"{path}/enter", ENTERER, findings=[{**LEAD, "result": result}])
        call(f"{path}/verify", VERIFIER)
        report = {"report_no": f"合成更{version}", "conclusion": "见检验结果", "on": f"2023-03-2{version}"}
        after = call(f"{path}/reissue", SIGNER, **report)
        assert [one["version"] for one in after["content"]["reports"]] == list(range(1, version + 1))
        assert [state for _, state in followed(call, number)] == states
