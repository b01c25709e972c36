"""Second factors: codes by time (RFC 6238), each accepted once, and recovery codes for a lost device."""

import base64
from datetime import datetime

import pyotp
from sqlalchemy import Connection

from domain.access.accounts import Account, check_administration
from domain.access.errors import (
    CodeWrong,
    SecondFactorInPlace,
    SecondFactorNotStarted,
)
from sampling.access.accounts import MANAGE, get_account
from sampling.access.safe import Safe, digest_of
from sampling.audit import Change
from sampling.store.access import credentials as store
from sampling.store.access import sign_ins
from sampling.store.work import stored_moment
from sampling.work.operation import Operation

PURPOSE = "second-factor"
ISSUER = "食安"
STEP_S = 30
# A code of the step before or after is accepted: clocks differ.
TOLERANCE = 1
RECOVERY_CODES = 10
# As many as a digest alone protects where it is stored (ASVS 5.0, 6.5.2 and 11.5.1).
RECOVERY_BYTES = 16


def has_factor(connection: Connection, login: str) -> bool:
    """Whether a confirmed second factor is in place."""
    row = store.factor_row(connection, login)
    return row is not None and row["confirmed_at"] is not None


def begin_factor(op: Operation, safe: Safe, account: Account) -> tuple[str, str]:
    """A new secret that is still to be confirmed, and its address for an app. Raises `SecondFactorInPlace`."""
    if has_factor(op.connection, account.login):
        raise SecondFactorInPlace
    at = stored_moment(op.at)
    store.end_factors(op.connection, account.login, at)
    raw = safe.random(20)
    store.insert_factor(
        op.connection,
        {
            "login": account.login,
            "secret": safe.keyring.encrypt(raw, PURPOSE, about=account.login),
            "enrolled_at": at,
            "last_step": 0,
        },
    )
    op.change(Change("account_factors", account.login, "created", None, {"enrolled_at": at}))
    op.tell(f"账户 {account.title} 登记动态验证码")
    secret = base64.b32encode(raw).decode()
    return secret, pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name=ISSUER)


def confirm_factor(op: Operation, safe: Safe, account: Account, code: str) -> list[str]:
    """Put the second factor in use and give recovery codes, shown once. Raises `SecondFactorNotStarted`, `CodeWrong`."""
    row = store.factor_row(op.connection, account.login)
    if row is None:
        raise SecondFactorNotStarted
    if row["confirmed_at"] is not None:
        raise SecondFactorInPlace
    if not use_code(op.connection, safe, account.login, code, op.at):
        raise CodeWrong
    at = stored_moment(op.at)
    store.confirm_factor(op.connection, row["id"], at)
    codes = [_recovery_code(safe) for _ in range(RECOVERY_CODES)]
    store.insert_recovery_codes(
        op.connection,
        [
            {"digest": _code_digest(account.login, one), "login": account.login, "issued_at": at}
            for one in codes
        ],
    )
    op.change(Change("account_factors", account.login, "updated", None, {"confirmed_at": at}))
    op.tell(f"账户 {account.title} 启用动态验证码")
    return codes


def reset_factor(op: Operation, login: str) -> Account:
    """Take away a lost second factor: it is set up anew at the next sign-in."""
    check_administration(op.who, MANAGE)
    account = get_account(op.connection, login, lock=True)
    at = stored_moment(op.at)
    store.end_factors(op.connection, login, at)
    sign_ins.end_sign_ins(op.connection, login, at=at, reason="重置动态验证码")
    op.change(Change("account_factors", login, "updated", None, {"ended_at": at}))
    op.tell(f"账户 {account.title} 重置动态验证码")
    return account


def use_code(connection: Connection, safe: Safe, login: str, code: str, at: datetime) -> bool:
    """Whether the code is good now; a good one is good once. A recovery code will do where a factor is confirmed."""
    row = store.factor_row(connection, login)
    if row is None:
        return False
    code = code.strip().replace(" ", "")
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        return row["confirmed_at"] is not None and store.use_recovery_code(
            connection, login, _code_digest(login, code), stored_moment(at)
        )
    secret = base64.b32encode(safe.keyring.decrypt(row["secret"], PURPOSE, about=login)).decode()
    totp = pyotp.TOTP(secret)
    now = int(at.timestamp()) // STEP_S
    matching = [
        step
        for step in range(now - TOLERANCE, now + TOLERANCE + 1)
        if pyotp.utils.strings_equal(totp.generate_otp(step), code)
    ]
    return any(store.use_step(connection, row["id"], step) for step in matching)


def renew_secrets(connection: Connection, safe: Safe) -> int:
    """Encrypt every stored secret with the current key; returns how many were not."""
    renewed = 0
    for number, login, secret in store.all_factor_secrets(connection):
        if not safe.keyring.is_current(secret):
            store.replace_factor_secret(connection, number, safe.keyring.renew(secret, PURPOSE, about=login))
            renewed += 1
    return renewed


def _recovery_code(safe: Safe) -> str:
    text = base64.b32encode(safe.random(RECOVERY_BYTES)).decode().lower().rstrip("=")
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def _code_digest(login: str, code: str) -> str:
    return digest_of(f"{login} {code.lower().replace('-', '')}")
