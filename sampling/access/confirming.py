"""Showing again in an open session who one is: a stolen session alone must not change how its owner signs in."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from domain.access.errors import CodeWrong, ConfirmationMissing, PasswordWrong
from sampling.access.factors import has_factor, use_code
from sampling.access.safe import Safe
from sampling.access.sessions import Session
from sampling.access.signing_in import Origin, tell_failure
from sampling.access.throttling import count_attempt, forget_attempt
from sampling.store.access import accounts as store
from sampling.store.engine import reading, transaction

# Whoever has to set up a second factor before anything else has only just signed in.
FRESH = timedelta(minutes=10)


def is_fresh(session: Session, at: datetime) -> bool:
    """Whether the session waits for its first second factor and began a moment ago."""
    return session.stage == "enrol" and session.begun <= at < session.begun + FRESH


def confirm_person(
    engine: Engine,
    safe: Safe,
    origin: Origin,
    session: Session,
    *,
    password: str | None,
    code: str | None,
    at: datetime,
) -> None:
    """Ask the password again, and the code of the second factor where there is one; guessing is delayed as at the door.

    Raises `ConfirmationMissing`, `SignInDelayed`, `PasswordWrong`, `CodeWrong`.
    """
    account = session.account
    with reading(engine) as connection:
        row = store.account_row(connection, account.login)
        enrolled = has_factor(connection, account.login)
    missing = [
        name
        for name, given in (("密码", password), ("动态验证码", code if enrolled else ""))
        if given is None
    ]
    if missing:
        raise ConfirmationMissing("和".join(missing))
    count_attempt(engine, account.login, origin.address, at)
    if not safe.is_password(row["password_hash"] if row else None, password or ""):
        tell_failure(engine, account, origin, at, "再次提供的密码不正确")
        raise PasswordWrong
    with transaction(engine) as connection:
        good = not enrolled or use_code(connection, safe, account.login, code or "", at)
        if good:
            forget_attempt(connection, account.login, origin.address, at)
    if not good:
        tell_failure(engine, account, origin, at, "再次提供的验证码不正确")
        raise CodeWrong
