"""Signing in at a provider of identities that runs as a process of its own."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine, select

from api.admission import Admission
from api.app import create_app
from api.installed_provider import ProviderSettingsUnfit, installed_provider
from api.oidc import Agreed, Provider
from domain.access.actor import Grant
from sampling.access.accounts import get_account, link_identity, take_step
from sampling.access.factors import begin_factor, confirm_factor
from sampling.audit_reading import AuditQuestion, list_entries
from sampling.store.engine import reading, transaction
from sampling.store.schema import metadata
from tests.api.conftest import HERE, Client
from tests.api.stored import store_areas
from tests.factories.access import MANAGER, PASSWORD, At, a_safe, an_account
from tests.factories.served import Application
from tests.provider.running import Running, running_provider

LEAVE, BACK = "/api/v1/auth/provider", "/api/v1/auth/provider/callback"
BUTTON = {"Content-Type": "application/x-www-form-urlencoded"}
VERIFY = "/api/v1/auth/second-factor/verify"
INSPECTOR = Grant(role="inspector", area="320412")
APPROVER = Grant(role="approver", area="320412")


@pytest.fixture(scope="module")
def there() -> Iterator[Running]:
    with running_provider() as running:
        yield running


@pytest.fixture(scope="module")
def agreed(there: Running) -> Agreed:
    return there.register(f"{HERE}{BACK}")


@pytest.fixture
def office(sqlite_engine: Engine) -> Engine:
    store_areas(sqlite_engine)
    return sqlite_engine


@pytest.fixture
def entry(office: Engine, agreed: Agreed) -> Admission:
    return Admission(office, a_safe(), provider=Provider(agreed))


@pytest.fixture
def client(entry: Admission, tmp_path: Path, application: Application) -> Client:
    return served(entry, tmp_path, application)


def served(entry: Admission, folder: Path, make: Application = create_app) -> Client:
    app = make(entry.engine, packages_folder=folder / "packages", admission=entry)
    return TestClient(app, base_url=HERE)


def now() -> datetime:
    return datetime.now(UTC)


def linked(entry: Admission, issuer: str, *, subject: str = "zhang", grant: Grant = INSPECTOR) -> None:
    """An account `lisi` that the provider's user signs in as."""
    an_account(entry.engine, entry.safe, "lisi", grants=(grant,), at=now())
    with At(entry.engine, MANAGER, at=now()) as op:
        link_identity(op, "lisi", issuer, subject)


def enrolled(entry: Admission) -> tuple[pyotp.TOTP, list[str]]:
    """A second factor of `lisi`; its code of the present time step is used up."""
    with reading(entry.engine) as view:
        account = get_account(view, "lisi")
    with At(entry.engine, at=now()) as op:
        secret, _ = begin_factor(op, entry.safe, account)
    with At(entry.engine, at=now()) as op:
        return pyotp.TOTP(secret), confirm_factor(op, entry.safe, account, pyotp.TOTP(secret).now())


def leave(client: Client, **headers: str) -> httpx.Response:
    """Press the button of the page."""
    return client.post(LEAVE, data={}, headers=BUTTON | headers, follow_redirects=False)


def left(client: Client) -> str:
    """Leave for the provider; returns where the browser is sent."""
    answer = leave(client)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def back(client: Client, address: str, **more: str) -> httpx.Response:
    """Follow the provider's redirect, with parameters of the test's own instead."""
    given = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    return client.get(BACK, params=given | more)


def refused(answer: httpx.Response, code: str, status: int = 401) -> str:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    return str(answer.json()["detail"])


def sessions(engine: Engine) -> int:
    with reading(engine) as view:
        return len(view.execute(select(metadata.tables["sign_ins"])).all())


def failures(engine: Engine) -> list[str]:
    with reading(engine) as view:
        question = AuditQuestion(command="account.sign-in-failed")
        return [row["summary"] for row in list_entries(view, question, UTC, before=None, limit=50)[0]]


def test_a_linked_user_of_the_provider_has_a_session(
    client: Client, entry: Admission, there: Running
) -> None:
    there.put_user("zhang")
    linked(entry, there.issuer)
    answer = back(client, there.sign_in(left(client), "zhang"))
    assert answer.status_code == 200, answer.text
    assert (answer.json()["login"], answer.json()["stage"]) == ("lisi", "full")
    assert client.get("/api/v1/sheets").status_code == 200
    word = {"X-CSRF-Token": answer.json()["csrf"]}
    assert client.post("/api/v1/auth/sign-out", json={}, headers=word).status_code == 200
    assert client.get("/api/v1/sheets").status_code == 401


