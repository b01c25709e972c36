"""Disposal through the API: tasks that open by themselves, their sections, approval, and what stops what."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.api.conftest import Client, Serve
from tests.api.promises import caller, refusal
from tests.api.stored import store
from tests.factories import laboratory as lab
from tests.walkthrough.stories import APPROVER, OFFICER, Caller, a_report, tasks_of

HERE = "/work/disposals"
CONTROL = {
    "produced_kg": "100",
    "sold_kg": "60",
    "stock_kg": "40",
    "sealed_kg": "40",
    "recalled_kg": "12.5",
}
RECHECKED = {"measures": "合成数据：更换供应商", "rechecked_on": "2023-05-08", "recheck_result": "合格"}
WHOLE = {
    "control": CONTROL,
    "causes": "合成数据：原料验收不严",
    "penalty": {"why_none": "合成数据：已另案处理"},
    "rectification": RECHECKED,
    "notification": "合成数据：已通报公安机关",
}


@pytest.fixture
def office(engine: Engine) -> Engine:
    """A database with registers."""
    lab.furnish(engine)
    return engine


@pytest.fixture
def api(office: Engine, serve: Serve) -> Client:
    """The application over it."""
    return serve(office)


def reported(office: Engine, call: Caller, **values: Any) -> str:
    """A sheet whose report of 21 March 2023 says 不合格."""
    number = lab.received(office, **values)
    a_report(call, number, "0.9", "2023-03-21")
    return number


def ends(call: Caller, number: str) -> dict[str, str]:
    listed = call(f"GET {HERE}?sheet_no={number}", OFFICER)["items"]
    return {one["content"]["side"]: one["no"] for one in listed}


def test_tasks_open_at_both_ends_with_their_clocks(office: Engine, api: Client) -> None:
    call = caller(api)
    found = ends(call, reported(office, call))
    assert set(found) == {"经营", "生产"}
    for task in found.values():
        shown = call(f"GET {HERE}/{task}", OFFICER)
        assert shown["content"]["area_code"] == "320412"
        assert [(one["clock"], one["due"]) for one in shown["clocks"]] == [
            ("serve", "2023-03-28"),
            ("disposal-start", "2023-03-28"),
            ("disposal-complete", "2023-06-19"),
        ]


def test_a_producer_outside_the_city_gets_a_letter_in_place_of_a_task(office: Engine, api: Client) -> None:
    call = caller(api)
    values = {"producer_code": None, "producer_name": "合成数据外地食品厂", "producer_address": "外省某市"}
    number = reported(office, call, **values)
    assert set(ends(call, number)) == {"经营"}
    (letter,) = call(f"GET /work/transfer-letters?sheet_no={number}", OFFICER)["items"]
    assert letter["content"]["producer_name"] == "合成数据外地食品厂"
    path = f"/work/transfer-letters/{letter['no']}"
    call(f"{path}/send", OFFICER, addressee="合成数据外地市场监督管理局", on="2023-03-24")
    assert (
        call(f"{path}/answer", OFFICER, answer="合成数据：已查处", on="2023-05-04")["state_name"] == "已回复"
    )


def test_a_producer_that_was_sampled_itself_has_one_task(office: Engine, api: Client) -> None:
    call = caller(api)
    own = {"stage": "生产", "unit_code": lab.FACTORY, "unit_name": "合成数据食品厂", "place": "成品库"}
    assert set(ends(call, reported(office, call, **own))) == {"生产"}


def test_a_task_goes_from_service_to_an_approver(office: Engine, api: Client) -> None:
    call = caller(api)
    path = f"{HERE}/{ends(call, reported(office, call))['生产']}"
    assert refusal(api, f"{path}/serve", OFFICER, on="2023-03-20") == "served-before-receipt"
    call(f"{path}/serve", OFFICER, on="2023-03-24", receiver="合成数据签收人", how="邮寄送达")
    call(f"{path}/start", OFFICER, on="2023-03-27")
    assert refusal(api, f"{path}/submit", OFFICER, on="2023-05-08") == "sections-missing"
    call(f"{path}/record", OFFICER, sections=WHOLE | {"rectification": {"measures": "合成数据"}})
    assert refusal(api, f"{path}/submit", OFFICER, on="2023-05-08") == "sections-missing"
    call(f"{path}/record", OFFICER, sections={"rectification": RECHECKED})
    call(f"{path}/submit", OFFICER, on="2023-05-08")
    assert refusal(api, f"{path}/return", APPROVER, on="2023-05-09") == "reason-missing"
    call(f"{path}/return", APPROVER, on="2023-05-09", reason="合成数据：请补充召回凭证")
    call(f"{path}/submit", OFFICER, on="2023-05-10")
    assert refusal(api, f"{path}/approve", OFFICER, on="2023-05-11") == "same-person"
    done = call(f"{path}/approve", APPROVER, on="2023-05-11")
    assert done["state_name"] == "已完成"
    assert {one["clock"]: one["stopped"] for one in done["clocks"]} == {
        "serve": "2023-03-24",
        "disposal-start": "2023-03-27",
        "disposal-complete": "2023-05-11",
    }
    assert done["content"]["sections"]["notification"] == WHOLE["notification"]
    assert [one["reason"] for one in done["steps"] if one["command"] == "return"] == [
        "合成数据：请补充召回凭证"
    ]


@pytest.mark.parametrize(
    ("sections", "code"),
    [
        ({"control": CONTROL | {"recalled_kg": "0"}}, "recall-unexplained"),
        ({"control": CONTROL | {"sold_kg": "61"}}, "quantity-impossible"),
        ({"penalty": {}}, "penalty-empty"),
        ({"penalty": {"clue_no": "没有"}}, "record-not-found"),
    ],
)
def test_a_section_that_is_not_whole_is_refused_and_changes_nothing(
    office: Engine, api: Client, sections: dict[str, Any], code: str
) -> None:
    call = caller(api)
    path = f"{HERE}/{ends(call, reported(office, call))['经营']}"
    call(f"{path}/start", OFFICER, on="2023-03-27")
    before = call(f"GET {path}", OFFICER)
    assert refusal(api, f"{path}/record", OFFICER, sections=sections) == code
    assert call(f"GET {path}", OFFICER) == before


def test_a_penalty_names_a_case_of_the_system_or_of_an_import(office: Engine, api: Client) -> None:
    call = caller(api)
    number = reported(office, call)
    task = ends(call, number)["经营"]
    call(f"{HERE}/{task}/start", OFFICER, on="2023-03-27")
    clue = {"area_code": "320412", "facts": "合成数据", "should_file": True, "sheet_no": number}
    call("/work/cases", OFFICER, clue_no="XS1", clue=clue | {"task_no": task}, on="2023-03-28")
    imported = {"clue_no": "XS2", "area_code": "320412", "found_on": date(2023, 3, 28), "should_file": True}
    store(office, "cases", imported)
    for clue_no in ("XS1", "XS2"):
        recorded = call(f"{HERE}/{task}/record", OFFICER, sections={"penalty": {"clue_no": clue_no}})
        assert recorded["content"]["sections"]["penalty"]["clue_no"] == clue_no


def test_tasks_are_supervised_and_extended_by_approval(office: Engine, api: Client) -> None:
    call = caller(api)
    path = f"{HERE}/{ends(call, reported(office, call))['经营']}"
    assert refusal(api, f"{path}/supervise", APPROVER) == "reason-missing"
    assert call(f"{path}/supervise", APPROVER, reason="合成数据：久拖未办")["content"]["supervised"] is True
    assert refusal(api, f"{path}/extend", APPROVER, days=60) == "reason-missing"
    call(f"{path}/extend", APPROVER, days=30, reason="合成数据：等待鉴定", on="2023-06-01")
    shown = call(f"{path}/extend", APPROVER, days=30, reason="合成数据：等待复检", on="2023-06-05")
    clock = next(one for one in shown["clocks"] if one["clock"] == "disposal-complete")
    assert (clock["extended"], clock["due"]) == (60, "2023-08-18")


def test_an_accepted_objection_stops_the_penalty_and_never_product_control(
    office: Engine, api: Client
) -> None:
    call = caller(api)
    number = reported(office, call)
    shop, factory = (ends(call, number)[side] for side in ("经营", "生产"))
    for task in (shop, factory):
        call(f"{HERE}/{task}/start", OFFICER, on="2023-03-22")
    call(f"{HERE}/{factory}/record", OFFICER, sections=WHOLE)
    call(f"{HERE}/{factory}/submit", OFFICER, on="2023-03-23")
    call(f"{HERE}/{factory}/approve", APPROVER, on="2023-03-24")
    asked = {"sheet_no": number, "applicant": "被抽样单位", "subject": "检验方法", "on": "2023-03-27"}
    objection = call("/work/objections", OFFICER, **asked)["no"]
    call(f"/work/objections/{objection}/accept", APPROVER, on="2023-03-28")
    penalty = {"penalty": {"why_none": "合成数据：首违不罚"}}
    path = f"{HERE}/{shop}"
    assert refusal(api, f"{path}/record", OFFICER, sections=penalty) == "penalty-suspended"
    call(f"{path}/record", OFFICER, sections={"control": CONTROL, "causes": "合成数据"})
    correction = {"sections": penalty, "reason": "合成数据：理由有变"}
    assert refusal(api, f"{HERE}/{factory}/correct", APPROVER, **correction) == "penalty-suspended"
    conclusion = {"outcome": "维持", "report_no": "异1", "on": "2023-04-10"}
    call(f"/work/objections/{objection}/conclude", APPROVER, **conclusion)
    call(f"{path}/record", OFFICER, sections=penalty)
    call(f"{HERE}/{factory}/correct", APPROVER, **correction)


def test_an_overturned_verdict_leaves_what_was_completed(office: Engine, api: Client) -> None:
    call = caller(api)
    number = reported(office, call)
    found = ends(call, number)
    path = f"{HERE}/{found['生产']}"
    call(f"{path}/start", OFFICER, on="2023-03-22")
    call(f"{path}/record", OFFICER, sections=WHOLE)
    call(f"{path}/submit", OFFICER, on="2023-03-23")
    call(f"{path}/approve", APPROVER, on="2023-03-24")
    asked = {"sheet_no": number, "applicant": "标称生产企业", "subject": "标准适用", "on": "2023-03-27"}
    objection = call("/work/objections", OFFICER, **asked)["no"]
    call(f"/work/objections/{objection}/accept", APPROVER, on="2023-03-28")
    conclusion = {"outcome": "改判合格", "report_no": "异1", "on": "2023-04-10"}
    call(f"/work/objections/{objection}/conclude", APPROVER, **conclusion)
    states = {side: call(f"GET {HERE}/{task}", OFFICER)["state_name"] for side, task in found.items()}
    assert states == {"生产": "已完成", "经营": "已撤销"}
    assert set(tasks_of(call, number)) == set(found.values())


def test_what_was_done_in_time_stays_so_when_the_task_ends_later(office: Engine, api: Client) -> None:
    call = caller(api)
    number = reported(office, call)
    path = f"{HERE}/{ends(call, number)['经营']}"
    call(f"{path}/serve", OFFICER, on="2023-03-29")
    call(f"{path}/serve", OFFICER, on="2023-03-24", reason="合成数据：更正送达日期")
    call(f"{path}/start", OFFICER, on="2023-03-27")
    asked = {"sheet_no": number, "applicant": "被抽样单位", "subject": "检验方法", "on": "2023-03-27"}
    objection = call("/work/objections", OFFICER, **asked)["no"]
    call(f"/work/objections/{objection}/accept", APPROVER, on="2023-03-28")
    conclusion = {"outcome": "改判合格", "report_no": "异1", "on": "2023-05-10"}
    call(f"/work/objections/{objection}/conclude", APPROVER, **conclusion)
    assert {one["clock"]: one["stopped"] for one in call(f"GET {path}", OFFICER)["clocks"]} == {
        "serve": "2023-03-24",
        "disposal-start": "2023-03-27",
        "disposal-complete": "2023-05-10",
    }
    listed = call("GET /work/due?as_of=2023-06-30&done_since=2023-03-01", OFFICER)["items"]
    standing = {(one["record_no"], one["clock"]): one["standing"] for one in listed}
    task = path.rsplit("/", 1)[1]
    assert standing[task, "serve"] == standing[task, "disposal-start"] == "按期完成"
