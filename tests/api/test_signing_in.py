"""Signing in over HTTP: the first administrator, an inspector of one district, second factors, tokens, sessions."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine

from api.admission import Admission
from api.app import create_app
from api.cli.serve import installed_admission
from api.settings import SettingUnknown
from domain.access.actor import Grant
from sampling.access.passwords import issue_first_ticket
from sampling.audit_reading import AuditQuestion, list_entries
from sampling.store.engine import reading
from tests.api.conftest import HERE, Client
from tests.api.stored import a_sheet, store, store_areas
from tests.factories.access import PASSWORD, At, a_safe, an_account
from tests.factories.served import Application

NEW = "一把很长的新钥匙 2026"


@pytest.fixture
def office(sqlite_engine: Engine) -> Engine:
    """Two districts with a sheet each; synthetic."""
    store_areas(sqlite_engine)
    for number, area in (("S1", "320412"), ("S2", "320411")):
        store(sqlite_engine, "sheets", a_sheet(number, area_code=area))
    return sqlite_engine


@pytest.fixture
def entry(office: Engine) -> Admission:
    return Admission(office, a_safe())


@pytest.fixture
def client(office: Engine, entry: Admission, tmp_path: Path, application: Application) -> Client:
    app = application(office, packages_folder=tmp_path / "packages", admission=entry)
    return TestClient(app, base_url=HERE)


def now() -> datetime:
    return datetime.now(UTC)


def account(entry: Admission, login: str, *grants: Grant) -> None:
    an_account(entry.engine, entry.safe, login, grants=grants, at=now())


def sign_in(client: Client, login: str, **more: Any) -> Any:
    body = {"login": login, "password": PASSWORD} | more
    return client.post("/api/v1/auth/sign-in", json=body)


def signed_in(client: Client, login: str, **more: Any) -> dict[str, str]:
    """The header that goes with every command of this session; the cookie is the client's."""
    answer = sign_in(client, login, **more)
    assert answer.status_code == 200, answer.text
    return {"X-CSRF-Token": answer.json()["csrf"]}


def told(engine: Engine, command: str) -> list[dict[str, Any]]:
    with reading(engine) as view:
        return list_entries(view, AuditQuestion(command=command), UTC, before=None, limit=50)[0]


def test_until_there_is_an_account_the_machine_is_its_own_operator(client: Client) -> None:
    assert client.get("/api/v1/sheets").status_code == 200


def test_the_first_administrator_is_made_by_a_link_that_works_once(client: Client, entry: Admission) -> None:
    with At(entry.engine, at=now()) as op:
        ticket = issue_first_ticket(op, entry.safe)
    first = {"ticket": ticket, "login": "anquan", "name": "合成数据安全", "password": PASSWORD}
    assert client.post("/api/v1/auth/first", json=first | {"password": "shian"}).status_code == 409
    assert client.post("/api/v1/auth/first", json=first).status_code == 201
    again = client.post("/api/v1/auth/first", json=first | {"login": "other"})
    assert (again.status_code, again.json()["code"]) == (409, "accounts-in-use")
    assert client.get("/api/v1/sheets").status_code == 401
    assert client.get("/api/v1/sheets", headers={"X-Actor": "x"}).status_code == 400