def test_what_the_browser_takes_along_is_worth_nothing_alone(
    client: Client, entry: Admission, there: Running, agreed: Agreed
) -> None:
    answer = leave(client)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert (asked["client_id"], asked["redirect_uri"], asked["scope"]) == (
        agreed.client,
        agreed.redirect,
        "openid",
    )
    cookie = answer.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("shian-provider=", "httponly", "samesite=lax", "max-age=600"))
    with reading(entry.engine) as view:
        row = view.execute(select(metadata.tables["provider_sign_ins"])).one()
    stored = " ".join(str(value) for value in row)
    assert not any(asked[name] in stored for name in ("state", "nonce"))
    assert client.cookies["shian-provider"] not in stored


def test_cookies_behind_https_are_tied_to_it(office: Engine, agreed: Agreed, tmp_path: Path) -> None:
    entry = Admission(office, a_safe(), https=True, provider=Provider(agreed))
    cookie = leave(served(entry, tmp_path)).headers["set-cookie"].lower()
    assert cookie.startswith("__host-shian-provider=")
    assert "secure" in cookie


def test_only_a_click_on_our_own_page_begins_a_sign_in(
    client: Client, entry: Admission, there: Running
) -> None:
    page = client.get(LEAVE)
    assert (page.status_code, page.headers["referrer-policy"]) == (200, "same-origin")
    assert '<form method="post">' in page.text
    assert f"form-action 'self' {there.issuer}" in page.headers["content-security-policy"]
    own = {"Origin": HERE, "Sec-Fetch-Site": "same-origin"}
    for elsewhere in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        own | {"Origin": f"{HERE}0"},
    ):
        refused(leave(client, **elsewhere), "started-elsewhere", 403)
    with reading(entry.engine) as view:
        assert view.execute(select(metadata.tables["provider_sign_ins"])).all() == []
    assert leave(client, **own).status_code == 303


def test_the_provider_must_have_seen_the_person_itself_not_too_long_ago(
    office: Engine, there: Running, agreed: Agreed, tmp_path: Path
) -> None:
    strict = Provider(replace(agreed, max_age=timedelta(hours=1)))
    entry = Admission(office, a_safe(), provider=strict)
    client = served(entry, tmp_path)
    linked(entry, there.issuer, subject="seen")
    seconds = int(now().timestamp())
    for seen in (None, seconds - 3_700, "now", True):
        there.put_user("seen", auth_time=seen)
        address = left(client)
        assert parse_qs(urlsplit(address).query)["max_age"] == ["3600"]
        assert "重新登录" in refused(back(client, there.sign_in(address, "seen")), "provider-refused")
    assert sessions(entry.engine) == 0
    there.put_user("seen", auth_time=seconds - 3_500)
    assert back(client, there.sign_in(left(client), "seen")).status_code == 200


def test_another_state_is_refused_and_a_state_is_good_once(
    client: Client, entry: Admission, there: Running
) -> None:
    linked(entry, there.issuer)
    address = there.sign_in(left(client), "zhang")
    refused(back(client, address, state="x" * 43), "provider-refused")
    refused(client.get(BACK, params={"code": "x"}), "provider-refused")
    refused(client.get(BACK), "provider-refused")
    assert sessions(entry.engine) == 0
    assert back(client, address).status_code == 200
    assert "已用过" in refused(back(client, address), "provider-refused")
    assert sessions(entry.engine) == 1


def test_the_browser_that_comes_back_must_be_the_one_that_left(
    client: Client, entry: Admission, there: Running
) -> None:
    linked(entry, there.issuer)
    address = there.sign_in(left(client), "zhang")
    victim = TestClient(client.app, base_url=HERE)
    assert "浏览器" in refused(back(victim, address), "provider-refused")
    left(victim)
    refused(back(victim, there.sign_in(left(client), "zhang")), "provider-refused")
    assert sessions(entry.engine) == 0


def test_a_code_that_was_used_is_refused_also_with_a_new_state(
    client: Client, entry: Admission, there: Running
) -> None:
    linked(entry, there.issuer)
    address = there.sign_in(left(client), "zhang")
    assert back(client, address).status_code == 200
    used = parse_qs(urlsplit(address).query)["code"][0]
    again = there.sign_in(left(client), "zhang")
    assert "授权码" in refused(back(client, again, code=used), "provider-refused")
    assert "授权码" in failures(entry.engine)[0]


