"""Signing in and out, and setting a password by a one-time link."""

from typing import Annotated, Any

import msgspec
from litestar import MediaType, Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from api.admission import Admission, Passage, forgery_word
from api.clock import now
from api.routes.parameters import refusals
from api.routes.shapes import said
from api.workbench import Workbench
from domain.access.accounts import Account, LoginName, role_name
from domain.access.sessions import Stage
from domain.work.fields import line
from sampling.access.passwords import accept_first, accept_ticket
from sampling.access.signing_in import Opened, sign_in, sign_out

REFUSED = (401, 403, 409, 413, 415, 422, 429)
Password = Annotated[str, msgspec.Meta(min_length=1, max_length=200, description="密码，200 字以内")]
Ticket = Annotated[str, msgspec.Meta(min_length=1, max_length=200, description="一次性链接中的凭据")]


class SignInForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is typed to sign in."""

    login: Annotated[str, msgspec.Meta(min_length=1, max_length=64, description="登录名，64 字以内")]
    password: Password
    code: (
        Annotated[str, msgspec.Meta(max_length=40, description="动态验证码或恢复码；启用二次验证的账户必填")]
        | None
    ) = None


class FirstForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The first security administrator."""

    ticket: Ticket
    login: LoginName
    name: Annotated[str, line("姓名", "合成数据张三")]
    password: Password


class AcceptForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A password set by a one-time link."""

    ticket: Ticket
    password: Password


class Nothing(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Nothing is said."""


class RoleHeld(msgspec.Struct, kw_only=True):
    """A role and where it reaches."""

    role: Annotated[str, said("角色代码")]
    name: Annotated[str, said("角色名称")]
    area: Annotated[str | None, said("所授辖区")]
    organisation: Annotated[str | None, said("所授机构")]


class SignedIn(msgspec.Struct, kw_only=True):
    """Who has signed in, and what is left to do."""

    login: Annotated[str, said("登录名")]
    name: Annotated[str, said("姓名")]
    organisation: Annotated[str | None, said("所属机构")]
    roles: Annotated[list[RoleHeld], said("所持角色")]
    stage: Annotated[
        Stage,
        said("full 登录完成；enrol 须登记动态验证码；verify 须提供动态验证码；password 须更换密码"),
    ]
    csrf: Annotated[str, said("本次登录办理事项时放入请求头 X-CSRF-Token 的值")]


class AccountReady(msgspec.Struct, kw_only=True):
    """An account that can sign in."""

    login: Annotated[str, said("登录名")]
    name: Annotated[str, said("姓名")]


@post(
    "/auth/sign-in",
    media_type=MediaType.JSON,
    status_code=200,
    summary="登录",
    description="登录名、密码不正确或账户不能登录时，一律给出同样的答复。成功后以 Cookie 保持登录。",
    responses=refusals(*REFUSED),
    sync_to_thread=True,
    opt={"account": "open"},
)
def post_sign_in(
    admission: NamedDependency[Admission], passage: NamedDependency[Passage], data: JSONBody[SignInForm]
) -> Response[SignedIn]:
    """A session for who knows the password and holds the second factor."""
    opened = sign_in(
        admission.engine,
        admission.safe,
        admission.rules,
        passage.origin,
        login=data.login,
        password=data.password,
        code=data.code,
        at=now(),
    )
    return with_cookie(admission, opened)


@post(
    "/auth/sign-out",
    media_type=MediaType.JSON,
    status_code=200,
    summary="退出登录",
    responses=refusals(*REFUSED),
    sync_to_thread=True,
    opt={"account": "begun"},
)
def post_sign_out(
    admission: NamedDependency[Admission], passage: NamedDependency[Passage], data: JSONBody[Nothing]
) -> Response[dict[str, str]]:
    """End the session."""
    del data
    session = passage.own()
    sign_out(admission.engine, session.account, session.number, now())
    answer: Response[dict[str, str]] = Response({"status": "ok"})
    answer.delete_cookie(admission.cookie)
    return answer


@get(
    "/auth/me",
    summary="当前登录的账户",
    responses=refusals(401, 403, 409),
    sync_to_thread=True,
    opt={"account": "begun"},
)
def get_me(
    request: Request[Any, Any, Any],
    admission: NamedDependency[Admission],
    passage: NamedDependency[Passage],
) -> SignedIn:
    """Who has signed in with this browser."""
    session = passage.own()
    return signed_in(session.account, session.stage, request.cookies[admission.cookie])


@post(
    "/auth/first",
    media_type=MediaType.JSON,
    status_code=201,
    summary="以一次性链接建立首位安全管理员",
    responses=refusals(*REFUSED),
    sync_to_thread=True,
    opt={"account": "open"},
)
def post_first(
    admission: NamedDependency[Admission], bench: NamedDependency[Workbench], data: JSONBody[FirstForm]
) -> AccountReady:
    """The first account of an installation; from then on everybody signs in."""
    with bench.operation("account.first") as op:
        made = accept_first(
            op, admission.safe, data.ticket, login=data.login, name=data.name, password=data.password
        )
    return AccountReady(login=made.login, name=made.name)


@post(
    "/auth/accept",
    media_type=MediaType.JSON,
    status_code=200,
    summary="以一次性链接设置密码",
    responses=refusals(*REFUSED),
    sync_to_thread=True,
    opt={"account": "open"},
)
def post_accept(
    admission: NamedDependency[Admission], bench: NamedDependency[Workbench], data: JSONBody[AcceptForm]
) -> AccountReady:
    """Set the password that a link was given for."""
    with bench.operation("account.accept") as op:
        account = accept_ticket(op, admission.safe, data.ticket, data.password)
    return AccountReady(login=account.login, name=account.name)


def with_cookie(admission: Admission, opened: Opened) -> Response[SignedIn]:
    """The answer that begins a session in a browser."""
    answer = Response(signed_in(opened.account, opened.stage, opened.token))
    answer.set_cookie(
        admission.cookie,
        opened.token,
        path="/",
        httponly=True,
        samesite="strict",
        secure=admission.https,
    )
    return answer


def signed_in(account: Account, stage: Stage, token: str) -> SignedIn:
    """The shape of a session."""
    return SignedIn(
        login=account.login,
        name=account.name,
        organisation=account.organisation,
        roles=[
            RoleHeld(role=one.role, name=role_name(one.role), area=one.area, organisation=one.organisation)
            for one in account.grants
        ],
        stage=stage,
        csrf=forgery_word(token),
    )


router = Router(
    path="/",
    route_handlers=[post_sign_in, post_sign_out, get_me, post_first, post_accept],
    tags=["登录"],
)
