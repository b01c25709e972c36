"""Signing in by password and second factor, or at the provider of identities; signing out."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine

from domain.access.accounts import ADMINISTRATIONS, SECOND_FACTOR_ROLES, Account, is_login_name
from domain.access.actor import Role
from domain.access.addresses import is_within
from domain.access.errors import (
    CodeWrong,
    CredentialsWrong,
    SecondFactorMissing,
    SecondFactorNotAsked,
)
from domain.access.sessions import SessionLimits, Stage
from sampling.access.accounts import find_account
from sampling.access.events import NOBODY, tell_alone, tell_event
from sampling.access.factors import has_factor, use_code
from sampling.access.passwords import password_policy
from sampling.access.safe import Safe, digest_of
from sampling.access.throttling import NO_NAME, count_attempt, forget_attempt
from sampling.store.access import accounts as account_store
from sampling.store.access import sign_ins as store
from sampling.store.engine import reading, transaction
from sampling.store.work import stored_moment


@dataclass(frozen=True, slots=True)
class SignInRules:
    """What the installation decided about sessions, second factors and places.

    `everybody`: a second factor is asked of all, whatever their roles.
    """

    limits: SessionLimits = field(default_factory=SessionLimits)
    second_factor: frozenset[Role] = SECOND_FACTOR_ROLES
    everybody: bool = False
    # From where administrations sign in and act; empty: from anywhere.
    administration: tuple[str, ...] = ()

    def need_factor_of(self, account: Account) -> bool:
        """Whether this account signs in with a second factor or does nothing."""
        return self.everybody or account.needs_second_factor(self.second_factor)

    def may_act_from(self, roles: Collection[Role], address: str) -> bool:
        """Whether somebody with these roles may act from there."""
        bound = self.administration and not ADMINISTRATIONS.isdisjoint(roles)
        return not bound or is_within(address, self.administration)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request comes from, for lists of sessions and for counting failures.

    `present` is the token that the browser brought: the session that it stands for ends when another begins there.
    `request` is the request's number, which lines of the server name too.
    """

    address: str
    agent: str
    present: str | None = None
    request: str | None = None

    def told(self) -> dict[str, str]:
        """What audit entries say of it."""
        return {"address": self.address} | ({} if self.request is None else {"request": self.request})


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session: its token is shown to the browser once and stored nowhere."""

    token: str
    account: Account
    stage: Stage


def sign_in(
    engine: Engine,
    safe: Safe,
    rules: SignInRules,
    origin: Origin,
    *,
    login: str,
    password: str,
    code: str | None,
    at: datetime,
) -> Opened:
    """A session for who knows the password and, where one is set up, holds the second factor.

    Unknown names, wrong passwords and accounts that may not sign in take the same steps and get the same answer.
    Raises `SignInDelayed`, `CredentialsWrong`, `SecondFactorMissing`.
    """
    # What can be nobody's name is often somebody's password, typed into the wrong field: it gets to no table.
    login = login if is_login_name(login) else NO_NAME
    count_attempt(engine, login, origin.address, at)
    with reading(engine) as connection:
        row = account_store.account_row(connection, login)
        account = find_account(connection, login)
        enrolled = has_factor(connection, login)
    right = safe.is_password(row["password_hash"] if row else None, password)
    if row is None or account is None or not right or account.state != "active":
        tell_failure(engine, account, origin, at, "密码不正确" if account and not right else "不能登录")
        raise CredentialsWrong
    if not rules.may_act_from(account.roles(), origin.address):
        tell_failure(engine, account, origin, at, "不能从此地址登录")
        raise CredentialsWrong
    if enrolled and code is None:
        raise SecondFactorMissing
    with transaction(engine) as connection:
        good = not enrolled or use_code(connection, safe, login, code or "", at)
        if good:
            return _opened(connection, safe, rules, origin, account, at, row, password)
    tell_failure(engine, account, origin, at, "验证码不正确")
    raise CredentialsWrong


def sign_in_from_provider(
    connection: Connection,
    safe: Safe,
    rules: SignInRules,
    origin: Origin,
    *,
    account: Account,
    two_factors: bool,
    at: datetime,
) -> Opened:
    """A session for whom the provider vouches; where it does not say that it asked for two factors, ours is asked.

    As with a password: of who set up a second factor, and of roles that need one.
    """
    stage: Stage = "full"
    if not two_factors:
        if has_factor(connection, account.login):
            stage = "verify"
        elif rules.need_factor_of(account):
            stage = "enrol"
    return _session(connection, safe, origin, account, at, stage, "provider")


def verify_session(
    engine: Engine,
    safe: Safe,
    origin: Origin,
    *,
    account: Account,
    session: int,
    stage: Stage,
    code: str,
    at: datetime,
) -> None:
    """Give the second factor after signing in at the provider.

    Raises `SecondFactorNotAsked`, `SignInDelayed`, `CodeWrong`.
    """
    if stage != "verify":
        raise SecondFactorNotAsked
    count_attempt(engine, account.login, origin.address, at)
    with transaction(engine) as connection:
        good = use_code(connection, safe, account.login, code, at)
        if good:
            forget_attempt(connection, account.login, origin.address, at)
            store.set_stage(connection, session, "full")
            _tell_success(connection, account, origin, at, "完成二次验证")
    if not good:
        tell_failure(engine, account, origin, at, "验证码不正确")
        raise CodeWrong


def sign_out(engine: Engine, account: Account, session: int, at: datetime) -> None:
    """End the session."""
    with transaction(engine) as connection:
        store.end_sign_ins(connection, account.login, at=stored_moment(at), reason="退出", number=session)
        tell_event(
            connection,
            at=at,
            actor=account.title,
            event="sign-out",
            summary=f"{account.title} 退出登录",
            details={"session": session},
        )


def advance_session(
    connection: Connection, rules: SignInRules, account: Account, session: int, at: datetime
) -> Stage:
    """What is left to do in a session after one thing was done."""
    stage = next_stage(connection, rules, account, at)
    store.set_stage(connection, session, stage)
    return stage


def next_stage(connection: Connection, rules: SignInRules, account: Account, at: datetime) -> Stage:
    """What an account that signed in with its password has left to do."""
    if rules.need_factor_of(account) and not has_factor(connection, account.login):
        return "enrol"
    row = account_store.account_row(connection, account.login)
    set_at = row["password_set_at"] if row else None
    if set_at and password_policy(connection).is_expired(datetime.fromisoformat(set_at), at):
        return "password"
    return "full"


def _opened(
    connection: Connection,
    safe: Safe,
    rules: SignInRules,
    origin: Origin,
    account: Account,
    at: datetime,
    row: account_store.Row,
    password: str,
) -> Opened:
    forget_attempt(connection, account.login, origin.address, at)
    if safe.is_dated(row["password_hash"]):
        account_store.update_account(
            connection, account.login, {"password_hash": safe.hash_password(password)}
        )
    stage = next_stage(connection, rules, account, at)
    return _session(connection, safe, origin, account, at, stage, "password")


def _session(
    connection: Connection,
    safe: Safe,
    origin: Origin,
    account: Account,
    at: datetime,
    stage: Stage,
    method: str,
) -> Opened:
    token = safe.new_token()
    moment = stored_moment(at)
    replaced = store.sign_in_row(connection, digest_of(origin.present)) if origin.present else None
    if replaced is not None:
        store.end_sign_ins(connection, replaced["login"], at=moment, reason="重新登录", number=replaced["id"])
    store.insert_sign_in(
        connection,
        {
            "digest": digest_of(token),
            "login": account.login,
            "stage": stage,
            "method": method,
            "begun_at": moment,
            "seen_at": moment,
            "address": origin.address,
            "agent": origin.agent,
        },
    )
    _tell_success(connection, account, origin, at, "登录")
    return Opened(token, account, stage)


def _tell_success(connection: Connection, account: Account, origin: Origin, at: datetime, words: str) -> None:
    tell_event(
        connection,
        at=at,
        actor=account.title,
        event="sign-in",
        summary=f"{account.title} {words}",
        details=origin.told(),
    )


def tell_failure(engine: Engine, account: Account | None, origin: Origin, at: datetime, why: str) -> None:
    """Tell the audit trail of an attempt that failed.

    What was typed for an unknown name is not kept: it may be somebody's password.
    """
    tell_alone(
        engine,
        at=at,
        actor=NOBODY,
        event="sign-in-failed",
        summary=f"登录失败：{account.title}，{why}" if account else "登录失败：没有此登录名",
        details={"login": account.login if account else None, **origin.told()},
    )
