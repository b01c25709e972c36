"""Answers about work: every list and every record of an office in the middle of it, as the description has them."""

from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from sqlalchemy import Engine

from tests.api.conftest import Client, Serve
from tests.api.test_description import closed, described, operations
from tests.life.depth import furnish_deeply


@pytest.fixture
def office(sqlite_engine: Engine, serve: Serve, tmp_path: Path) -> Client:
    """An office with records of every kind."""
    furnish_deeply(sqlite_engine, tmp_path)
    return serve(sqlite_engine)


def test_answers_about_work_are_what_the_description_says(office: Client) -> None:
    description = described(office)
    got = {path: operation for path, method, operation in operations(description) if method == "get"}
    lists = [path for path in got if "{" not in path and f"{path}/{{record_no}}" in got]
    assert len(lists) >= 10
    shown = 0
    for path in lists:
        listed = office.get(path, params={"limit": "500"}).json()
        validated(listed, got[path], description)
        for item in listed["items"][:20]:
            one = office.get(f"{path}/{item['no']}")
            assert one.status_code == 200, one.text
            validated(one.json(), got[f"{path}/{{record_no}}"], description)
            shown += 1
    assert shown > 40


def test_lists_of_due_clocks_and_registers_are_what_the_description_says(office: Client) -> None:
    description = described(office)
    got = {path: operation for path, method, operation in operations(description) if method == "get"}
    for path in (
        "/api/v1/work/due",
        "/api/v1/work/due/ageing",
        "/api/v1/work/checklists",
        "/api/v1/work/sheet-rules",
        "/api/v1/organisations",
    ):
        answer = office.get(path)
        assert answer.status_code == 200
        assert answer.json(), path
        validated(answer.json(), got[path], description)
    feed = office.get("/api/v1/work/due.ics")
    assert feed.headers["content-type"].startswith("text/calendar")
    assert all(len(line.encode()) <= 75 for line in feed.text.split("\r\n"))


def validated(answer: Any, operation: dict[str, Any], description: dict[str, Any]) -> None:
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    OAS31Validator(closed(schema, description)).validate(answer)
