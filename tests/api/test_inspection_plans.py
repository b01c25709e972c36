"""Inspection plans through the interface and the command line: answers as described, rows page by page."""

import pytest
from sqlalchemy import Engine

from api.database import open_database
from tests.api.conftest import Client, Serve
from tests.api.promises import caller
from tests.api.test_description import described, operations
from tests.api.test_work_answers import validated
from tests.cli.conftest import Shian, shian
from tests.factories.register_draws import store_register

PATH = "/api/v1/work/inspection-plans"
PLAN = {
    "title": "合成数据年度计划",
    "area_code": "320400",
    "first_on": "2026-01-01",
    "last_on": "2026-06-30",
    "graded": {"kind": "日常监督检查"},
}
__all__ = ["shian"]


def test_progress_and_rows_are_what_the_description_says(sqlite_engine: Engine, serve: Serve) -> None:
    store_register(sqlite_engine)
    api: Client = serve(sqlite_engine)
    made = api.post(PATH, json=PLAN)
    assert made.status_code == 201, made.text
    no = made.json()["no"]
    description = described(api)
    got = {path: one for path, method, one in operations(description) if method == "get"}
    for path in (f"{PATH}/{{record_no}}", f"{PATH}/{{record_no}}/progress", f"{PATH}/{{record_no}}/rows"):
        answer = api.get(path.replace("{record_no}", no))
        validated(answer.json(), got[path], description)
    progress = api.get(f"{PATH}/{no}/progress", params={"as_of": "2026-07-01"}).json()
    assert progress["total"] == {"group": "合计", "planned": 9, "done": 1, "open": 0, "late": 8}
    late, cursor = [], None
    while True:
        asked = {
            "as_of": "2026-07-01",
            "standing": "late",
            "limit": "3",
            **({"cursor": cursor} if cursor else {}),
        }
        page = api.get(f"{PATH}/{no}/rows", params=asked).json()
        late += [one["credit_code"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(late) == len(set(late)) == 8
    assert api.get(f"{PATH}/JH0/progress").status_code == 404


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_the_command_prints_the_progress_of_a_plan(shian: Shian, serve: Serve, form: str) -> None:
    engine = open_database()
    store_register(engine)
    no = serve(engine).post(PATH, json=PLAN).json()["no"]
    asked = ("inspection-plans", "progress", no, "--as-of", "2026-07-01", "--format", form)
    grades, behind = shian(*asked, "--by", "grade"), shian(*asked, "--behind")
    assert (grades.status, behind.status) == (0, 0)
    if form == "json":
        assert grades.json[-1] == {"分组": "合计", "应检查": 9, "已完成": 1, "未到期": 0, "逾期": 8}
        assert len(behind.json) == 8
    else:
        assert grades.out.splitlines()[0].startswith("分组")
        assert len(behind.out.splitlines()) == 9


def test_what_an_amendment_changed_is_shown_row_by_row(sqlite_engine: Engine, serve: Serve) -> None:
    store_register(sqlite_engine)
    api: Client = serve(sqlite_engine)
    call = caller(api)
    whole = call("/work/inspection-plans", "甲", **PLAN)
    no, rows = whole["no"], whole["content"]["rows"]
    plain = [{name: row[name] for name in ("credit_code", "kind", "due")} for row in rows]
    path = f"/work/inspection-plans/{no}"
    assert api.get(f"/api/v1{path}/changes").status_code == 404  # nothing is in force yet
    call(f"{path}/approve", "乙")
    assert api.get(f"/api/v1{path}/changes").json()["rows"] == []
    more = [*plain[1:], {**plain[1], "kind": "飞行检查", "due": 2}]
    amended = {name: value for name, value in PLAN.items() if name != "graded"} | {"rows": more}
    call(f"{path}/amend", "甲", **amended, reason="合成数据：调整")
    changes = api.get(f"/api/v1{path}/changes").json()
    assert (changes["first"], changes["second"]) == (2, 3)
    told = {(row["credit_code"], row["kind"], row["before"], row["after"]) for row in changes["rows"]}
    first, second = plain[0], plain[1]
    assert told == {
        (first["credit_code"], first["kind"], first["due"], 0),
        (second["credit_code"], "飞行检查", 0, 2),
    }
    refused = api.get(f"/api/v1{path}/changes", params={"first": "1"}).json()
    assert refused["code"] == "inspection-plan-edition-not-found"