def test_a_code_of_another_sign_in_does_not_fit_the_verifier(
    client: Client, entry: Admission, there: Running
) -> None:
    """The provider itself checks it: a stolen code is worth nothing without the verifier that never left."""
    linked(entry, there.issuer)
    other = TestClient(client.app, base_url=HERE)
    stolen = parse_qs(urlsplit(there.sign_in(left(other), "zhang")).query)["code"][0]
    address = there.sign_in(left(client), "zhang")
    assert "授权码" in refused(back(client, address, code=stolen), "provider-refused")
    assert sessions(entry.engine) == 0


def test_a_token_that_is_not_for_this_sign_in_is_refused(
    client: Client, entry: Admission, there: Running
) -> None:
    linked(entry, there.issuer, subject="wrong")
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"nonce": "of another sign-in"}, "不是为本次登录"),
        ({"nonce": None}, "不是为本次登录"),
        ({"aud": "another system"}, "不可信"),
        ({"aud": ["another system"]}, "不可信"),
        ({"azp": "another system"}, "不是签发给本系统"),
        ({"iss": "https://other.example"}, "不可信"),
        ({"exp": 1_700_000_000}, "已过期"),
        ({"exp": None}, "不可信"),
        ({"iat": 9_999_999_999}, "不可信"),
    ]
    for claims, why in wrong:
        there.put_user("wrong", **claims)
        answer = back(client, there.sign_in(left(client), "wrong"))
        assert why in refused(answer, "provider-refused"), claims
        assert why in failures(entry.engine)[0], claims
    assert sessions(entry.engine) == 0
    there.put_user("wrong")
    assert back(client, there.sign_in(left(client), "wrong")).status_code == 200


def test_a_user_without_an_account_gets_none_and_one_who_is_disabled_hears_the_same(
    client: Client, entry: Admission, there: Running
) -> None:
    stranger = back(client, there.sign_in(left(client), "zhang"))
    refused(stranger, "identity-not-linked")
    linked(entry, "https://other.example")
    refused(back(client, there.sign_in(left(client), "zhang")), "identity-not-linked")
    with At(entry.engine, MANAGER, at=now()) as op:
        link_identity(op, "lisi", there.issuer, "zhang")
        take_step(op, "lisi", "disable")
    disabled = back(client, there.sign_in(left(client), "zhang"))
    assert disabled.text == stranger.text
    assert sessions(entry.engine) == 0
    assert "不能登录" in failures(entry.engine)[0]


def test_where_the_provider_asked_for_one_factor_ours_is_asked_and_nothing_goes_around_it(
    client: Client, entry: Admission, there: Running
) -> None:
    there.put_user("zhang", amr=["pwd"])
    linked(entry, there.issuer, grant=APPROVER)
    _, recovery = enrolled(entry)
    answer = back(client, there.sign_in(left(client), "zhang"))
    assert answer.json()["stage"] == "verify"
    word = {"X-CSRF-Token": answer.json()["csrf"]}
    refused(client.get("/api/v1/sheets"), "second-factor-pending", 403)
    change = {"present": PASSWORD, "password": "一把很长的新钥匙 2026"}
    for path, body in (("password", change), ("second-factor", {}), ("second-factor/confirm", {"code": "1"})):
        around = client.post(f"/api/v1/auth/{path}", json=body, headers=word)
        refused(around, "second-factor-pending", 403)
    refused(client.post(VERIFY, json={"code": "000000"}, headers=word), "code-wrong", 409)
    assert client.get("/api/v1/sheets").status_code == 403
    done = client.post(VERIFY, json={"code": recovery[0]}, headers=word)
    assert (done.status_code, done.json()) == (200, {"stage": "full"})
    assert client.get("/api/v1/sheets").status_code == 200
    again = client.post(VERIFY, json={"code": recovery[1]}, headers=word)
    refused(again, "second-factor-not-asked", 409)


def test_two_factors_at_the_provider_are_enough_and_a_role_without_one_has_to_set_it_up(
    client: Client, entry: Admission, there: Running
) -> None:
    linked(entry, there.issuer, grant=APPROVER)
    there.put_user("zhang", amr=["pwd"])
    waiting = back(client, there.sign_in(left(client), "zhang"))
    assert waiting.json()["stage"] == "enrol"
    word = {"X-CSRF-Token": waiting.json()["csrf"]}
    refused(client.post(VERIFY, json={"code": "000000"}, headers=word), "second-factor-not-asked", 409)
    there.put_user("zhang", amr=["pwd", "otp", "mfa"])
    assert back(client, there.sign_in(left(client), "zhang")).json()["stage"] == "full"