def test_an_administrator_does_nothing_before_the_second_factor_and_invites_after_it(
    client: Client, entry: Admission
) -> None:
    account(entry, "anquan", Grant(role="security-administrator"))
    word = signed_in(client, "anquan")
    waiting = client.get("/api/v1/accounts")
    assert (waiting.status_code, waiting.json()["code"]) == (403, "second-factor-not-enrolled")
    secret = client.post("/api/v1/auth/second-factor", json={}, headers=word).json()["secret"]
    code = pyotp.TOTP(secret).now()
    done = client.post("/api/v1/auth/second-factor/confirm", json={"code": code}, headers=word).json()
    assert (done["stage"], len(done["recovery_codes"])) == ("full", 10)
    assert client.get("/api/v1/accounts").json()["items"][0]["login"] == "anquan"

    wanted = {"login": "lisi", "name": "合成数据李四", "grants": [{"role": "inspector", "area": "320412"}]}
    assert client.post("/api/v1/accounts", json=wanted, headers=word).status_code == 201
    link = client.post("/api/v1/accounts/lisi/link", json={}, headers=word).json()["ticket"]
    other = TestClient(client.app, base_url=HERE)
    accept = {"ticket": link, "password": NEW}
    assert other.post("/api/v1/auth/accept", json=accept).json()["login"] == "lisi"
    assert other.post("/api/v1/auth/accept", json=accept).status_code == 401
    assert sign_in(other, "lisi", password=NEW).json()["stage"] == "full"
    assert sign_in(TestClient(client.app, base_url=HERE), "anquan").json()["code"] == "second-factor-missing"
    recovered = sign_in(TestClient(client.app, base_url=HERE), "anquan", code=done["recovery_codes"][0])
    assert recovered.status_code == 200


def test_where_everybody_needs_a_second_factor_an_inspector_does_nothing_before_it(
    office: Engine, tmp_path: Path, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIAN_SECOND_FACTOR", "required")
    entry = Admission(office, a_safe(), installed_admission(office).rules)
    client = TestClient(
        application(office, packages_folder=tmp_path / "packages", admission=entry), base_url=HERE
    )
    account(entry, "lisi", Grant(role="inspector", area="320412"))
    word = signed_in(client, "lisi")
    waiting = client.get("/api/v1/sheets")
    assert (waiting.status_code, waiting.json()["code"]) == (403, "second-factor-not-enrolled")
    secret = client.post("/api/v1/auth/second-factor", json={}, headers=word).json()["secret"]
    code = pyotp.TOTP(secret).now()
    client.post("/api/v1/auth/second-factor/confirm", json={"code": code}, headers=word)
    assert client.get("/api/v1/sheets").status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SHIAN_SECOND_FACTOR", "requierd"),
        ("SHIAN_ADMIN_ADDRESSES", "10.0.0.1, office"),
        ("SHIAN_SIGN_IN", "yes"),
        ("SHIAN_HTTPS", "true"),
    ],
)
def test_a_misspelt_setting_lets_nobody_in_with_less(
    office: Engine, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingUnknown, match=name):
        installed_admission(office)


def test_administrations_sign_in_and_act_from_the_named_networks_alone(
    office: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIAN_ADMIN_ADDRESSES", "10.1.0.0/16, 2001:db8::/32")
    entry = Admission(office, a_safe(), installed_admission(office).rules)
    app = create_app(office, packages_folder=tmp_path / "packages", admission=entry)
    account(entry, "anquan", Grant(role="security-administrator"))
    account(entry, "lisi", Grant(role="inspector", area="320412"))

    def ask(address: str, path: str, cookie: str = "", **body: str) -> httpx.Response:
        async def asked() -> httpx.Response:
            way = httpx.ASGITransport(app=app, client=(address, 1))  # type: ignore[arg-type]
            async with httpx.AsyncClient(transport=way, base_url=HERE) as desk:
                method, headers = ("POST" if body else "GET"), {"Cookie": cookie} if cookie else {}
                return await desk.request(method, f"/api/v1/auth/{path}", json=body or None, headers=headers)

        return asyncio.run(asked())

    assert ask("10.2.0.1", "sign-in", login="lisi", password=PASSWORD).status_code == 200
    refused = ask("10.2.0.1", "sign-in", login="anquan", password=PASSWORD)
    assert refused.json()["code"] == "credentials-wrong"
    assert "不能从此地址登录" in told(entry.engine, "account.sign-in-failed")[0]["summary"]
    for address in ("10.1.2.3", "::ffff:10.1.2.3", "2001:db8::1"):
        opened = ask(address, "sign-in", login="anquan", password=PASSWORD)
        cookie = opened.headers["set-cookie"].partition(";")[0]
        assert ask(address, "me", cookie).status_code == 200
        elsewhere = ask("10.2.0.1", "me", cookie)
        assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "address-not-permitted")


