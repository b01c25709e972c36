"""Signing in at the provider of identities: what is kept while somebody is there, and who they are here afterwards.

What the browser, the provider and this system each hold is worth nothing alone: the state and the browser's own word
say that the one who comes back is the one who left, the nonce that the answer was made for this very sign-in, and the
verifier that the code was asked for by us (RFC 7636).
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from domain.access.errors import IdentityNotLinked, ProviderRefused
from sampling.access.accounts import find_account
from sampling.access.events import NOBODY, tell_alone
from sampling.access.safe import Safe, digest_of
from sampling.access.signing_in import Opened, Origin, SignInRules, sign_in_from_provider
from sampling.store.access import sign_ins as store
from sampling.store.access.accounts import linked_login
from sampling.store.engine import transaction
from sampling.store.work import stored_moment

PURPOSE = "provider-sign-in"
# How long somebody may take at the provider.
TIME_THERE = timedelta(minutes=10)
KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that begins: `browser` goes into a cookie, `state`, `nonce` and the hash of `verifier` to the provider."""

    state: str
    nonce: str
    verifier: str
    browser: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What is needed to ask the provider who came back, and to recognise that its answer is for this sign-in."""

    nonce_digest: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider vouches for, and whether it says that it asked them for two factors."""

    issuer: str
    subject: str
    two_factors: bool


def begin_at_provider(engine: Engine, safe: Safe, at: datetime) -> Begun:
    """Remember that somebody leaves for the provider. Only digests and an encrypted verifier are stored."""
    begun = Begun(safe.new_token(), safe.new_token(), safe.new_token(), safe.new_token())
    digest = digest_of(begun.state)
    values = {
        "state_digest": digest,
        "browser_digest": digest_of(begun.browser),
        "nonce": digest_of(begun.nonce),
        "verifier": safe.keyring.encrypt(begun.verifier.encode(), PURPOSE, about=digest),
        "begun_at": stored_moment(at),
    }
    with transaction(engine) as connection:
        store.insert_provider_sign_in(connection, values)
    return begun


def return_from_provider(
    engine: Engine, safe: Safe, *, state: str | None, browser: str | None, at: datetime
) -> Returned:
    """Take up the sign-in of this state; whatever comes of it, it cannot be taken up again. Raises `ProviderRefused`."""
    digest = digest_of(state or "")
    with transaction(engine) as connection:
        row = store.use_provider_sign_in(connection, digest)
    if row is None:
        raise ProviderRefused("登录请求无效或已用过")
    if not hmac.compare_digest(row["browser_digest"], digest_of(browser or "")):
        raise ProviderRefused("登录请求不是由此浏览器发起的")
    begun = datetime.fromisoformat(row["begun_at"])
    if not begun <= at < begun + TIME_THERE:
        raise ProviderRefused("登录用时超过 10 分钟")
    verifier = safe.keyring.decrypt(row["verifier"], PURPOSE, about=digest).decode()
    return Returned(nonce_digest=row["nonce"], verifier=verifier)


def sign_in_as(
    engine: Engine, safe: Safe, rules: SignInRules, origin: Origin, identity: Identity, at: datetime
) -> Opened:
    """A session of the account that the provider's user is linked to; no account is ever made here.

    Raises `IdentityNotLinked`, also where the account may not sign in: which of the two is not told.
    """
    with transaction(engine) as connection:
        login = linked_login(connection, identity.issuer, identity.subject)
        account = find_account(connection, login, lock=True) if login is not None else None
        here = account is not None and rules.may_act_from(account.roles(), origin.address)
        if account is not None and here and account.state == "active":
            return sign_in_from_provider(
                connection, safe, rules, origin, account=account, two_factors=identity.two_factors, at=at
            )
    if account is None:
        tell_refused(engine, origin, at, "统一身份认证用户没有关联账户")
    else:
        tell_refused(engine, origin, at, f"{account.title}，不能登录", login=account.login)
    raise IdentityNotLinked


def tell_refused(engine: Engine, origin: Origin, at: datetime, why: str, login: str | None = None) -> None:
    """Tell the audit trail of a sign-in that came back from the provider and did not come about."""
    tell_alone(
        engine,
        at=at,
        actor=NOBODY,
        event="sign-in-failed",
        summary=f"登录失败：{why}",
        details={"login": login, **origin.told(), "method": "provider"},
    )


def forget_provider_sign_ins(engine: Engine, at: datetime) -> int:
    """Forget sign-ins that can no longer be taken up, for anybody can begin them; returns how many."""
    with transaction(engine) as connection:
        return store.delete_provider_sign_ins(connection, stored_moment(at - KEPT))
