"""Sessions and tokens: whom a request shows, and what one can see and end of one's own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, Engine

from domain.access.accounts import Account
from domain.access.errors import (
    ScopeUnknown,
    SessionEnded,
    SessionNotFound,
    TokenExpiryUnfit,
    TokenNotFound,
    TokenRefused,
)
from domain.access.reading import load_policy
from domain.access.sessions import SessionLimits, Stage
from sampling.access.accounts import find_account
from sampling.access.events import tell_event
from sampling.access.safe import Safe, digest_of
from sampling.audit import Change
from sampling.store.access import credentials
from sampling.store.access import sign_ins as store
from sampling.store.engine import reading, transaction
from sampling.store.work import stored_moment
from sampling.work.operation import Operation

# How exactly the last use is known: writing it down at every request would make every reader a writer.
SEEN_EVERY = timedelta(minutes=1)
TOKEN_MARK = "shian"
LONGEST_TOKEN_DAYS = 365

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Session:
    """A session that holds."""

    number: int
    account: Account
    stage: Stage
    begun: datetime


def find_session(engine: Engine, token: str, limits: SessionLimits, at: datetime) -> Session:
    """The session of this token, used now. Raises `SessionEnded`: unknown, ended, run out or no longer active."""
    with reading(engine) as connection:
        row = store.sign_in_row(connection, digest_of(token))
        account = find_account(connection, row["login"]) if row else None
    if row is None or account is None or row["ended_at"] is not None or account.state != "active":
        raise SessionEnded
    begun, seen = datetime.fromisoformat(row["begun_at"]), datetime.fromisoformat(row["seen_at"])
    if limits.is_over(begun=begun, seen=seen, now=at):
        raise SessionEnded
    if at - seen >= min(SEEN_EVERY, limits.idle / 10):
        with transaction(engine) as connection:
            store.note_seen(connection, row["id"], stored_moment(at))
    return Session(row["id"], account, cast(Stage, row["stage"]), begun)


def list_sessions(
    connection: Connection,
    login: str,
    limits: SessionLimits,
    at: datetime,
    *,
    after: int = 0,
    limit: int = 100,
) -> tuple[list[Row], int | None]:
    """An account's sessions that hold, by number, and the number to go on after."""
    rows = store.sign_in_rows(
        connection,
        login,
        begun_after=stored_moment(at - limits.absolute),
        seen_after=stored_moment(at - limits.idle),
        after=after,
        limit=limit + 1,
    )
    return rows[:limit], (rows[limit - 1]["id"] if len(rows) > limit else None)


def end_session(engine: Engine, account: Account, number: int, at: datetime) -> None:
    """End one of one's own sessions. Raises `SessionNotFound`."""
    with transaction(engine) as connection:
        moment = stored_moment(at)
        if not store.end_sign_ins(connection, account.login, at=moment, reason="本人结束", number=number):
            raise SessionNotFound(number)
        tell_event(
            connection,
            at=at,
            actor=account.title,
            event="session-end",
            summary=f"{account.title} 结束登录会话 {number}",
            details={"session": number},
        )


def make_token(
    op: Operation, safe: Safe, account: Account, *, label: str, scopes: Sequence[str], days: int
) -> tuple[int, str, datetime]:
    """A token for programs: its number, the token itself (shown once), and when it expires.

    Raises `TokenExpiryUnfit`, `ScopeUnknown`.
    """
    unknown = load_policy().unknown_scopes(scopes)
    if unknown:
        raise ScopeUnknown(unknown)
    if not 1 <= days <= LONGEST_TOKEN_DAYS:
        raise TokenExpiryUnfit(LONGEST_TOKEN_DAYS)
    prefix, secret = safe.random(6).hex(), safe.new_token()
    token, expires = f"{TOKEN_MARK}_{prefix}_{secret}", op.at + timedelta(days=days)
    values = {
        "login": account.login,
        "label": label,
        "prefix": prefix,
        "scopes": json.dumps(sorted(set(scopes))),
        "expires_at": stored_moment(expires),
    }
    number = credentials.insert_token(
        op.connection, values | {"digest": digest_of(token), "created_at": stored_moment(op.at)}
    )
    op.change(Change("api_tokens", str(number), "created", None, values))
    op.tell(f"账户 {account.title} 建立接口令牌 {prefix}")
    return number, token, expires


def find_token(
    engine: Engine, token: str, at: datetime, told: Mapping[str, str] | None = None
) -> tuple[Account, frozenset[str]]:
    """Whose token it is and what it may do; its first use on a day (UTC) is told, with `told` of where it came from.

    Raises `TokenRefused`.
    """
    parts = token.split("_", 2)
    if len(parts) != 3 or parts[0] != TOKEN_MARK:
        raise TokenRefused
    with reading(engine) as connection:
        row = credentials.token_row(connection, parts[1])
        account = find_account(connection, row["login"]) if row else None
    moment = stored_moment(at)
    if row is None or account is None or row["digest"] != digest_of(token):
        raise TokenRefused
    if row["ended_at"] is not None or row["expires_at"] <= moment or account.state != "active":
        raise TokenRefused
    used = None if row["used_at"] is None else datetime.fromisoformat(row["used_at"])
    is_first = used is None or used.astimezone(UTC).date() != at.astimezone(UTC).date()
    if is_first or used is None or at - used >= SEEN_EVERY:
        with transaction(engine) as connection:
            credentials.note_token_use(connection, row["id"], moment)
            if is_first:
                tell_event(
                    connection,
                    at=at,
                    actor=account.title,
                    event="token-use",
                    summary=f"{account.title} 使用接口令牌 {row['prefix']}（当日首次）",
                    details={"token": row["id"], **(told or {})},
                )
    return account, frozenset(json.loads(row["scopes"]))


def list_tokens(
    connection: Connection, login: str, *, after: int = 0, limit: int = 100
) -> tuple[list[Row], int | None]:
    """An account's tokens by number, ended ones too, and the number to go on after."""
    rows = credentials.token_rows(connection, login, after=after, limit=limit + 1)
    return rows[:limit], (rows[limit - 1]["id"] if len(rows) > limit else None)


def end_token(op: Operation, account: Account, number: int) -> None:
    """Revoke one of one's own tokens. Raises `TokenNotFound`."""
    at = stored_moment(op.at)
    if not credentials.end_tokens(op.connection, account.login, at, number=number):
        raise TokenNotFound(number)
    op.change(Change("api_tokens", str(number), "updated", None, {"ended_at": at}))
    op.tell(f"账户 {account.title} 撤销接口令牌 {number}")