def test_an_inspector_sees_one_district_and_what_is_hidden_is_as_if_it_were_not_there(
    client: Client, entry: Admission
) -> None:
    account(entry, "lisi", Grant(role="inspector", area="320412"))
    signed_in(client, "lisi")
    assert [row["sheet_no"] for row in client.get("/api/v1/sheets").json()["items"]] == ["S1"]
    assert client.get("/api/v1/sheets/S1").status_code == 200
    hidden, missing = client.get("/api/v1/sheets/S2"), client.get("/api/v1/sheets/S9")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.text.replace("S2", "S9") == missing.text
    refused = client.get("/api/v1/indicators", params={"year": 2023, "as_of": "2023-12-31"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not-permitted")
    assert "拒绝" in told(entry.engine, "account.refused")[0]["summary"]


def test_a_new_record_is_opened_where_the_grant_reaches_and_nowhere_else(
    client: Client, entry: Admission
) -> None:
    account(entry, "lisi", Grant(role="inspector", area="320412"))
    word = signed_in(client, "lisi")
    for code, area in (("A12", "320412"), ("A11", "320411")):
        store(
            entry.engine,
            "organisations",
            {
                "code": code,
                "name": f"合成数据{code}",
                "kind": "市场监督管理局",
                "area_code": area,
                "reinspects": False,
            },
        )
    sheet = {"area_code": "320412", "organisation": "A12", "level": "县抽"}
    made = client.post("/api/v1/work/sheets", json={"sheet": sheet}, headers=word)
    assert made.status_code == 201
    assert made.json()["steps"][0]["actor"] == "合成数据张三（lisi）"
    elsewhere = sheet | {"area_code": "320411", "organisation": "A11"}
    refused = client.post("/api/v1/work/sheets", json={"sheet": elsewhere}, headers=word)
    assert (refused.status_code, refused.json()["code"]) == (403, "place-out-of-reach")


def test_a_command_without_the_word_of_its_page_is_refused(client: Client, entry: Admission) -> None:
    account(entry, "lisi", Grant(role="inspector", area="320412"))
    signed_in(client, "lisi")
    forged = client.post("/api/v1/work/sheets", json={"sheet": {}})
    assert (forged.status_code, forged.json()["code"]) == (403, "forgery-token-missing")
    wrong = client.post("/api/v1/auth/sign-out", json={}, headers={"X-CSRF-Token": "x"})
    assert wrong.status_code == 403


def test_signing_out_ends_the_session_everywhere(client: Client, entry: Admission) -> None:
    account(entry, "lisi", Grant(role="inspector", area="320412"))
    word = signed_in(client, "lisi")
    kept = dict(client.cookies)
    assert client.post("/api/v1/auth/sign-out", json={}, headers=word).status_code == 200
    thief = TestClient(client.app, base_url=HERE, cookies=kept)
    assert thief.get("/api/v1/sheets").json()["code"] == "session-ended"


def test_a_token_does_what_its_scopes_name_and_never_manages_the_account(
    client: Client, entry: Admission
) -> None:
    account(entry, "lisi", Grant(role="inspector", area="320412"))
    word = signed_in(client, "lisi")
    wanted = {"label": "合成数据", "scopes": ["sheet.read"], "days": 1}
    token = client.post("/api/v1/auth/tokens", json=wanted, headers=word).json()["token"]
    program = TestClient(client.app, base_url=HERE)
    program.headers["Authorization"] = f"Bearer {token}"
    assert program.get("/api/v1/sheets").status_code == 200
    assert program.get("/api/v1/enterprises").status_code == 403
    assert program.get("/api/v1/auth/me").json()["code"] == "session-needed"
    number = client.get("/api/v1/auth/tokens").json()["items"][0]["number"]
    assert client.post(f"/api/v1/auth/tokens/{number}/end", json={}, headers=word).status_code == 200
    assert program.get("/api/v1/sheets").json()["code"] == "token-refused"


def test_a_token_manages_no_accounts_whatever_its_owner_may(client: Client, entry: Admission) -> None:
    account(entry, "anquan", Grant(role="security-administrator"))
    account(entry, "lisi")
    word = signed_in(client, "anquan")
    secret = client.post("/api/v1/auth/second-factor", json={}, headers=word).json()["secret"]
    code = {"code": pyotp.TOTP(secret).now()}
    assert client.post("/api/v1/auth/second-factor/confirm", json=code, headers=word).status_code == 200
    wanted = {"label": "合成数据", "scopes": ["*"], "days": 1}
    token = client.post("/api/v1/auth/tokens", json=wanted, headers=word).json()["token"]
    program = TestClient(client.app, base_url=HERE)
    program.headers["Authorization"] = f"Bearer {token}"
    seen = program.get("/api/v1/accounts/lisi").headers["etag"]
    for path, body in (
        ("", {"login": "wangwu", "name": "合成数据王五"}),
        ("/lisi/grant", {"role": "security-administrator"}),
        ("/lisi/disable", {}),
        ("/lisi/link", {}),
        ("/lisi/reset-second-factor", {}),
    ):
        answer = program.post(f"/api/v1/accounts{path}", json=body, headers={"If-Match": seen})
        assert (answer.status_code, answer.json().get("code")) == (409, "session-needed"), path
    assert program.get("/api/v1/accounts/lisi").headers["etag"] == seen


def test_one_sees_and_ends_only_ones_own_sessions(client: Client, entry: Admission) -> None:
    account(entry, "lisi", Grant(role="inspector", area="320412"))
    account(entry, "wangwu", Grant(role="inspector", area="320412"))
    other = TestClient(client.app, base_url=HERE)
    signed_in(other, "wangwu")
    theirs = other.get("/api/v1/auth/sessions").json()["items"][0]["number"]
    word = signed_in(client, "lisi")
    assert [row["current"] for row in client.get("/api/v1/auth/sessions").json()["items"]] == [True]
    body = {"password": PASSWORD}
    refused = client.post(f"/api/v1/auth/sessions/{theirs}/end", json=body, headers=word)
    assert refused.json()["code"] == "session-not-found"


def numbers(client: Client) -> dict[bool, int]:
    """The numbers of one's sessions: this one and (the last of) the others."""
    return {row["current"]: row["number"] for row in client.get("/api/v1/auth/sessions").json()["items"]}


def test_ending_another_session_asks_the_password_again_and_the_code_where_there_is_one(
    client: Client, entry: Admission
) -> None:
    account(entry, "lisi", Grant(role="inspector", area="320412"))
    word = signed_in(client, "lisi")
    signed_in(TestClient(client.app, base_url=HERE), "lisi")
    path = f"/api/v1/auth/sessions/{numbers(client)[False]}/end"
    secret = client.post("/api/v1/auth/second-factor", json={"password": PASSWORD}, headers=word).json()[
        "secret"
    ]
    codes = client.post(
        "/api/v1/auth/second-factor/confirm", json={"code": pyotp.TOTP(secret).now()}, headers=word
    ).json()["recovery_codes"]
    for body, status, code in (
        ({}, 403, "confirmation-missing"),
        ({"password": PASSWORD}, 403, "confirmation-missing"),
        ({"password": "wrong", "code": codes[0]}, 409, "password-wrong"),
        ({"password": PASSWORD, "code": "000000"}, 409, "code-wrong"),
    ):
        refused = client.post(path, json=body, headers=word)
        assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert set(numbers(client)) == {True, False}
    assert client.post(path, json={"password": PASSWORD, "code": codes[0]}, headers=word).status_code == 200
    assert set(numbers(client)) == {True}
    assert (
        "再次提供的密码不正确" in [one["summary"] for one in told(entry.engine, "account.sign-in-failed")][1]
    )
    mine = f"/api/v1/auth/sessions/{numbers(client)[True]}/end"
    assert client.post(mine, json={}, headers=word).status_code == 200


def test_an_open_session_sets_up_no_second_factor_without_the_password(
    client: Client, entry: Admission, monkeypatch: pytest.MonkeyPatch
) -> None:
    account(entry, "lisi", Grant(role="inspector", area="320412"))
    account(entry, "anquan", Grant(role="security-administrator"))
    path = "/api/v1/auth/second-factor"
    word = signed_in(client, "lisi")
    assert client.post(path, json={}, headers=word).json()["code"] == "confirmation-missing"
    assert client.post(path, json={"password": "wrong"}, headers=word).json()["code"] == "password-wrong"
    assert client.post(path, json={"password": PASSWORD}, headers=word).status_code == 201
    word = signed_in(client, "anquan")
    assert client.post(path, json={}, headers=word).status_code == 201, "signed in a moment ago"
    later = now() + timedelta(minutes=10)
    monkeypatch.setattr("api.routes.own_account.now", lambda: later)
    assert client.post(path, json={}, headers=word).json()["code"] == "confirmation-missing"
    assert client.post(path, json={"password": PASSWORD}, headers=word).status_code == 201


def test_unknown_names_and_wrong_passwords_get_the_same_words_and_then_have_to_wait(
    client: Client, entry: Admission
) -> None:
    account(entry, "lisi", Grant(role="inspector", area="320412"))
    answers = [sign_in(client, name, password="wrong") for name in ("lisi", "nobody")]
    assert answers[0].text == answers[1].text
    assert answers[0].status_code == 401
    late = [sign_in(client, "lisi", password="wrong") for _ in range(6)][-1]
    assert (late.status_code, late.json()["code"]) == (429, "sign-in-delayed")
    assert int(late.headers["retry-after"]) > 0


def test_a_stolen_session_guesses_the_password_no_faster_than_a_stranger(
    client: Client, entry: Admission
) -> None:
    account(entry, "lisi", Grant(role="inspector", area="320412"))
    word = signed_in(client, "lisi")
    for present, status in [("wrong", 409)] * 5 + [(PASSWORD, 429)]:
        body = {"present": present, "password": NEW}
        answer = client.post("/api/v1/auth/password", json=body, headers=word)
        assert answer.status_code == status, answer.text
    assert sign_in(client, "lisi").status_code == 429


def test_roles_that_change_end_the_sessions(client: Client, entry: Admission) -> None:
    from sampling.access.accounts import grant

    account(entry, "lisi", Grant(role="inspector", area="320412"))
    signed_in(client, "lisi")
    with At(entry.engine, at=now()) as op:
        grant(op, "lisi", Grant(role="approver", area="320412"))
    assert client.get("/api/v1/sheets").json()["code"] == "session-ended"


def test_cookies_are_out_of_reach_for_scripts_and_for_other_sites(office: Engine, tmp_path: Path) -> None:
    entry = Admission(office, a_safe(), https=True, hosts=frozenset({"shian.example"}))
    app = create_app(office, packages_folder=tmp_path / "packages", admission=entry)
    account(entry, "lisi", Grant(role="inspector", area="320412"))
    client = TestClient(app, base_url="https://shian.example")
    cookie = sign_in(client, "lisi").headers["set-cookie"].lower()
    assert cookie.startswith("__host-shian=")
    for part in ("httponly", "secure", "samesite=strict", "path=/"):
        assert part in cookie
    elsewhere = TestClient(app, base_url="https://other.example").get("/api/v1/sheets")
    assert elsewhere.status_code == 421
    # Refusals tell browsers too never to come without HTTPS.
    assert elsewhere.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert client.get("/api/v1/sheets").status_code == 200


def test_where_signing_in_is_required_nobody_enters_before_the_first_account(
    office: Engine, tmp_path: Path
) -> None:
    entry = Admission(office, a_safe(), required=True)
    app = create_app(office, packages_folder=tmp_path / "packages", admission=entry)
    client = TestClient(app, base_url=HERE)
    assert client.get("/api/v1/sheets").json()["code"] == "credentials-missing"
    assert client.get("/api/v1/health/ready").status_code == 200
