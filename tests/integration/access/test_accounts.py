"""Managing accounts on real databases: who may, and what keeps the administrations apart."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from domain.access.account_errors import (
    AccountExists,
    AccountNotFound,
    AccountUnfit,
    AdministrationNotYours,
    DutiesNotSeparated,
    GrantExists,
    GrantUnknown,
    IdentityTaken,
    OwnAccount,
)
from domain.access.actor import Actor, Grant
from domain.errors import AreaNotFound, ShianError
from domain.organisations import OrganisationNotFound
from sampling.access.accounts import (
    change_account,
    get_account,
    grant,
    invite,
    link_identity,
    list_accounts,
    revoke,
    take_step,
)
from sampling.access.factors import begin_factor, renew_secrets
from sampling.access.passwords import issue_ticket, set_password_policy
from sampling.access.safe import Safe
from sampling.access.sessions import find_token, make_token
from sampling.access.unused import disable_unused, unused_accounts
from sampling.secrets.keyring import Keyring
from sampling.store.engine import reading, transaction
from tests.factories.access import MANAGER, NOON, At, a_safe, an_account, signed_in

INSPECTOR = Actor(
    name="李四（lisi）", grants=(Grant(role="inspector", area="320400"),), account="lisi", channel="session"
)
AUDITOR = Grant(role="auditor")


def stored(engine: Engine) -> list[str]:
    with reading(engine) as view:
        return [
            str(view.execute(text(f"SELECT * FROM {table}")).all())
            for table in ("accounts", "account_grants", "account_tickets", "audit_entries")
        ]


@pytest.mark.parametrize("step", range(6))
def test_only_the_security_administrator_manages_accounts_and_a_refusal_changes_nothing(
    engine: Engine, step: int
) -> None:
    safe = a_safe()
    an_account(engine, safe)
    before = stored(engine)
    with pytest.raises(AdministrationNotYours), At(engine, INSPECTOR) as op:
        (
            lambda: invite(op, login="wangwu", name="合成数据王", organisation=None, grants=()),
            lambda: grant(op, "zhangsan", AUDITOR),
            lambda: take_step(op, "zhangsan", "disable"),
            lambda: issue_ticket(op, safe, "zhangsan"),
            lambda: link_identity(op, "zhangsan", "https://id.example", "1"),
            lambda: set_password_policy(op, "dengbao", "等保"),
        )[step]()
    assert stored(engine) == before


@pytest.mark.parametrize(
    ("login", "name"), [("张三", "合成数据"), ("ABC", "合成数据"), ("lisi", "  "), ("lisi", "合成\n数据")]
)
def test_no_account_is_made_that_could_not_sign_in_or_has_no_name(
    engine: Engine, login: str, name: str
) -> None:
    with pytest.raises(AccountUnfit), At(engine) as op:
        invite(op, login=login, name=name, organisation=None, grants=())


def test_nobody_decides_about_their_own_account(engine: Engine) -> None:
    an_account(engine, a_safe(), "anquan")
    for refused in (
        lambda op: grant(op, "anquan", AUDITOR),
        lambda op: take_step(op, "anquan", "lock"),
        lambda op: link_identity(op, "anquan", "https://id.example", "1"),
    ):
        with pytest.raises(OwnAccount), At(engine, MANAGER) as op:
            refused(op)


def test_a_grant_that_would_join_administrations_is_refused(engine: Engine) -> None:
    an_account(engine, a_safe(), grants=(AUDITOR,))
    for one, refusal in (
        (Grant(role="system-administrator"), DutiesNotSeparated),
        (AUDITOR, GrantExists),
        (Grant(role="inspector", area="999999"), DutiesNotSeparated),
    ):
        with pytest.raises(refusal), At(engine, MANAGER) as op:
            grant(op, "zhangsan", one)
    with pytest.raises(GrantUnknown), At(engine, MANAGER) as op:
        revoke(op, "zhangsan", Grant(role="approver", area="320400"))


def test_accounts_name_areas_and_organisations_that_there_are(engine: Engine) -> None:
    an_account(engine, a_safe())
    refusals: tuple[tuple[Grant, type[ShianError]], ...] = (
        (Grant(role="inspector", area="999999"), AreaNotFound),
        (Grant(role="inspector", organisation="Z99"), OrganisationNotFound),
    )
    for one, refusal in refusals:
        with pytest.raises(refusal), At(engine, MANAGER) as op:
            grant(op, "zhangsan", one)
    with pytest.raises(AccountExists), At(engine, MANAGER) as op:
        invite(op, login="zhangsan", name="合成数据张", organisation=None, grants=())
    with pytest.raises(AccountNotFound), At(engine, MANAGER) as op:
        change_account(op, "nobody", name="合成数据", organisation=None)
    with pytest.raises(OrganisationNotFound), At(engine, MANAGER) as op:
        change_account(op, "zhangsan", name="合成数据", organisation="Z99")


def test_a_providers_user_belongs_to_one_account(engine: Engine) -> None:
    safe = a_safe()
    an_account(engine, safe)
    an_account(engine, safe, "lisi")
    with At(engine, MANAGER) as op:
        link_identity(op, "zhangsan", "https://id.example", "1")
    with pytest.raises(IdentityTaken), At(engine, MANAGER) as op:
        link_identity(op, "lisi", "https://id.example", "1")


def test_accounts_are_listed_by_login_name_page_by_page(engine: Engine) -> None:
    safe = a_safe()
    for login in ("wangwu", "lisi", "zhangsan"):
        an_account(engine, safe, login)
    with At(engine, MANAGER) as op:
        take_step(op, "lisi", "disable")
    with reading(engine) as view:
        first, following = list_accounts(view, {}, limit=2)
        rest, end = list_accounts(view, {}, after=following, limit=2)
        active, _ = list_accounts(view, {"state": "active"})
    assert [one.login for one in (*first, *rest)] == ["lisi", "wangwu", "zhangsan"]
    assert (following, end) == ("wangwu", None)
    assert [one.login for one in active] == ["wangwu", "zhangsan"]


def test_secrets_are_renewed_under_a_new_key(engine: Engine) -> None:
    safe = a_safe()
    account = an_account(engine, safe)
    with At(engine) as op:
        begin_factor(op, safe, account)
    newer = Safe(lambda: Keyring({"k2": b"\2" * 32, "k1": b"\1" * 32}, safe.random), safe.random)
    with transaction(engine) as connection:
        assert renew_secrets(connection, newer) == 1
        assert renew_secrets(connection, newer) == 0
        assert str(connection.execute(text("SELECT secret FROM account_factors")).scalar_one()).startswith(
            "v1.k2."
        )


def test_accounts_that_nobody_used_are_listed_and_disabled_but_not_the_last_security_administrator(
    engine: Engine,
) -> None:
    safe = a_safe()
    early = NOON - timedelta(days=100)
    for login, role in (
        ("anquan", Grant(role="security-administrator")),
        ("shenji", Grant(role="auditor")),
        ("yonghu", Grant(role="system-administrator")),
        ("chengxu", Grant(role="auditor")),
    ):
        an_account(engine, safe, login, grants=(role,), at=early)
    an_account(engine, safe, "xinren", at=NOON - timedelta(days=10))
    signed_in(engine, safe, login="anquan", at=NOON - timedelta(days=91))
    signed_in(engine, safe, login="yonghu", at=NOON - timedelta(days=89))
    with At(engine, at=early) as op:
        account = get_account(op.connection, "chengxu")
        _, token, _ = make_token(op, safe, account, label="合成数据", scopes=["*"], days=365)
    find_token(engine, token, NOON)
    with reading(engine) as view:
        found = unused_accounts(view, days=90, at=NOON)
    assert [(one.account.login, one.last) for one in found] == [
        ("anquan", NOON - timedelta(days=91)),
        ("shenji", None),
    ]
    with At(engine) as op:
        gone, kept = disable_unused(op, days=90)
    assert ([one.login for one in gone], [one.login for one in kept]) == (["shenji"], ["anquan"])
    with reading(engine) as view:
        states = {one.login: one.state for one in list_accounts(view, {})[0]}
    assert states == {
        "anquan": "active",
        "chengxu": "active",
        "shenji": "disabled",
        "xinren": "active",
        "yonghu": "active",
    }
