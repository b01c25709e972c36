"""Accounts as a register: reading them, inviting, changing, granting, locking and disabling. Nothing is deleted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from domain.access.account_errors import (
    AccountExists,
    AccountNotFound,
    GrantExists,
    GrantUnknown,
    IdentityTaken,
)
from domain.access.accounts import (
    STATE_STEPS,
    Account,
    StateStep,
    check_administration,
    check_grants,
    check_names,
    check_others,
    role_name,
    stepped,
)
from domain.access.actor import Actor, Channel, Grant
from domain.errors import AreaNotFound
from sampling.audit import Change
from sampling.organisations import get_organisation
from sampling.store.access import accounts as store
from sampling.store.access import credentials, sign_ins
from sampling.store.listing import area_exists
from sampling.store.work import stored_moment
from sampling.work.operation import Operation

MANAGE, GRANT = "accounts.manage", "accounts.grant"


def has_accounts(connection: Connection) -> bool:
    """Whether anybody has an account: from then on everybody signs in."""
    return store.any_account(connection)


def find_account(connection: Connection, login: str, *, lock: bool = False) -> Account | None:
    """The account of this login name with its grants in force; None where there is none."""
    row = store.account_row(connection, login, lock=lock)
    return None if row is None else _accounts(connection, [row])[0]


def get_account(connection: Connection, login: str, *, lock: bool = False) -> Account:
    """`find_account`, insisting. Raises `AccountNotFound`."""
    found = find_account(connection, login, lock=lock)
    if found is None:
        raise AccountNotFound(login)
    return found


def list_accounts(
    connection: Connection, filters: Mapping[str, Any], *, after: str | None = None, limit: int = 10_000
) -> tuple[list[Account], str | None]:
    """Accounts by login name and the name to go on after. Filters `state`, `organisation`."""
    rows = store.account_rows(connection, filters, after=after, limit=limit + 1)
    found = _accounts(connection, rows[:limit])
    return found, (found[-1].login if len(rows) > limit else None)


def actor_of(account: Account, channel: Channel, scopes: frozenset[str] | None = None) -> Actor:
    """The account as the one who acts."""
    return Actor(
        name=account.title, grants=account.grants, account=account.login, channel=channel, scopes=scopes
    )


def invite(
    op: Operation, *, login: str, name: str, organisation: str | None, grants: Sequence[Grant]
) -> Account:
    """Make an account that waits for its password. Raises `AccountExists` and what `grant` refuses."""
    check_administration(op.who, MANAGE)
    if store.account_row(op.connection, login) is not None:
        raise AccountExists(login)
    if organisation is not None:
        get_organisation(op.connection, organisation)
    account = Account(login=login, name=name, organisation=organisation, created_at=op.at)
    add_account(op, account)
    return set_grants(op, account, tuple(grants)) if grants else account


def add_account(op: Operation, account: Account, **more: Any) -> None:
    """Store a new account without grants, with its change for the audit entry. Raises `AccountUnfit`."""
    check_names(account)
    values = {
        "login": account.login,
        "name": account.name,
        "organisation": account.organisation,
        "state": account.state,
    }
    store.insert_account(
        op.connection,
        values | {"created_at": stored_moment(account.created_at), "created_by": op.actor, **more},
    )
    op.change(Change("accounts", account.login, "created", None, values))
    op.tell(f"账户 {account.title} 建立")


def change_account(op: Operation, login: str, *, name: str, organisation: str | None) -> Account:
    """Change what an account is called and where it belongs."""
    check_administration(op.who, MANAGE)
    before = get_account(op.connection, login, lock=True)
    if organisation is not None:
        get_organisation(op.connection, organisation)
    after = msgspec.structs.replace(before, name=name, organisation=organisation)
    if after != before:
        _write(op, before, after, "变更")
    return after


def grant(op: Operation, login: str, one: Grant) -> Account:
    """Give a role. Raises `OwnAccount`, `GrantExists`, and what keeps the administrations apart."""
    account = _of_others(op, login, GRANT)
    if one in account.grants:
        raise GrantExists(login, role_name(one.role))
    return set_grants(op, account, (*account.grants, one))


def revoke(op: Operation, login: str, one: Grant) -> Account:
    """Take a role back. Raises `OwnAccount`, `GrantUnknown`."""
    account = _of_others(op, login, GRANT)
    if one not in account.grants:
        raise GrantUnknown(login, role_name(one.role))
    return set_grants(op, account, tuple(held for held in account.grants if held != one))


def set_grants(op: Operation, account: Account, grants: tuple[Grant, ...]) -> Account:
    """Hold exactly these roles from now on; sessions end, so that nobody works on with a role that is gone."""
    check_grants(grants)
    for one in grants:
        if one.area is not None and not area_exists(op.connection, one.area):
            raise AreaNotFound(one.area)
        if one.organisation is not None:
            get_organisation(op.connection, one.organisation)
    at = stored_moment(op.at)
    for row in store.grant_rows(op.connection, [account.login]):
        if _grant(row) not in grants:
            store.revoke_grant(op.connection, row["id"], at=at, by=op.actor)
    fresh = [one for one in grants if one not in account.grants]
    store.insert_grants(op.connection, [_grant_row(account.login, one, at, op.actor) for one in fresh])
    sign_ins.end_sign_ins(op.connection, account.login, at=at, reason="角色变更")
    after = msgspec.structs.replace(account, grants=grants)
    op.change(
        Change("accounts", account.login, "updated", {"grants": _plain(account)}, {"grants": _plain(after)})
    )
    op.tell(f"账户 {account.title} 的角色：{'、'.join(role_name(one.role) for one in grants) or '无'}")
    return after


def take_step(op: Operation, login: str, step: StateStep) -> Account:
    """Lock, unlock, disable or bring back an account; whoever may no longer sign in is signed out at once."""
    before = _of_others(op, login, MANAGE)
    after = stepped(before, step)
    _write(op, before, after, STATE_STEPS[step][2])
    at = stored_moment(op.at)
    if after.state != "active":
        sign_ins.end_sign_ins(op.connection, login, at=at, reason=STATE_STEPS[step][2])
    if step == "unlock":
        sign_ins.clear_account_failures(op.connection, login)
    if step == "disable":
        credentials.end_tokens(op.connection, login, at)
    if step == "enable":
        store.update_account(op.connection, login, {"password_hash": None, "password_set_at": None})
    return after


def link_identity(op: Operation, login: str, issuer: str, subject: str) -> Account:
    """Let a provider's user sign in as this account. Raises `IdentityTaken`."""
    account = _of_others(op, login, MANAGE)
    taken = store.linked_login(op.connection, issuer, subject)
    if taken is not None:
        raise IdentityTaken(taken)
    values = {"login": login, "issuer": issuer, "subject": subject}
    store.insert_identity(op.connection, values | {"linked_at": stored_moment(op.at), "linked_by": op.actor})
    op.change(Change("account_identities", login, "created", None, values))
    op.tell(f"账户 {account.title} 关联统一身份认证用户")
    return account


