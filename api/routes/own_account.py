"""What everybody manages of their own account: password, second factor, sessions, tokens for programs."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import MediaType, Router, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody, PathParameter

from api.admission import Admission, Passage
from api.clock import now
from api.routes.auth import REFUSED, Nothing, Password
from api.routes.cursor import decode_cursor, encode_cursor, question_of
from api.routes.parameters import Cursor, Limit, refusals
from api.routes.shapes import Page, said
from api.workbench import Workbench
from domain.access.errors import SecondFactorPending
from domain.access.sessions import Stage
from domain.work.fields import line
from sampling.access import factors, passwords, sessions
from sampling.access.confirming import confirm_person, is_fresh
from sampling.access.signing_in import advance_session
from sampling.access.throttling import count_attempt, forget_attempt

Number = Annotated[int, PathParameter(ge=1, le=2**62, description="编号")]
OWN: dict[str, Any] = {"account": "own"}
BEGUN: dict[str, Any] = {"account": "begun"}


class PasswordChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One's own password."""

    present: Password
    password: Password


class Code(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A code of the second factor."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=40, description="动态验证码")]


class Confirmed(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Who one is, shown again."""

    password: Annotated[Password | None, said("本人现在的密码")] = None
    code: (
        Annotated[str, msgspec.Meta(max_length=40, description="动态验证码；已启用的必填，恢复码也可")] | None
    ) = None


class NewToken(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A token for a program."""

    label: Annotated[str, line("用途", "合成数据：检验系统接口")]
    scopes: Annotated[
        list[Annotated[str, msgspec.Meta(min_length=1, max_length=80)]],
        msgspec.Meta(
            min_length=1, max_length=50, description="允许的操作：操作代码、“资源.*”或“*”；只收窄，不增加"
        ),
    ]
    days: Annotated[int, msgspec.Meta(ge=1, le=365, description="有效天数，1 至 365")]


class StageLeft(msgspec.Struct, kw_only=True):
    """What is left to do."""

    stage: Annotated[Stage, said("full 为登录完成，其余同 /auth/me")]


class Enrolment(msgspec.Struct, kw_only=True):
    """A second factor that is to be confirmed."""

    secret: Annotated[str, said("密钥（Base32），只显示这一次")]
    uri: Annotated[str, said("供验证器应用扫描的 otpauth 地址")]


class Enrolled(msgspec.Struct, kw_only=True):
    """A second factor in place."""

    recovery_codes: Annotated[list[str], said("恢复码，每个只能用一次，只显示这一次")]
    stage: Annotated[Stage, said("full 为登录完成，其余同 /auth/me")]


class SessionShown(msgspec.Struct, kw_only=True):
    """A session."""

    number: Annotated[int, said("编号")]
    begun_at: Annotated[datetime, said("登录时间（UTC）")]
    seen_at: Annotated[datetime, said("最近使用（UTC）")]
    address: Annotated[str, said("网络地址")]
    agent: Annotated[str, said("浏览器")]
    current: Annotated[bool, said("是否本次登录")]


class TokenShown(msgspec.Struct, kw_only=True):
    """A token, without its secret."""

    number: Annotated[int, said("编号")]
    label: Annotated[str, said("用途")]
    prefix: Annotated[str, said("前段，用于辨认")]
    scopes: Annotated[list[str], said("允许的操作")]
    expires_at: Annotated[datetime, said("到期时间（UTC）")]
    used_at: Annotated[datetime | None, said("最近使用（UTC）")]
    ended_at: Annotated[datetime | None, said("撤销时间（UTC）；未撤销为 null")]


class TokenMade(msgspec.Struct, kw_only=True):
    """A token, shown once."""

    number: Annotated[int, said("编号")]
    token: Annotated[str, said("令牌，只显示这一次，放入请求头 Authorization: Bearer")]
    expires_at: Annotated[datetime, said("到期时间（UTC）")]


Gate = NamedDependency[Admission]
Desk = NamedDependency[Workbench]
Own = NamedDependency[Passage]


def _post(
    path: str, summary: str, *, status: int = 200, opt: dict[str, Any] = OWN
) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    return post(
        path,
        media_type=MediaType.JSON,
        status_code=status,
        summary=summary,
        responses=refusals(*REFUSED, 404),
        sync_to_thread=True,
        opt=opt,
    )


@_post("/auth/password", "更换本人密码", opt=BEGUN)
def post_password(admission: Gate, bench: Desk, passage: Own, data: JSONBody[PasswordChange]) -> StageLeft:
    """Replace one's own password; all other sessions end."""
    session = _not_for_the_code(passage)
    who, address = session.account.login, passage.origin.address
    # Whoever holds a stolen session must not guess the password faster than at the door.
    count_attempt(admission.engine, who, address, now())
    with bench.operation("account.password") as op:
        passwords.change_own_password(
            op,
            admission.safe,
            who,
            present=data.present,
            password=data.password,
            session=session.number,
        )
        forget_attempt(op.connection, who, address, op.at)
        stage = advance_session(op.connection, admission.rules, session.account, session.number, op.at)
    return StageLeft(stage=stage)


@_post(
    "/auth/second-factor", "登记动态验证码（须再次提供密码；首次登录后 10 分钟内不必）", status=201, opt=BEGUN
)
def post_second_factor(admission: Gate, bench: Desk, passage: Own, data: JSONBody[Confirmed]) -> Enrolment:
    """A new secret, still to be confirmed."""
    session = _not_for_the_code(passage)
    if not is_fresh(session, now()):
        _confirm(admission, passage, session, data)
    with bench.operation("account.second-factor") as op:
        secret, uri = factors.begin_factor(op, admission.safe, session.account)
    return Enrolment(secret=secret, uri=uri)


@_post("/auth/second-factor/confirm", "确认并启用动态验证码", opt=BEGUN)
def post_confirmation(admission: Gate, bench: Desk, passage: Own, data: JSONBody[Code]) -> Enrolled:
    """Put the second factor in use."""
    session = _not_for_the_code(passage)
    with bench.operation("account.second-factor-confirm") as op:
        codes = factors.confirm_factor(op, admission.safe, session.account, data.code)
        stage = advance_session(op.connection, admission.rules, session.account, session.number, op.at)
    return Enrolled(recovery_codes=codes, stage=stage)


@get(
    "/auth/sessions",
    summary="本人的登录会话",
    responses=refusals(401, 403, 409),
    sync_to_thread=True,
    opt=OWN,
)
def list_own_sessions(
    admission: Gate, bench: Desk, passage: Own, cursor: Cursor = None, limit: Limit = 50
) -> Page[SessionShown]:
    """Sessions that hold."""
    own = passage.own()
    question = question_of("sessions", {})
    after = int(decode_cursor(question, cursor, [int])[0]) if cursor is not None else 0
    with bench.view() as view:
        rows, following = sessions.list_sessions(
            view, own.account.login, admission.rules.limits, bench.at, after=after, limit=limit
        )
    items = [
        SessionShown(
            number=row["id"],
            begun_at=datetime.fromisoformat(row["begun_at"]),
            seen_at=datetime.fromisoformat(row["seen_at"]),
            address=row["address"],
            agent=row["agent"],
            current=row["id"] == own.number,
        )
        for row in rows
    ]
    return Page(items=items, next_cursor=encode_cursor(question, [following]) if following else None)


@_post("/auth/sessions/{number:int}/end", "结束本人的一个登录会话（不是本次登录的，须再次提供密码和验证码）")
def post_session_end(
    admission: Gate, passage: Own, number: Number, data: JSONBody[Confirmed]
) -> dict[str, str]:
    """End one of one's own sessions."""
    session = passage.own()
    if number != session.number:
        _confirm(admission, passage, session, data)
    sessions.end_session(admission.engine, session.account, number, now())
    return {"status": "ok"}


@get(
    "/auth/tokens", summary="本人的接口令牌", responses=refusals(401, 403, 409), sync_to_thread=True, opt=OWN
)
def list_own_tokens(bench: Desk, passage: Own, cursor: Cursor = None, limit: Limit = 50) -> Page[TokenShown]:
    """Tokens, ended ones too."""
    question = question_of("tokens", {})
    after = int(decode_cursor(question, cursor, [int])[0]) if cursor is not None else 0
    with bench.view() as view:
        rows, following = sessions.list_tokens(view, passage.own().account.login, after=after, limit=limit)
    items = [
        msgspec.convert(
            {name: row[name] for name in ("label", "prefix", "expires_at", "used_at", "ended_at")}
            | {"number": row["id"], "scopes": msgspec.json.decode(row["scopes"])},
            TokenShown,
        )
        for row in rows
    ]
    return Page(items=items, next_cursor=encode_cursor(question, [following]) if following else None)


@_post("/auth/tokens", "建立接口令牌", status=201)
def post_token(admission: Gate, bench: Desk, passage: Own, data: JSONBody[NewToken]) -> TokenMade:
    """A token for a program; never more than the account itself may do."""
    with bench.operation("account.token") as op:
        number, token, expires = sessions.make_token(
            op, admission.safe, passage.own().account, label=data.label, scopes=data.scopes, days=data.days
        )
    return TokenMade(number=number, token=token, expires_at=expires)


@_post("/auth/tokens/{number:int}/end", "撤销接口令牌")
def post_token_end(bench: Desk, passage: Own, number: Number, data: JSONBody[Nothing]) -> dict[str, str]:
    """Revoke one of one's own tokens."""
    del data
    with bench.operation("account.token-end") as op:
        sessions.end_token(op, passage.own().account, number)
    return {"status": "ok"}


def _confirm(admission: Admission, passage: Passage, session: sessions.Session, data: Confirmed) -> None:
    confirm_person(
        admission.engine,
        admission.safe,
        passage.origin,
        session,
        password=data.password,
        code=data.code,
        at=now(),
    )


def _not_for_the_code(passage: Passage) -> sessions.Session:
    """One's own session, unless it waits for a code: nothing else is a way around that. Raises `SecondFactorPending`."""
    session = passage.own()
    if session.stage == "verify":
        raise SecondFactorPending
    return session


router = Router(
    path="/",
    route_handlers=[
        post_password,
        post_second_factor,
        post_confirmation,
        list_own_sessions,
        post_session_end,
        list_own_tokens,
        post_token,
        post_token_end,
    ],
    tags=["登录"],
)
