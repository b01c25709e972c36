"""Who may pass: every request names an action, and the one policy is asked before its handler runs.

While there are no accounts, whoever reaches this machine is its own operator (see `api.acting`). From the first account
on, or from the start where the installation requires it, everybody shows a session or a token.

A handler says in `opt` what it is: `action` (or the step it takes), `record` (a kind and the path parameter that names
one of it), `row` (whether an imported row within reach tells of it where nobody worked on it), `area` (it answers about
the query's area), `export` (what it hands out is told to the audit trail), `account` (`open` to anybody, `own` to
whoever has signed in, `begun` even where the sign-in has a step left), or `public`.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from sqlalchemy import Connection, Engine

from api.acting import requester
from api.clock import now
from api.expectations import read_address
from api.oidc import Provider
from api.refusals import ActorNotNamed
from api.refused_access import TELL_REFUSAL
from api.tracing import number_of
from domain.access.actor import Actor
from domain.access.errors import (
    CredentialsMissing,
    PasswordExpired,
    SecondFactorNotEnrolled,
    SecondFactorPending,
    SessionNeeded,
)
from domain.access.permission_errors import (
    AddressNotPermitted,
    AreaNeeded,
    ForgeryToken,
    PlaceOutOfReach,
)
from domain.access.policy import NOWHERE, Reach, Whereabouts, lineage
from domain.access.reading import load_policy
from domain.errors import RecordNotFound
from domain.work.kind import Kind
from sampling.access.accounts import actor_of, has_accounts
from sampling.access.events import NOBODY, tell_alone
from sampling.access.safe import Safe, digest_of
from sampling.access.sessions import Session, find_session, find_token
from sampling.access.signing_in import Origin, SignInRules
from sampling.store.engine import reading
from sampling.store.reach import area_parents
from sampling.work.permitting import check_reading, look_in_vain, not_permitted
from sampling.work.reading import read_record

PASSAGE = "passage"
CSRF_HEADER = "x-csrf-token"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_UNFINISHED = {"enrol": SecondFactorNotEnrolled, "verify": SecondFactorPending, "password": PasswordExpired}


@dataclass(frozen=True, slots=True)
class Passage:
    """What is known of a request that was let in. `reach` is that of its action."""

    actor: Actor
    origin: Origin
    action: str | None = None
    reach: Reach = NOWHERE
    session: Session | None = None

    def own(self) -> Session:
        """The session of whoever manages their own account. Raises `SessionNeeded`."""
        if self.session is None:
            raise SessionNeeded
        return self.session

    def check_place(self, connection: Connection, area: str, organisation: str) -> None:
        """Raises `PlaceOutOfReach` unless the area or the organisation is within reach."""
        place = Whereabouts(lineage(area, area_parents(connection)), frozenset({organisation} - {""}))
        if not self.reach.holds(place):
            raise PlaceOutOfReach(load_policy().actions[self.action or ""].name)

    def check_area(self, connection: Connection, area: str | None) -> None:
        """Raises `AreaNeeded`, `PlaceOutOfReach` unless figures over this area are within reach."""
        if self.reach.everything:
            return
        if area is None:
            raise AreaNeeded
        self.check_place(connection, area, "")


@dataclass(frozen=True, slots=True)
class Admission:
    """How one installation lets people in. `hosts` are names besides loopback's that it is addressed by."""

    engine: Engine
    safe: Safe
    rules: SignInRules = field(default_factory=SignInRules)
    required: bool = False
    https: bool = False
    hosts: frozenset[str] = frozenset()
    # Where people may also sign in.
    provider: Provider | None = None
    # Accounts are never removed: once there are some there always will be.
    _found: list[bool] = field(default_factory=list)

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; browsers tie one with this prefix to HTTPS and to this host."""
        return "__Host-shian" if self.https else "shian"

    def signs_in(self) -> bool:
        """Whether people must sign in."""
        if not (self.required or self._found):
            with reading(self.engine) as connection:
                if has_accounts(connection):
                    self._found.append(True)
        return self.required or bool(self._found)

    def let_in(self, connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        """Let the request pass, or raise why not."""
        asks_for_methods = connection.scope.get("method") == "OPTIONS"
        if not (handler.opt.get("public") or asks_for_methods):
            read_address(connection.scope)
            passage = self._passage(connection, handler)
            connection.scope.setdefault("state", {})[PASSAGE] = passage

    def _passage(self, connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> Passage:
        origin = origin_of(connection, self.cookie)
        account = handler.opt.get("account")
        if account == "open":
            return Passage(nobody(), origin)
        actor, session = self._actor(connection, origin)
        if actor.account is not None and not self.rules.may_act_from(
            [one.role for one in actor.grants], origin.address
        ):
            raise AddressNotPermitted
        if session is not None and session.stage != "full" and account != "begun":
            raise _UNFINISHED[session.stage]
        if account is not None:
            return Passage(actor, origin, session=session)
        action = action_of(handler)
        reach = load_policy().reach(actor, action)
        passage = Passage(actor, origin, action, reach, session)
        # Whatever refuses access from here on, before or within the command, is told by the one who answers.
        connection.scope.setdefault("state", {})[TELL_REFUSAL] = lambda words: self._tell(
            passage, connection, "refused", f"拒绝：{words}"
        )
        if reach.is_empty:
            raise not_permitted(load_policy(), action)
        self._look_at(passage, connection, handler)
        return passage

    def _actor(
        self, connection: ASGIConnection[Any, Any, Any, Any], origin: Origin
    ) -> tuple[Actor, Session | None]:
        named = connection.headers.get("x-actor")
        if not self.signs_in():
            return requester(self.engine, named), None
        if named is not None:
            raise ActorNotNamed
        kind, _, token = connection.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            account, scopes = find_token(self.engine, token.strip(), now(), origin.told())
            return actor_of(account, "token", scopes), None
        cookie = connection.cookies.get(self.cookie)
        if cookie is None:
            raise CredentialsMissing
        session = find_session(self.engine, cookie, self.rules.limits, now())
        given = connection.headers.get(CSRF_HEADER, "")
        method = cast(str, connection.scope.get("method", "GET"))
        if method not in SAFE_METHODS and not hmac.compare_digest(
            given.encode(), forgery_word(cookie).encode()
        ):
            raise ForgeryToken
        return actor_of(session.account, "session"), session

    def _look_at(
        self, passage: Passage, connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
    ) -> None:
        """Ask about the one record, or the area, that a reading request is about; tell of what is handed out."""
        record, opt = handler.opt.get("record"), handler.opt
        if record is not None and not passage.reach.everything:
            kind, name = cast(tuple[Kind[Any], str], record)
            with reading(self.engine) as view:
                _look_at_record(view, passage, kind, connection.path_params[name], opt.get("row"))
        if opt.get("area") and not passage.reach.everything:
            with reading(self.engine) as view:
                passage.check_area(view, connection.query_params.get("area"))
        if opt.get("export") and passage.actor.account is not None:
            self._tell(passage, connection, "export", f"导出{opt['export']}")

    def _tell(
        self, passage: Passage, connection: ASGIConnection[Any, Any, Any, Any], event: str, words: str
    ) -> None:
        path = str(connection.scope["path"])[:500]
        details = {"action": passage.action, "path": path, "request": number_of(connection.scope)}
        tell_alone(
            self.engine,
            at=now(),
            actor=passage.actor.name,
            event=event,
            summary=f"{passage.actor.name} {words}"[:500],
            details=details,
        )


def _look_at_record(
    view: Connection,
    passage: Passage,
    kind: Kind[Any],
    no: str,
    row: Callable[[Connection, Reach, str], bool] | None,
) -> None:
    """Raises `RecordNotFound` for a record that the actor may not read, and for a row alone that is out of reach."""
    try:
        found = read_record(view, kind, no)
    except RecordNotFound:
        if row is not None and row(view, passage.reach, no):
            return
        look_in_vain(view, kind, no)
        raise
    check_reading(view, passage.actor, kind, found)


def action_of(handler: BaseRouteHandler) -> str:
    """The action that a handler is. Raises `LookupError` where it says nothing, which no handler may."""
    step, action = handler.opt.get("step"), handler.opt.get("action")
    if step is not None:
        return f"{step.kind.code}.{step.command}"
    if not isinstance(action, str) or action not in load_policy().actions:
        raise LookupError(f"{handler} names no action of the policy")
    return action


def origin_of(connection: ASGIConnection[Any, Any, Any, Any], cookie: str) -> Origin:
    """Where a request comes from, as far as the network tells, and the session that its browser has."""
    client = connection.client
    return Origin(
        client.host[:64] if client else "",
        connection.headers.get("user-agent", "")[:200],
        connection.cookies.get(cookie),
        number_of(connection.scope),
    )


def passage_of(scope: Any) -> Passage:
    """The passage that the guard gave a request."""
    return cast(Passage, scope["state"][PASSAGE])


def forgery_word(token: str) -> str:
    """What a session's own pages send with every command; another site cannot know it."""
    return digest_of(f"csrf {token}")[:43]


def nobody() -> Actor:
    """Whoever has not signed in: holds nothing."""
    return Actor(name=NOBODY, grants=(), channel="session")
