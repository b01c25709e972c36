"""Setting passwords: by a one-time link, by changing one's own, under the rules in force."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection

from domain.access.account_errors import (
    AccountsInUse,
)
from domain.access.accounts import Account, check_administration, check_grants
from domain.access.actor import Grant
from domain.access.errors import (
    PasswordUnfit,
    PasswordWrong,
    TicketRefused,
)
from domain.access.passwords import PasswordPolicy, PolicyName, check_password
from sampling.access.accounts import MANAGE, add_account, get_account, has_accounts, set_grants
from sampling.access.common import is_common_password
from sampling.access.safe import Safe, digest_of
from sampling.audit import Change
from sampling.store.access import accounts as store
from sampling.store.access import credentials, sign_ins
from sampling.store.work import stored_moment
from sampling.work.operation import Operation

FIRST_LASTS, LINK_LASTS = timedelta(hours=24), timedelta(days=3)
SYSTEM_WORDS = ("shian", "食安")
SETTINGS = "settings.manage"


def password_policy(connection: Connection) -> PasswordPolicy:
    """The rules in force."""
    row = store.newest_policy(connection)
    return PasswordPolicy() if row is None else msgspec.convert(row, PasswordPolicy, strict=False)


def set_password_policy(op: Operation, policy: PolicyName, reason: str) -> PasswordPolicy:
    """Choose the rules for passwords that are set from now on, and say why."""
    check_administration(op.who, SETTINGS)
    before = password_policy(op.connection)
    values = {"policy": policy, "reason": reason}
    store.insert_policy(op.connection, values | {"set_by": op.actor, "set_at": stored_moment(op.at)})
    was = {"policy": before.policy, "reason": before.reason}
    op.change(Change("password_policies", "password", "updated", was, values))
    op.tell(f"密码规则改为 {policy}：{reason}")
    return PasswordPolicy(policy=policy, reason=reason, set_by=op.actor, set_at=op.at)


def issue_first_ticket(op: Operation, safe: Safe) -> str:
    """The one-time link with which the first administrator is made. Raises `AccountsInUse`."""
    if has_accounts(op.connection):
        raise AccountsInUse
    return _issue(op, safe, "first", None, op.at + FIRST_LASTS, "签发首位管理员的一次性链接")


def first_ticket_waits(connection: Connection, at: datetime) -> bool:
    """Whether such a link was issued and can still be used."""
    return credentials.has_ticket(connection, "first", stored_moment(at))


def issue_ticket(op: Operation, safe: Safe, login: str) -> str:
    """A one-time link to set a password; the present password and all sessions end."""
    check_administration(op.who, MANAGE)
    account = get_account(op.connection, login, lock=True)
    store.update_account(op.connection, login, {"password_hash": None, "password_set_at": None})
    sign_ins.end_sign_ins(op.connection, login, at=stored_moment(op.at), reason="重置密码")
    return _issue(op, safe, "password", login, op.at + LINK_LASTS, f"签发账户 {account.title} 设置密码的链接")


def accept_first(op: Operation, safe: Safe, ticket: str, *, login: str, name: str, password: str) -> Account:
    """Make the first account, a security administrator. Raises `TicketRefused`, `AccountsInUse`, `PasswordUnfit`."""
    if has_accounts(op.connection):
        raise AccountsInUse
    _use(op, ticket, "first")
    check_password(
        password,
        password_policy(op.connection),
        own_words=(login, *SYSTEM_WORDS),
        is_common=is_common_password,
    )
    account = Account(login=login, name=name, state="active", created_at=op.at)
    held = (Grant(role="security-administrator"),)
    check_grants(held)
    hashed = safe.hash_password(password)
    add_account(op, account, password_hash=hashed, password_set_at=stored_moment(op.at))
    return set_grants(op, account, held)


def accept_ticket(op: Operation, safe: Safe, ticket: str, password: str) -> Account:
    """Set the password that a one-time link was given for; an invited account becomes active."""
    row = credentials.ticket_row(op.connection, digest_of(ticket))
    if row is None or row["login"] is None:
        raise TicketRefused
    _use(op, ticket, "password")
    account = get_account(op.connection, row["login"], lock=True)
    if account.state == "disabled":
        raise TicketRefused
    _set(op, safe, account, password)
    if account.state == "invited":
        store.update_account(op.connection, account.login, {"state": "active"})
        account = msgspec.structs.replace(account, state="active")
    return account


def change_own_password(
    op: Operation, safe: Safe, login: str, *, present: str, password: str, session: int
) -> Account:
    """Replace one's own password; all other sessions end. Raises `PasswordWrong`, `PasswordUnfit`."""
    row = store.account_row(op.connection, login, lock=True)
    if row is None or not safe.is_password(row["password_hash"], present):
        raise PasswordWrong
    account = get_account(op.connection, login)
    if password == present:
        raise PasswordUnfit(["与当前密码相同"])
    _set(op, safe, account, password, but=session)
    return account


def _set(op: Operation, safe: Safe, account: Account, password: str, *, but: int | None = None) -> None:
    own = (account.login, *SYSTEM_WORDS)
    check_password(password, password_policy(op.connection), own_words=own, is_common=is_common_password)
    at = stored_moment(op.at)
    store.update_account(
        op.connection, account.login, {"password_hash": safe.hash_password(password), "password_set_at": at}
    )
    sign_ins.end_sign_ins(op.connection, account.login, at=at, reason="更换密码", but=but)
    op.change(Change("accounts", account.login, "updated", None, {"password_set_at": at}))
    op.tell(f"账户 {account.title} 设置密码")


def _issue(op: Operation, safe: Safe, purpose: str, login: str | None, until: datetime, words: str) -> str:
    ticket = safe.new_token()
    values = {
        "digest": digest_of(ticket),
        "purpose": purpose,
        "login": login,
        "issued_at": stored_moment(op.at),
        "issued_by": op.actor,
        "expires_at": stored_moment(until),
    }
    credentials.insert_ticket(op.connection, values)
    told = {name: values[name] for name in ("purpose", "login", "expires_at")}
    op.change(Change("account_tickets", digest_of(ticket)[:16], "created", None, told))
    op.tell(words)
    return ticket


def _use(op: Operation, ticket: str, purpose: str) -> None:
    row = credentials.ticket_row(op.connection, digest_of(ticket))
    if row is None or row["purpose"] != purpose:
        raise TicketRefused
    if not credentials.use_ticket(op.connection, row["digest"], stored_moment(op.at)):
        raise TicketRefused
