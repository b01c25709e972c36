"""Accounts in tests: a safe with cheap hashes, administrators, and sign-ins on a moment."""

import hashlib
from datetime import UTC, datetime
from itertools import count

from sqlalchemy import Engine

from domain.access.accounts import Account
from domain.access.actor import Actor, Grant, local_actor
from sampling.access.accounts import invite
from sampling.access.passwords import accept_ticket, issue_ticket
from sampling.access.safe import HashCost, Safe
from sampling.access.signing_in import Opened, Origin, SignInRules, sign_in
from sampling.secrets.keyring import Keyring
from sampling.work.operation import Operation, operation

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
PASSWORD = "correct horse 电池 staple"
OFFICE = Origin("203.0.113.7", "浏览器")
RULES = SignInRules()
MANAGER = Actor(
    name="安全（anquan）", grants=(Grant(role="security-administrator"),), account="anquan", channel="session"
)
MACHINE = local_actor("本机")


def a_safe() -> Safe:
    """Hashes that cost next to nothing, a key, and bytes that never repeat."""
    numbers = count()

    def random(size: int) -> bytes:
        return hashlib.shake_256(str(next(numbers)).encode()).digest(size)

    return Safe(lambda: Keyring({"k1": b"\1" * 32}, random), random, HashCost(memory_kib=8, passes=1))


class At:
    """Commands of one actor at one moment."""

    def __init__(self, engine: Engine, actor: Actor = MACHINE, at: datetime = NOON) -> None:
        self._opened = operation(
            engine, command="account.test", actor=actor, at=at, today=at.date(), nonce="5a" * 32
        )

    def __enter__(self) -> Operation:
        return self._opened.__enter__()

    def __exit__(self, *raised: object) -> None:
        self._opened.__exit__(*raised)  # type: ignore[arg-type]


def an_account(
    engine: Engine,
    safe: Safe,
    login: str = "zhangsan",
    *,
    grants: tuple[Grant, ...] = (),
    at: datetime = NOON,
    name: str = "合成数据张三",
    organisation: str | None = None,
) -> Account:
    """An active account with `PASSWORD`."""
    with At(engine, at=at) as op:
        invite(op, login=login, name=name, organisation=organisation, grants=grants)
        ticket = issue_ticket(op, safe, login)
    with At(engine, at=at) as op:
        return accept_ticket(op, safe, ticket, PASSWORD)


def signed_in(
    engine: Engine,
    safe: Safe,
    *,
    login: str = "zhangsan",
    password: str = PASSWORD,
    code: str | None = None,
    at: datetime = NOON,
    origin: Origin = OFFICE,
    rules: SignInRules = RULES,
) -> Opened:
    """A session."""
    return sign_in(engine, safe, rules, origin, login=login, password=password, code=code, at=at)