def test_who_cancels_there_is_told_so_and_what_the_provider_adds_is_passed_over(
    client: Client, entry: Admission, there: Running
) -> None:
    linked(entry, there.issuer)
    state = parse_qs(urlsplit(left(client)).query)["state"][0]
    cancelled = client.get(BACK, params={"error": "access_denied", "state": state, "error_description": ""})
    assert "取消" in refused(cancelled, "provider-refused")
    address = there.sign_in(left(client), "zhang")
    assert back(client, address, session_state="x" * 2_000, iss=there.issuer).status_code == 200
    other = back(client, there.sign_in(left(client), "zhang"), iss="https://other.example")
    assert "其他" in refused(other, "provider-refused")


def test_who_takes_longer_than_ten_minutes_begins_again(
    client: Client, entry: Admission, there: Running
) -> None:
    linked(entry, there.issuer)
    address = there.sign_in(left(client), "zhang")
    begun = (now() - timedelta(minutes=10)).isoformat(timespec="microseconds")
    with transaction(entry.engine) as connection:
        connection.execute(metadata.tables["provider_sign_ins"].update().values(begun_at=begun))
    assert "10 分钟" in refused(back(client, address), "provider-refused")


def test_a_provider_that_is_down_is_told_with_when_to_come_again(office: Engine, tmp_path: Path) -> None:
    with running_provider() as short:
        agreed = short.register(f"{HERE}{BACK}")
        entry = Admission(office, a_safe(), provider=Provider(agreed))
        linked(entry, short.issuer)
        client = served(entry, tmp_path)
        address = short.sign_in(left(client), "zhang")
        short.stop()
        fresh = served(Admission(office, entry.safe, provider=Provider(agreed)), tmp_path)
        for answer in (back(client, address), leave(fresh), leave(fresh)):
            refused(answer, "provider-unavailable", 503)
            assert int(answer.headers["retry-after"]) > 0
    assert sessions(office) == 0
    assert sign_in_by_password(client) == 200


def sign_in_by_password(client: Client) -> int:
    body = {"login": "lisi", "password": PASSWORD}
    return client.post("/api/v1/auth/sign-in", json=body).status_code


def test_settings_that_do_not_go_with_the_provider_are_told(
    office: Engine, there: Running, agreed: Agreed, tmp_path: Path
) -> None:
    # The same address, but not the name by which the provider calls itself.
    renamed = Admission(office, a_safe(), provider=Provider(replace(agreed, issuer=f"{there.issuer}/")))
    refused(leave(served(renamed, tmp_path)), "provider-misconfigured", 503)
    secretive = Admission(office, a_safe(), provider=Provider(replace(agreed, secret="wrong")))
    client = served(secretive, tmp_path)
    answer = back(client, there.sign_in(left(client), "zhang"))
    assert "invalid_client" in refused(answer, "provider-misconfigured", 503)
    assert "retry-after" not in answer.headers


def test_without_a_provider_people_sign_in_by_password(office: Engine, tmp_path: Path) -> None:
    client = served(Admission(office, a_safe()), tmp_path)
    for path in (LEAVE, BACK):
        refused(client.get(path), "provider-not-set", 404)
    refused(leave(client), "provider-not-set", 404)


def test_settings_name_the_provider_or_say_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert installed_provider() is None
    secret = tmp_path / "secret"
    secret.write_text("合成秘密\n", encoding="utf-8")
    good = {
        "ISSUER": "https://id.example",
        "CLIENT": "shian",
        "SECRET_FILE": str(secret),
        "REDIRECT": f"https://shian.example{BACK}",
    }
    for name, value in good.items():
        monkeypatch.setenv(f"SHIAN_OIDC_{name}", value)
    provider = installed_provider()
    assert provider is not None
    whole = Agreed("https://id.example", "shian", "合成秘密", f"https://shian.example{BACK}")
    assert provider.agreed == replace(whole, max_age=timedelta(hours=12))
    for minutes, longest in (("0", None), ("90", timedelta(minutes=90))):
        monkeypatch.setenv("SHIAN_OIDC_MAX_AGE", minutes)
        asked = installed_provider()
        assert asked is not None
        assert asked.agreed.max_age == longest
    for name, value in (
        ("ISSUER", "http://id.example"),
        ("CLIENT", " "),
        ("REDIRECT", ""),
        ("MAX_AGE", "12h"),
        ("SECRET_FILE", str(tmp_path / "none")),
    ):
        with monkeypatch.context() as patch:
            patch.setenv(f"SHIAN_OIDC_{name}", value)
            with pytest.raises(ProviderSettingsUnfit) as met:
                installed_provider()
        assert name in met.value.message
    assert os.environ["SHIAN_OIDC_CLIENT"] == "shian"
