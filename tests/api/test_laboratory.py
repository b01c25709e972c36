"""The laboratory through the API: steps, worklists, files, standards, lists, and bodies that mean no good."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine

from tests.factories import laboratory as lab
from tests.factories.http import send

BASE = "/api/v1"
LEAD = {
    "item_name": "铅",
    "item_class": "重金属",
    "result": "0.1",
    "unit": "mg/kg",
    "max_limit": "0.5",
    "limit_unit": "mg/kg",
}
JSON = {"Content-Type": "application/json"}
Client = TestClient[Litestar]


@pytest.fixture
def office(sqlite_engine: Engine) -> Engine:
    """A database with registers."""
    lab.furnish(sqlite_engine)
    return sqlite_engine


@pytest.fixture
def api(office: Engine, serve: Callable[[Engine], Client]) -> Client:
    """The application over it."""
    return serve(office)


def post(api: Client, path: str, actor: str = lab.ENTERER, **body: Any) -> Any:
    return send(api, path, body, actor=actor)


def test_a_sample_goes_through_the_laboratory(office: Engine, api: Client) -> None:
    number = lab.sampled(office)
    path = f"/work/tests/{number}"
    assert post(api, f"{path}/receive", on="2023-03-03", agreed_workdays=15, reason="约定").status_code == 200
    assert post(api, f"{path}/enter", findings=[LEAD]).json()["content"]["tally"]["verdict"] == "合格"
    assert post(api, f"{path}/verify").status_code == 409
    assert post(api, f"{path}/verify", lab.VERIFIER).status_code == 200
    report = {"report_no": "合成1", "conclusion": "合格", "on": "2023-03-20"}
    shown = post(api, f"{path}/issue", lab.SIGNER, **report).json()
    assert (shown["state_name"], [clock["clock"] for clock in shown["clocks"]]) == (
        "已签发",
        ["report", "submit-qualified"],
    )
    assert shown["clocks"][0]["extended"] == -5
    (finding,) = api.get(f"{BASE}{path}/findings").json()
    assert (finding["verdict"], finding["entered_by"]) == ("合格项", lab.ENTERER)
    assert len(api.get(f"{BASE}{path}/findings/revisions").json()) == 1
    assert api.get(f"{BASE}/work/tests/没有/findings").status_code == 404


def test_a_worklist_and_a_file_enter_many_sheets_at_once(office: Engine, api: Client) -> None:
    numbers = [lab.received(office, sample_name=f"样{at}") for at in range(3)]
    sheets = [{"sheet_no": number, "findings": [LEAD]} for number in numbers]
    answer = post(api, "/work/findings", sheets=sheets)
    assert [(one["sheet_no"], one["verdict"]) for one in answer.json()] == [(no, "合格") for no in numbers]
    rows = "".join(f"{number},铅,0.9,mg/kg,0.5,mg/kg\n" for number in numbers)
    content = f"抽样编号,检验项目,检验结果,结果单位,最大允许限,限量单位\n{rows}".encode()
    file = {"name": "合成数据.csv", "content": base64.b64encode(content).decode()}
    assert {one["verdict"] for one in post(api, "/work/findings/file", **file).json()} == {"不合格"}
    file["content"] = base64.b64encode(content.replace(b"0.9", b"")).decode()
    refused = post(api, "/work/findings/file", **file)
    assert refused.status_code == 422
    assert [(one["row"], one["column"], one["code"]) for one in refused.json()["details"]["errors"]] == [
        (row, "检验结果", "required") for row in (2, 3, 4)
    ]


def test_standards_are_registered_listed_page_by_page_and_withdrawn(api: Client) -> None:
    limit = {
        "item_name": "铅",
        "standard_no": "GB 2762-2022",
        "in_force_from": "2023-06-30",
        "max_limit": "0.2",
    }
    for category in (None, "糕点", "酒类"):
        assert post(api, "/standards", limit=limit | {"category": category}).json()["version"] == 1
    first = api.get(f"{BASE}/standards?limit=2").json()
    second = api.get(f"{BASE}/standards?limit=2&cursor={first['next_cursor']}").json()
    assert [one["category"] for one in first["items"] + second["items"]] == [None, "糕点", "酒类"]
    key = {name: limit[name] for name in ("item_name", "standard_no", "in_force_from")}
    gone = key | {"reason": "重复"}
    assert api.post(f"{BASE}/standards/withdraw", json=gone).status_code == 428
    tag = {"If-Match": api.get(f"{BASE}/standards/versions", params=key).headers["etag"]}
    assert api.post(f"{BASE}/standards/withdraw", json=gone, headers=tag).json()["withdrawn"] is True
    assert api.post(f"{BASE}/standards/withdraw", json=gone, headers=tag).status_code == 412
    versions = api.get(f"{BASE}/standards/versions", params=key).json()
    assert [one["version"] for one in versions] == [1, 2]
    assert post(api, "/standards/withdraw", **key | {"item_name": "无"}, reason="误").status_code == 404


def test_publication_lists_come_as_csv_and_workbook(office: Engine, api: Client) -> None:
    lab.issued(office, lab.lead("0.9"))
    asked = {"from": "2023-01-01", "to": "2023-12-31", "publisher": "合成数据市场监管局"}
    listed = api.get(f"{BASE}/publication-lists", params=asked | {"list": "unqualified"})
    assert (listed.status_code, listed.text.count("\r\n")) == (200, 2)
    assert api.get(f"{BASE}/publication-lists/workbook", params=asked).content.startswith(b"PK")
    assert api.get(f"{BASE}/publication-lists/workbook", params=asked | {"area": "无"}).status_code == 404
    turned = asked | {"from": "2024-01-01", "list": "qualified"}
    assert api.get(f"{BASE}/publication-lists", params=turned).status_code == 422


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from((LEAD, [LEAD], "铅", "\x00")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                (
                    "findings",
                    "item_name",
                    "result",
                    "sheets",
                    "sheet_no",
                    "content",
                    "name",
                    "limit",
                    "withdraw",
                    "on",
                )
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(
        (
            "/work/findings",
            "/work/findings/file",
            "/work/tests/{}/enter",
            "/work/tests/{}/receive",
            "/work/tests/{}/issue",
            "/work/tests/{}/confirm-harm",
            "/standards",
            "/standards/withdraw",
            "/standards/file",
        )
    ),
    body=json_values,
)
def test_no_body_is_a_fault_of_ours(office: Engine, api: Client, path: str, body: Any) -> None:
    answer = api.post(f"{BASE}{path}".format("没有"), content=json.dumps(body), headers=JSON)
    assert answer.status_code in (200, 400, 404, 409, 422), answer.text


@pytest.mark.parametrize(
    "result", ["9" * 900, "1e999999", "10" + "⁹" * 50, "n=5", "１．２", "<<0.1", "\u202e0.1"]
)
def test_strange_results_are_kept_as_written_and_judged_or_left_to_people(
    office: Engine, api: Client, result: str
) -> None:
    number = lab.received(office)
    answer = post(api, f"/work/tests/{number}/enter", findings=[LEAD | {"result": result}])
    assert answer.status_code == 200, answer.text
    assert api.get(f"{BASE}/work/tests/{number}/findings").json()[0]["result"] == result


@pytest.mark.parametrize("result", ["", "0\x00", "0\x1b", "x" * 1001, 0.1, None, ["0.1"]])
def test_cells_that_no_form_holds_are_refused(office: Engine, api: Client, result: object) -> None:
    number = lab.received(office)
    answer = post(api, f"/work/tests/{number}/enter", findings=[LEAD | {"result": result}])
    assert answer.status_code in ((200,) if result is None else (400,)), answer.text


def test_a_worklist_of_too_many_sheets_is_refused(api: Client) -> None:
    sheets = [{"sheet_no": str(at), "findings": [LEAD]} for at in range(2001)]
    assert post(api, "/work/findings", sheets=sheets).status_code == 400
