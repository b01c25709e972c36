"""Re-inspection and objection through the API: from the application to the verdict that changes from a day on."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from domain.reviews.content import LaboratoryDraw
from domain.reviews.drawing import is_as_drawn
from tests.api.conftest import Client, Serve
from tests.api.promises import BASE, caller, refusal
from tests.api.stored import a_sheet, an_item, store
from tests.factories import laboratory as lab
from tests.walkthrough.stories import (
    APPROVER,
    ENTERER,
    OFFICER,
    SIGNER,
    VERIFIER,
    Caller,
    a_plan,
    a_report,
    a_sample,
    register,
    tasks_of,
)

HERE, OBJECTIONS = "/work/reinspections", "/work/objections"
SHOP_ASKS, FACTORY_ASKS = "被抽样单位", "标称生产企业"


@pytest.fixture
def api(engine: Engine, serve: Serve) -> Client:
    """The application over registers and a plan."""
    lab.furnish(engine)
    client = serve(engine)
    call = caller(client)
    register(call)
    a_plan(call)
    return client


def unqualified(call: Caller, day: int = 3, **values: Any) -> str:
    """A sheet of the plan whose report of 22 March 2023 says 不合格."""
    number = a_sample(call, day, batch=f"批{day}", **values)
    a_report(call, number, "0.9", "2023-03-22")
    return number


def serve_end(call: Caller, number: str, side: str, on: str) -> None:
    """Serve the notice on one end."""
    listed = call(f"GET /work/disposals?sheet_no={number}", OFFICER)["items"]
    (task,) = [one["no"] for one in listed if one["content"]["side"] == side]
    call(f"/work/disposals/{task}/serve", OFFICER, on=on)


def apply(call: Caller, number: str, on: str, applicant: str = SHOP_ASKS) -> dict[str, Any]:
    return call(HERE, OFFICER, sheet_no=number, applicant=applicant, on=on)


def test_each_party_counts_its_days_from_its_own_notice(api: Client) -> None:
    call = caller(api)
    number = unqualified(call)
    serve_end(call, number, "经营", "2023-03-24")
    serve_end(call, number, "生产", "2023-04-10")
    shop = apply(call, number, "2023-04-18")
    factory = apply(call, number, "2023-04-19", FACTORY_ASKS)
    assert [(one["content"]["served_on"], one["content"]["apply_by"]) for one in (shop, factory)] == [
        ("2023-03-24", "2023-04-04"),
        ("2023-04-10", "2023-04-19"),
    ]
    assert shop["content"]["obstacles"] == ["逾期申请"]
    assert refusal(api, f"{HERE}/{shop['no']}/accept", APPROVER, on="2023-04-19") == "acceptance-barred"
    told = call(f"{HERE}/{shop['no']}/refuse", APPROVER, ground="逾期申请", on="2023-04-19")
    assert told["state_name"] == "不予受理"
    assert call(f"{HERE}/{factory['no']}/accept", APPROVER, on="2023-04-19")["content"]["obstacles"] == []


def test_what_bars_an_application_is_looked_up_again_when_it_is_decided(api: Client) -> None:
    call = caller(api)
    number = unqualified(call)
    review = apply(call, number, "2023-04-18")
    assert (review["content"]["apply_by"], review["content"]["obstacles"]) == (None, [])
    serve_end(call, number, "经营", "2023-03-24")
    assert refusal(api, f"{HERE}/{review['no']}/accept", APPROVER, on="2023-04-19") == "acceptance-barred"
    told = call(f"{HERE}/{review['no']}/refuse", APPROVER, ground="逾期申请", on="2023-04-19")
    assert (told["content"]["apply_by"], told["content"]["obstacles"]) == ("2023-04-04", ["逾期申请"])


def test_microbes_and_an_expired_spare_sample_bar_a_reinspection(api: Client) -> None:
    call = caller(api)
    number = a_sample(call, 3, batch="批菌")
    colonies = {"item_name": "菌落总数", "item_class": "微生物", "result": "9000", "unit": "CFU/g"}
    call(f"/work/tests/{number}/enter", ENTERER, findings=[colonies | {"max_limit": "1000"}])
    call(f"/work/tests/{number}/verify", VERIFIER)
    call(f"/work/tests/{number}/issue", SIGNER, report_no="合成菌", conclusion="不合格", on="2023-03-22")
    asked = {"sheet_no": number, "applicant": SHOP_ASKS}
    review = call(HERE, OFFICER, **asked, on="2023-03-27")
    assert review["content"]["obstacles"] == ["微生物指标不合格"]
    late = call(HERE, OFFICER, **asked, on="2023-08-03")
    assert late["content"]["obstacles"] == ["微生物指标不合格", "备份样品超过保质期"]
    for one in (review, late):
        assert refusal(api, f"{HERE}/{one['no']}/accept", APPROVER, on="2023-08-04") == "acceptance-barred"
    unfounded = {"ground": "备份样品无法实现复检目的", "on": "2023-08-04"}
    assert refusal(api, f"{HERE}/{review['no']}/refuse", APPROVER, **unfounded) == "ground-unfounded"
    call(f"{HERE}/{review['no']}/refuse", APPROVER, **unfounded, words="合成数据：数量不足")


def test_where_agriculture_organised_its_own_days_count(api: Client, engine: Engine) -> None:
    call = caller(api)
    number = lab.received(engine, organiser_kind="农业农村")
    a_report(call, number, "0.9", "2023-03-22")
    serve_end(call, number, "经营", "2023-03-24")
    assert apply(call, number, "2023-03-27")["content"]["apply_by"] == "2023-03-31"


def test_the_laboratory_is_drawn_from_the_list_and_never_the_first_one(api: Client) -> None:
    call = caller(api)
    number = unqualified(call)
    review = apply(call, number, "2023-03-27")["no"]
    call(f"{HERE}/{review}/accept", APPROVER, on="2023-03-28")
    drawn = call(f"{HERE}/{review}/draw-laboratory", APPROVER, on="2023-03-29")["content"]
    assert drawn["draw"]["candidates"] == ["L02", "L03"]
    assert drawn["laboratory"] == drawn["draw"]["drawn"]
    assert is_as_drawn(review, LaboratoryDraw(**drawn["draw"] | {"candidates": ("L02", "L03")}))


def test_no_laboratory_of_the_first_ones_house_is_drawn_where_the_first_is_not_listed(api: Client) -> None:
    call = caller(api)
    number = unqualified(call)
    house = {"name": "合成数据检验集团", "kind": "检验机构", "area_code": "320400"}
    call("/organisations", "管理员", code="LG", **house, reinspects=True)
    first = {"name": "合成数据市食品检验所", "kind": "检验机构", "area_code": "320400", "parent_code": "LG"}
    call("/organisations", "管理员", code="L01", **first, reinspects=False)
    sister = {"name": "合成数据第二检验所", "kind": "检验机构", "area_code": "320400", "parent_code": "LG"}
    call("/organisations", "管理员", code="L02", **sister, reinspects=True)
    review = apply(call, number, "2023-03-27")["no"]
    call(f"{HERE}/{review}/accept", APPROVER, on="2023-03-28")
    drawn = call(f"{HERE}/{review}/draw-laboratory", APPROVER, on="2023-03-29")
    assert drawn["content"]["draw"]["candidates"] == ["L03"]


def test_the_first_laboratory_is_known_by_name_where_a_file_told_no_code(api: Client, engine: Engine) -> None:
    call = caller(api)
    told = {"laboratory": "合成数据市食品检验所", "received_on": date(2023, 5, 6)}
    store(engine, "sheets", a_sheet("导入1", **told))
    store(engine, "items", an_item("导入1", 0, "铅", "不合格项") | {"item_class": "重金属"})
    review = apply(call, "导入1", "2023-05-25")
    assert review["content"]["first_laboratory"] == "L01"
    call(f"{HERE}/{review['no']}/accept", APPROVER, on="2023-05-26")
    drawn = call(f"{HERE}/{review['no']}/draw-laboratory", APPROVER, on="2023-05-29")
    assert drawn["content"]["draw"]["candidates"] == ["L02", "L03"]


def test_an_overturned_verdict_counts_from_its_day_on_and_withdraws_open_tasks(api: Client) -> None:
    call = caller(api)
    number = unqualified(call)
    review = apply(call, number, "2023-03-27")["no"]
    call(f"{HERE}/{review}/accept", APPROVER, on="2023-03-28")
    call(f"{HERE}/{review}/draw-laboratory", APPROVER, on="2023-03-29")
    extended = call(f"{HERE}/{review}/extend-transfer", APPROVER, amount=3, reason="合成数据：路远")
    assert {one["clock"]: one["extended"] for one in extended["clocks"]}["reinspection-transfer"] == 3
    call(f"{HERE}/{review}/hand-over", ENTERER, on="2023-04-03")
    conclusion = {"outcome": "改判合格", "report_no": "合成复1"}
    call(f"{HERE}/{review}/conclude", SIGNER, on="2023-04-14", **conclusion)
    told = call(f"{HERE}/{review}/notify", OFFICER, on="2023-04-17")
    assert [one["clock"] for one in told["clocks"] if one["stopped"] is None] == []
    listed = call(f"GET /work/disposals?sheet_no={number}", OFFICER)["items"]
    assert {one["state_name"] for one in listed} == {"已撤销"}
    asked = {"from": "2023-03-01", "to": "2023-04-30", "publisher": "合成数据局"}
    for day, which in (("2023-04-13", "unqualified"), ("2023-04-14", "qualified")):
        for name in ("qualified", "unqualified"):
            rows = api.get(f"{BASE}/publication-lists", params=asked | {"list": name, "as_of": day}).text
            assert rows.count("\r\n") == (2 if name == which else 1), (day, name)
    assert (
        refusal(api, HERE, OFFICER, sheet_no=number, applicant=SHOP_ASKS, on="2023-04-20") == "review-final"
    )


@pytest.mark.parametrize(
    ("subject", "clock", "last"),
    [
        ("抽样过程", "objection-sampling-review", "2023-03-14"),
        ("样品真实性", "objection-other-review", "2023-04-04"),
        ("检验方法", "objection-other-review", "2023-04-04"),
        ("标准适用", "objection-other-review", "2023-04-04"),
    ],
)
def test_an_objection_runs_under_the_clocks_of_its_kind(
    api: Client, subject: str, clock: str, last: str
) -> None:
    call = caller(api)
    number = unqualified(call)
    serve_end(call, number, "经营", "2023-03-24")
    asked = {"sheet_no": number, "applicant": SHOP_ASKS, "subject": subject}
    late = call(OBJECTIONS, OFFICER, **asked, on="2023-04-06")
    assert (late["content"]["apply_by"], late["content"]["obstacles"]) == (last, ["逾期申请"])
    assert refusal(api, f"{OBJECTIONS}/{late['no']}/accept", APPROVER, on="2023-04-07") == "acceptance-barred"
    if subject == "抽样过程":
        return
    review = call(OBJECTIONS, OFFICER, **asked, on="2023-04-04")["no"]
    accepted = call(f"{OBJECTIONS}/{review}/accept", APPROVER, on="2023-04-06")
    assert [one["clock"] for one in accepted["clocks"] if one["stopped"] is None] == [clock]
    done = call(f"{OBJECTIONS}/{review}/conclude", APPROVER, on="2023-04-20", outcome="维持", report_no="异1")
    assert done["state_name"] == "已出结论"
    assert tasks_of(call, number), "what stands unqualified is dealt with"
