"""Versions of a return that only a file brought: shown to whoever meets the filer, unknown to everybody else."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine

from api.admission import Admission
from domain.access.actor import Grant
from sampling.access.sessions import make_token
from tests.api.stored import store, store_areas
from tests.factories.access import At, a_safe, an_account
from tests.factories.served import Application
from tests.life.registers import an_organisation

BASE = "/api/v1/work"
BROUGHT, MISSING = "TB2023Q1-02-1-320412-1", "TB2023Q1-02-1-320412-9"
GRANTS = {
    "district": Grant(role="district-office", area="320412"),
    "neighbour": Grant(role="district-office", area="320411"),
    "city": Grant(role="city-office", area="320400"),
    "department": Grant(role="department-reporter", organisation="B01"),
    "elsewhere": Grant(role="department-reporter", organisation="B02"),
}
Get = Callable[..., Any]


@pytest.fixture
def get(sqlite_engine: Engine, tmp_path: Path, application: Application) -> Iterator[Get]:
    """A filer whose first version a file brought; an organisation in its area and one in another."""
    store_areas(sqlite_engine)
    row = {
        "measure": "02-1",
        "area_code": "320412",
        "quarter": "2023Q1",
        "numerator": "0",
        "denominator": "8",
    }
    store(sqlite_engine, "returns", row | {"state": "已审核", "version": 1})
    store(sqlite_engine, "organisations", an_organisation("B01", "农业农村"))
    store(sqlite_engine, "organisations", an_organisation("B02", "农业农村") | {"area_code": "320411"})
    safe, at, headers = a_safe(), datetime.now(UTC), {}
    for login, grant in GRANTS.items():
        account = an_account(sqlite_engine, safe, login, grants=(grant,), at=at)
        with At(sqlite_engine, at=at) as op:
            token = make_token(op, safe, account, label="合成数据", scopes=["*"], days=1)[1]
        headers[login] = {"Authorization": f"Bearer {token}"}
    admission = Admission(sqlite_engine, safe, required=True)
    app = application(sqlite_engine, packages_folder=tmp_path / "packages", admission=admission)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield lambda who, path, **asked: client.get(BASE + path, params=asked, headers=headers[who])


@pytest.mark.parametrize("who", GRANTS)
def test_whoever_meets_a_filer_on_the_board_reads_the_versions_that_a_file_brought(
    get: Get, who: str
) -> None:
    board = get(who, "/returns-board", year=2023, as_of="2023-12-31").json()
    listed = {cell["no"] for cell in board} - {None}
    answer = get(who, f"/returns/{BROUGHT}/history")
    assert (answer.status_code == 200) is (BROUGHT in listed)
    if who in ("district", "city", "department"):
        (one,) = answer.json()
        told = (one["no"], one["version"], one["numerator"], one["denominator"], one["in_force"])
        assert told == (BROUGHT, 1, "0", "8", True)
    else:
        assert listed == set()


@pytest.mark.parametrize("who", ["neighbour", "elsewhere"])
def test_a_version_out_of_reach_is_answered_like_one_that_is_not_there(get: Get, who: str) -> None:
    hidden, missing = (get(who, f"/returns/{number}/history") for number in (BROUGHT, MISSING))
    assert hidden.status_code == missing.status_code == 404
    # What differs is the number that was asked for and that of the request.
    told = [
        one.json() | {"detail": one.json()["detail"].replace(number, ""), "instance": "", "request": ""}
        for one, number in ((hidden, BROUGHT), (missing, MISSING))
    ]
    for one in told:
        assert one["details"].pop("key") in (BROUGHT, MISSING)
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "number",
    [
        "TB2023Q1-02-1-320412-01",
        "TB2023Q2-02-1-320412-1",
        "TB2023Q1-02-320412-1",
        "TB2023Q1---1",
        f"TB2023Q1-02-1-320412-{'9' * 40}",
    ],
)
def test_a_number_that_is_none_of_a_version_is_not_found(get: Get, number: str) -> None:
    assert get("city", f"/returns/{number}/history").status_code == 404
