"""Departments: whose reporters file, read and sign, by what the register says that an organisation answers for."""

import asyncio
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from api.admission import Admission
from api.app import create_app
from domain.access.actor import Grant
from sampling.audit_reading import AuditQuestion, list_entries
from sampling.store.engine import reading
from tests.access.world import tokens_for
from tests.api.conftest import HERE, Client
from tests.api.stored import store, store_areas
from tests.factories.access import a_safe

BASE = "/api/v1"
PATH = f"{BASE}/work/returns"
SHARED = {"measure": "11", "quarter": "2023Q1", "figures": {"numerator": "95", "denominator": "100"}}
OFFICES = {
    "SJ": ("市场监督管理局", "320400", "市市场监管局"),
    "ZW": ("其他", "320400", "市政务办"),
    "JY": ("教育", "320400", "市教育局"),
    "WJ": ("农业农村", "320412", "市农业农村局"),
    "XB": ("农业农村", "320411", "市农业农村局"),
    "ZF": ("其他", "320400", None),
}
People = dict[str, Callable[..., httpx.Response]]


@pytest.fixture
def people(engine: Engine, tmp_path: Path) -> People:
    """One reporter of each office, a second one of SJ and the city's office, each posting in their own name."""
    store_areas(engine)
    for code, (kind, area, departments) in OFFICES.items():
        row = {"code": code, "name": f"合成数据{code}", "kind": kind, "area_code": area, "reinspects": False}
        store(engine, "organisations", row | {"departments": departments})
    safe = a_safe()
    admission = Admission(engine, safe, required=True)
    client = TestClient(create_app(engine, packages_folder=tmp_path, admission=admission), base_url=HERE)
    grants = {code: Grant(role="department-reporter", organisation=code) for code in OFFICES}
    grants |= {"SJ2": grants["SJ"], "city": Grant(role="city-office", area="320400")}
    tokens = {name: tokens_for(engine, safe, (grant,)) for name, grant in grants.items()}
    return {name: _as(client, token) for name, token in tokens.items()}