def _of_others(op: Operation, login: str, action: str) -> Account:
    check_administration(op.who, action)
    check_others(op.who, login)
    return get_account(op.connection, login, lock=True)


def _write(op: Operation, before: Account, after: Account, words: str) -> None:
    now = {"name": after.name, "organisation": after.organisation, "state": after.state}
    was = {"name": before.name, "organisation": before.organisation, "state": before.state}
    store.update_account(op.connection, after.login, now)
    op.change(Change("accounts", after.login, "updated", was, now))
    op.tell(f"账户 {after.title} {words}")


def _accounts(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[Account]:
    held: dict[str, list[Grant]] = {row["login"]: [] for row in rows}
    for row in store.grant_rows(connection, list(held)):
        held[row["login"]].append(_grant(row))
    return [
        Account(
            login=row["login"],
            name=row["name"],
            organisation=row["organisation"],
            state=row["state"],
            grants=tuple(held[row["login"]]),
            created_at=datetime.fromisoformat(row["created_at"]),
        )
        for row in rows
    ]


def _grant(row: Mapping[str, Any]) -> Grant:
    return Grant(role=row["role"], area=row["area_code"], organisation=row["organisation"])


def _grant_row(login: str, one: Grant, at: str, by: str) -> dict[str, Any]:
    return {
        "login": login,
        "role": one.role,
        "area_code": one.area,
        "organisation": one.organisation,
        "granted_at": at,
        "granted_by": by,
    }


def _plain(account: Account) -> list[dict[str, Any]]:
    return [msgspec.structs.asdict(one) for one in account.grants]
