"""`shian accounts`: the machine's own operator makes the first administrator and helps in an emergency."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Shian = Callable[..., Any]
PASSWORD = "correct horse 电池 staple"


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "keys" / "shian.keys"
    file.parent.mkdir()
    monkeypatch.setenv("SHIAN_KEYS", str(file))
    return file


def first(shian: Shian, ticket: str) -> Any:
    return shian(
        "accounts", "first", ticket, "--login", "anquan", "--name", "合成数据安全", "--password", PASSWORD
    )


def test_the_first_administrator_then_an_inspector_with_a_role(shian: Shian) -> None:
    ticket = shian("accounts", "first-link").out.strip()
    assert first(shian, ticket).status == 0
    again = shian("accounts", "first-link")
    assert (again.status, "accounts-in-use" in again.err) == (2, True)
    link = shian("accounts", "invite", "lisi", "--name", "合成数据李四").out.strip()
    assert shian("accounts", "accept", link, "--password", PASSWORD).status == 0
    assert shian("accounts", "accept", link, "--password", PASSWORD).status == 2
    assert shian("accounts", "grant", "lisi", "auditor").status == 0
    listed = shian("accounts", "list").out
    assert "anquan  合成数据安全  正常  安全管理员" in listed
    assert "lisi  合成数据李四  正常  审计管理员" in listed
    assert "停用" in shian("accounts", "disable", "lisi").err
    assert "account-state-unfit" in shian("accounts", "lock", "lisi").err


def test_a_role_without_its_place_is_refused_in_words(shian: Shian) -> None:
    first(shian, shian("accounts", "first-link").out.strip())
    refused = shian("accounts", "grant", "anquan", "inspector")
    assert (refused.status, "grant-reach-unfit" in refused.err) == (2, True)
    assert shian("accounts", "grant", "nobody", "auditor").status == 2


def test_a_weak_password_is_refused_and_the_link_stays_good(shian: Shian) -> None:
    ticket = shian("accounts", "first-link").out.strip()
    weak = shian("accounts", "first", ticket, "--login", "anquan", "--name", "合成数据", "--password", "123")
    assert (weak.status, "password-unfit" in weak.err) == (2, True)
    assert first(shian, ticket).status == 0


def test_keys_are_made_once_readable_by_their_owner_alone_and_renewed_by_hand(
    shian: Shian, keys: Path
) -> None:
    first(shian, shian("accounts", "first-link").out.strip())
    assert shian("accounts", "renew-keys").status == 0
    assert keys.stat().st_mode & 0o777 == 0o600
    before = keys.read_text(encoding="ascii")
    assert shian("accounts", "renew-keys").status == 0
    assert keys.read_text(encoding="ascii") == before
    keys.write_text("damaged\n", encoding="ascii")
    assert "keys-unreadable" in shian("accounts", "renew-keys").err


def test_accounts_in_use_are_not_among_the_unused_ones(shian: Shian) -> None:
    first(shian, shian("accounts", "first-link").out.strip())
    outcome = shian("accounts", "unused", "--days", "30", "--disable")
    assert (outcome.status, outcome.out) == (0, "")
    assert "正常" in shian("accounts", "list").out