def _as(client: Client, token: str) -> Callable[..., httpx.Response]:
    def ask(path: str, **body: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"}
        if not body:
            return client.get(path, headers=headers)
        seen = client.get(path.rsplit("/", 1)[0], headers=headers).headers
        version = {"If-Match": seen["etag"]} if "etag" in seen else {}
        return client.post(path, json=body, headers=headers | version | {"Idempotency-Key": str(uuid4())})

    return ask


def _done(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_return_of_two_departments_is_signed_by_the_reporter_of_the_other_one_alone(people: People) -> None:
    made = _done(people["SJ"](PATH, **SHARED, area_code="320400", organisation="SJ"))
    path = f"{PATH}/{made['no']}"
    _done(people["SJ"](f"{path}/submit", on="2023-04-03"))
    listed = {name: [one["no"] for one in _done(people[name](PATH))["items"]] for name in OFFICES}
    assert listed == {name: [made["no"]] if name in ("SJ", "ZW") else [] for name in OFFICES}
    signing = {"department": "市政务办", "on": "2023-04-04"}
    assert _refused(people["SJ2"](f"{path}/sign", **signing)) == (403, "department-not-yours")
    assert _refused(people["JY"](f"{path}/sign", **signing)) == (404, "record-not-found")
    assert _refused(people["city"](f"{path}/sign", **signing)) == (403, "not-permitted")
    assert _refused(people["ZW"](f"{path}/edit", figures=SHARED["figures"])) == (403, "not-permitted")
    assert _refused(people["ZW"](f"{path}/sign", department="市教育局")) == (409, "return-no-co-signer")
    signed = _done(people["ZW"](f"{path}/sign", **signing))["content"]["signatures"]
    assert [(one["department"], one["on_paper"]) for one in signed] == [("市政务办", False)]
    assert _done(people["city"](f"{path}/accept", on="2023-04-05"))["state"] == "accepted"


def test_what_was_signed_on_paper_is_noted_by_the_city_with_the_paper_named(people: People) -> None:
    made = _done(people["SJ"](PATH, **SHARED, area_code="320400", organisation="SJ"))
    path = f"{PATH}/{made['no']}"
    _done(people["SJ"](f"{path}/submit", on="2023-04-03"))
    noting = {"department": "市政务办", "on": "2023-04-04"}
    assert _refused(people["city"](f"{path}/note-paper", **noting)) == (409, "reason-missing")
    assert _refused(people["ZW"](f"{path}/note-paper", **noting, reason="合成数据")) == (403, "not-permitted")
    noted = _done(people["city"](f"{path}/note-paper", **noting, reason="合成数据：会签单"))
    assert [(one["department"], one["on_paper"]) for one in noted["content"]["signatures"]] == [
        ("市政务办", True)
    ]


@pytest.mark.parametrize(
    ("who", "measure", "area", "wanted"),
    [
        ("WJ", "22", "320412", None),
        ("WJ", "22", "320411", "return-not-the-filer"),  # another district
        ("WJ", "13", "320412", "return-not-the-filer"),  # another department
        ("ZF", "22", "320412", "return-not-the-filer"),  # answers for none
    ],
)
def test_a_department_files_its_own_measures_for_its_own_area(
    people: People, who: str, measure: str, area: str, wanted: str | None
) -> None:
    figures = {"numerator": "9", "denominator": "10"}
    body = {"measure": measure, "area_code": area, "quarter": "2023Q1", "figures": figures}
    answer = people[who](PATH, **body, organisation=who)
    if wanted is None:
        assert _done(answer)["content"]["lead"] == "市农业农村局"
    else:
        assert _refused(answer) == (409, wanted)


def test_the_sign_off_of_a_department_is_for_the_citys_organisation_that_answers_for_it(
    people: People,
) -> None:
    year = {"year": 2023, "as_of": "2023-12-31"}
    named = [{"department": "市教育局", "organisation": "ZF"}]
    snapshot = _done(people["city"](f"{BASE}/work/snapshots", **year, departments=named))
    departments = snapshot["content"]["departments"]
    numbers = {one: f"{snapshot['no']}-{position:02d}" for position, one in enumerate(departments, start=1)}
    sign_offs, digest = f"{BASE}/work/sign-offs", snapshot["content"]["digest"]
    seen = {name: {one["no"] for one in _done(people[name](sign_offs))["items"]} for name in OFFICES}
    mine = {"SJ": "市市场监管局", "ZW": "市政务办", "ZF": "市教育局"}
    # Named beats registered, and a district's bureau answers in its district.
    assert seen == {name: {numbers[mine[name]]} if name in mine else set() for name in OFFICES}
    path = f"{sign_offs}/{numbers['市政务办']}"
    assert _refused(people["JY"](f"{path}/sign", digest=digest)) == (404, "record-not-found")
    assert _done(people["ZW"](f"{path}/sign", digest=digest))["state"] == "signed"
    assert _done(people["ZF"](f"{sign_offs}/{numbers['市教育局']}/sign", digest=digest))["state"] == "signed"


def test_departments_of_an_organisation_are_those_of_the_catalogue(people: People) -> None:
    path = f"{BASE}/organisations"
    one = {"code": "NY", "name": "合成数据农业农村局", "kind": "农业农村", "area_code": "320400"}
    assert _refused(people["city"](path, **one, departments=["市农业局"])) == (404, "department-unknown")
    assert _refused(people["city"](path, **one | {"code": "NY\n"})) == (400, "parameter-invalid")
    made = _done(people["city"](path, **one, departments=["市农业农村局", "市发改委", "市发改委"]))
    assert made["departments"] == ["市农业农村局", "市发改委"]


def test_a_refused_step_is_told_in_the_audit_trail(people: People, engine: Engine) -> None:
    made = _done(people["SJ"](PATH, **SHARED, area_code="320400", organisation="SJ"))
    path = f"{PATH}/{made['no']}"
    _done(people["SJ"](f"{path}/submit", on="2023-04-03"))
    people["SJ2"](f"{path}/sign", department="市政务办", on="2023-04-04")
    people["ZW"](f"{path}/edit", figures=SHARED["figures"])
    people["ZW"](PATH, **SHARED | {"quarter": "2023Q2"}, area_code="320400", organisation="SJ")
    people["JY"](f"{BASE}/accounts")
    with reading(engine) as view:
        rows, _ = list_entries(view, AuditQuestion(command="account.refused"), UTC, before=None, limit=9)
    assert len(rows) == 4
    told = [row["summary"].split("：", 1)[1][:12] for row in reversed(rows)]
    assert [words[:4] for words in told] == ["“市政务", "您不能办", "所填辖区", "您不能办"]


def test_who_waits_for_the_audit_trail_holds_up_nobody_else(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    loops: list[bool] = []

    def noting(*_: Any, **__: Any) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            loops.append(False)
        else:
            loops.append(True)

    monkeypatch.setattr("api.admission.tell_alone", noting)
    people["JY"](f"{BASE}/accounts")
    people["ZW"](PATH, **SHARED, area_code="320400", organisation="SJ")
    assert loops == [False, False]


def test_a_refusal_that_cannot_be_told_is_not_given(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any, **__: Any) -> None:
        raise OperationalError("", {}, Exception("database is locked"))

    monkeypatch.setattr("api.admission.tell_alone", failing)
    answer = people["JY"](f"{BASE}/accounts")
    assert _refused(answer) == (503, "database-unavailable")
    assert answer.headers["retry-after"]
