"""What the server writes about requests, and the number that joins it to answers and audit entries."""

import json
import logging
from datetime import UTC
from pathlib import Path

import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine

from api.admission import Admission
from api.app import create_app
from api.tracing import LineFormatter, current_number
from domain.access.actor import Grant
from sampling.audit_reading import AuditQuestion, list_entries
from sampling.store.engine import reading
from tests.api.conftest import HERE, Client
from tests.api.stored import store_areas
from tests.api.test_signing_in import account, sign_in, signed_in
from tests.factories.access import a_safe


@pytest.fixture
def entry(sqlite_engine: Engine) -> Admission:
    store_areas(sqlite_engine)
    made = Admission(sqlite_engine, a_safe())
    account(made, "lisi", Grant(role="inspector", area="320412"))
    return made


@pytest.fixture
def client(entry: Admission, tmp_path: Path) -> Client:
    app = create_app(
        entry.engine, packages_folder=tmp_path / "packages", admission=entry, requests_a_minute=40
    )
    return TestClient(app, base_url=HERE, raise_server_exceptions=False)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "shian.refused"]


def test_one_number_joins_the_answer_the_lines_and_the_audit_entry(
    client: Client, entry: Admission, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = {client.get("/api/v1/health/live").headers["x-request-id"] for _ in range(3)}
    assert len(numbers) == 3
    asked = client.get("/health/live", headers={"X-Request-ID": "mine"})
    assert asked.headers["x-request-id"] != "mine"
    opened = sign_in(client, "lisi")
    with reading(entry.engine) as view:
        rows, _ = list_entries(view, AuditQuestion(command="account.sign-in"), UTC, before=None, limit=1)
    assert json.loads(rows[0]["details"])["request"] == opened.headers["x-request-id"]

    def broken(*_: object) -> None:
        raise KeyError

    monkeypatch.setattr("api.routes.areas.read_page", broken)
    numbered: list[str | None] = []
    handler = logging.Handler()
    handler.emit = lambda record: numbered.append(current_number())  # type: ignore[method-assign]
    logging.getLogger("shian.api").addHandler(handler)
    try:
        fault = client.get("/api/v1/areas")
    finally:
        logging.getLogger("shian.api").removeHandler(handler)
    assert fault.status_code == 500
    assert numbered == [fault.headers["x-request-id"]] == [fault.json()["details"]["request"]]


def test_attempts_to_get_around_something_are_told_in_lines(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    signed_in(client, "lisi")
    client.get("/api/v1/areas")
    assert lines(caplog) == []
    client.get("/api/v1/areas", params={"limit": "many"})
    client.post("/api/v1/auth/sign-out", json={})
    client.get("/api/v1/accounts")
    client.post("/api/v1/auth/accept", content=b"x" * 20_000, headers={"Content-Type": "application/json"})
    client.get("/api/v1/areas", headers={"Host": "evil.example"})
    for _ in range(6):
        sign_in(client, "lisi", password="wrong")
    for _ in range(40):
        client.get("/api/v1/areas")
    found = [line.split()[:2] for line in lines(caplog)]
    assert found[:5] == [
        ["400", "parameter-invalid"],
        ["403", "forgery-token-missing"],
        ["403", "not-permitted"],
        ["413", "body-too-large"],
        ["421", "foreign-host"],
    ]
    assert found[5:] == [["401", "credentials-wrong"]] * 5 + [
        ["429", "sign-in-delayed"],
        ["429", "rate-exceeded"],
    ]


def test_numbers_of_persons_stand_in_no_line() -> None:
    told = "联系人 13812348000，证件 11010519491231002X"
    record = logging.LogRecord("shian.api", logging.ERROR, "", 0, "fault: %s", (told,), None)
    line = LineFormatter().format(record)
    assert "138****8000" in line
    assert "13812348000" not in line
    assert "19491231" not in line
