"""Evidence and accounts: departments hand in their own, the city takes it, reviewers read, others do not know of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine

from api.admission import Admission
from api.routes import evidence
from domain.access.actor import Grant
from sampling.access.sessions import make_token
from sampling.evidence.inspecting import facts_of
from tests.api.stored import store, store_areas
from tests.factories import documents
from tests.factories.access import At, a_safe, an_account
from tests.factories.served import Application
from tests.life.registers import an_organisation

PATH = "/api/v1/work/evidence"
GRANTS = {
    "filer": Grant(role="department-reporter", organisation="B01"),
    "other": Grant(role="department-reporter", organisation="B02"),
    "city": Grant(role="city-office", area="320400"),
    "district": Grant(role="district-office", area="320412"),
    "neighbour": Grant(role="district-office", area="320411"),
    "reviewer": Grant(role="reviewer", area="320400"),
    "inspector": Grant(role="inspector", area="320400"),
}
LABEL = {
    "year": 2023,
    "title": "合成数据材料",
    "issuer": "合成数据",
    "secrecy": "公开",
    "file_name": "合成数据.pdf",
    "serves": "01/1",
    "area_code": "320412",
    "organisation": "B01",
}


@dataclass
class Office:
    """The interface with a token for everybody."""

    client: TestClient[Any]
    tokens: dict[str, str]

    def of(self, who: str, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[who]}", **more}

    def send(self, who: str, **label: Any) -> Any:
        headers = self.of(who, **{"Content-Type": "application/pdf"})
        return self.client.post(PATH, content=documents.a_pdf(), params=LABEL | label, headers=headers)

    def get(self, who: str, path: str = "", **asked: Any) -> Any:
        return self.client.get(PATH + path, params=asked, headers=self.of(who))

    def step(self, who: str, number: str, command: str) -> Any:
        tag = self.get("city", f"/{number}").headers["etag"]
        body = {"reason": "合成数据"}
        headers = self.of(who, **{"If-Match": tag})
        return self.client.post(f"{PATH}/{number}/{command}", json=body, headers=headers)


@pytest.fixture
def office(
    sqlite_engine: Engine, tmp_path: Path, application: Application, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    monkeypatch.setattr(evidence, "inspect_evidence", facts_of)  # in this process: it is quicker
    store_areas(sqlite_engine)
    for code in ("B01", "B02"):
        store(sqlite_engine, "organisations", an_organisation(code, "农业农村"))
    safe, at, tokens = a_safe(), datetime.now(UTC), {}
    for login, grant in GRANTS.items():
        account = an_account(sqlite_engine, safe, login, grants=(grant,), at=at)
        with At(sqlite_engine, at=at) as op:
            tokens[login] = make_token(op, safe, account, label="合成数据", scopes=["*"], days=1)[1]
    app = application(
        sqlite_engine,
        packages_folder=tmp_path / "packages",
        admission=Admission(sqlite_engine, safe, required=True),
    )
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield Office(client, tokens)


@pytest.fixture
def number(office: Office) -> str:
    return str(office.send("filer").json()["no"])


def test_a_department_hands_in_its_own_documents_alone(office: Office) -> None:
    assert office.send("filer").status_code == 201
    refused = office.send("other")
    assert (refused.status_code, refused.json()["code"]) == (403, "place-out-of-reach")
    assert office.send("district", organisation="B02").status_code == 201
    assert office.send("neighbour").status_code == 403
    for who in ("reviewer", "inspector", "city"):
        assert office.send(who).status_code == 403, who


def test_the_city_takes_it_and_nobody_else_does(office: Office, number: str) -> None:
    for who, status in (("filer", 403), ("district", 403), ("reviewer", 403), ("other", 403)):
        assert office.step(who, number, "approve").status_code == status, who
    assert office.step("city", number, "approve").json()["state"] == "approved"


def test_whoever_may_not_read_it_does_not_learn_of_it(office: Office, number: str) -> None:
    for who in ("filer", "city", "district", "reviewer"):
        assert office.get(who, f"/{number}/file").content == documents.a_pdf(), who
        assert [one["no"] for one in office.get(who).json()["items"]] == [number]
    for who in ("other", "neighbour"):
        assert office.get(who, f"/{number}").status_code == 404, who
        assert office.get(who, f"/{number}/file").status_code == 404, who
        assert office.get(who).json()["items"] == []
    assert office.get("inspector", f"/{number}/file").status_code == 403


def test_a_board_counts_what_its_reader_may_meet(office: Office, number: str) -> None:
    def covered(who: str) -> list[str]:
        board = office.client.get(f"{PATH}-board", params={"year": 2023}, headers=office.of(who)).json()
        return [one["coverage"] for one in board if one["coverage"] != "缺"]

    assert covered("filer") == covered("city") == covered("reviewer") == ["待审核"]
    assert covered("other") == covered("neighbour") == []
    office.step("city", number, "approve")
    assert covered("reviewer") == ["已有"]


def test_a_download_is_told_in_the_audit_trail(office: Office, number: str, sqlite_engine: Engine) -> None:
    from sqlalchemy import text

    from sampling.store.engine import reading

    office.get("reviewer", f"/{number}/file")
    with reading(sqlite_engine) as view:
        told = list(view.scalars(text("SELECT summary FROM audit_entries ORDER BY id DESC LIMIT 1")))
    assert "导出佐证材料" in told[0]
