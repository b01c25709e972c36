"""The audit log over HTTP: filtered, paged, in Chinese, with before and after."""

from typing import Any

from sqlalchemy import Engine

from tests.api.conftest import Client
from tests.factories.http import seen, send

CASES = "/api/v1/work/cases"
CLUE = {"area_code": "320412", "facts": "合成数据", "should_file": True}


def post(client: Client, path: str, body: dict[str, Any], actor: str = "张三") -> dict[str, Any]:
    answer = send(client, path.removeprefix("/api/v1"), body, actor=actor)
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found


def entries(client: Client, **asked: str | int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/api/v1/audit", params=asked).json()["items"]
    return found


def test_every_command_over_http_leaves_exactly_one_entry(client: Client) -> None:
    before = client.get("/api/v1/audit/root").json()["sequence"]
    post(client, CASES, {"clue_no": "XS1", "clue": CLUE, "on": "2023-03-01"})
    post(client, CASES + "/XS1/file", {"case_no": "案1", "on": "2023-03-09"}, "李四")
    post(
        client,
        "/api/v1/organisations",
        {"code": "A1", "name": "合成数据局", "kind": "教育", "area_code": "320412"},
    )
    tag = seen(client, "/work/cases/XS1")
    refused = client.post(CASES + "/XS1/file", json={"case_no": "案1"}, headers=tag)
    assert refused.status_code == 409
    found = entries(client)
    assert [one["id"] for one in found][:3] == [before + 3, before + 2, before + 1]
    assert [one["command"] for one in found][:3] == ["organisation.put", "case.file", "case.record"]
    assert client.get("/api/v1/audit/root").json() == {"sequence": before + 3, "hash": found[0]["hash"]}


def test_entries_are_found_by_actor_command_record_and_day(client: Client) -> None:
    post(client, CASES, {"clue_no": "XS1", "clue": CLUE, "on": "2023-03-01"})
    post(client, CASES, {"clue_no": "XS2", "clue": CLUE, "on": "2023-03-01"}, "李四")
    post(client, CASES + "/XS1/file", {"case_no": "案1", "on": "2023-03-09"}, "李四")
    numbered = {one["id"]: one["summary"] for one in entries(client)}
    newest = max(numbered)

    def numbers(**asked: str | int) -> list[int]:
        return [newest - one["id"] for one in entries(client, **asked)]

    assert numbers(actor="李四") == [0, 1]
    assert numbers(command="case") == [0, 1, 2]
    assert numbers(command="cas") == []
    assert numbers(command="case.record") == [1, 2]
    assert numbers(record="XS1") == [0, 2]
    assert numbers(record="XS1", actor="张三") == [2]
    assert numbers(to="2023-12-31") == []
    assert numbers(**{"from": "2024-01-01"})[:3] == [0, 1, 2]


def test_pages_go_on_where_the_last_one_ended(client: Client) -> None:
    for number in range(5):
        post(client, CASES, {"clue_no": f"XS{number}", "clue": CLUE, "on": "2023-03-01"})
    seen: list[int] = []
    asked: dict[str, str | int] = {"limit": 2}
    while True:
        page = client.get("/api/v1/audit", params=asked).json()
        seen += [one["id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        asked["cursor"] = page["next_cursor"]
    assert seen == list(range(max(seen), 0, -1))


def test_before_and_after_are_told_in_the_words_of_the_field(client: Client) -> None:
    post(client, CASES, {"clue_no": "XS1", "clue": CLUE, "on": "2023-03-01"})
    post(client, CASES + "/XS1/file", {"case_no": "案1", "on": "2023-03-09"})
    newest = entries(client, limit=1)[0]
    page = client.get(f"/api/v1/audit/{newest['id']}/changes").json()
    changes = {change["table"]: change for change in page["items"]}
    row = changes["cases"]
    assert (row["title"], row["key"], row["action"]) == ("违法线索案件", "XS1", "updated")
    assert row["fields"] == [{"name": "filed_on", "title": "立案日期", "before": None, "after": "2023-03-09"}]
    work = changes["work_records"]
    told = {field["title"]: (field["before"], field["after"]) for field in work["fields"]}
    assert (work["title"], told["版本"], told["状态"]) == ("线索", (1, 2), ("clue", "filed"))
    assert all(field["title"] != field["name"] for field in work["fields"])


def test_an_entry_that_is_not_there_is_not_found(client: Client, city: Engine) -> None:
    for path in ("/api/v1/audit/999", "/api/v1/audit/999/changes"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "audit-entry-not-found")
