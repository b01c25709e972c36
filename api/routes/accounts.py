"""The register of accounts, for the security administrator: inviting, granting, locking, links for passwords."""

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from litestar import MediaType, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody, PathParameter

from api.admission import Admission
from api.commands import Delivery, Told, Update, tagged
from api.etags import Current, etag_of
from api.routes.auth import Nothing
from api.routes.cursor import decode_cursor, encode_cursor, question_of
from api.routes.parameters import TAG, Cursor, Limit, choice, refusals, text
from api.routes.shapes import Page, said
from api.workbench import Workbench
from domain.access.accounts import STATE_NAMES, Account, AccountState, LoginName, StateStep
from domain.access.actor import Grant, Role
from domain.access.passwords import PasswordPolicy, PolicyName
from domain.organisations import OrganisationCode
from domain.work.fields import line, prose
from sampling.access import accounts, factors, passwords
from sampling.work.operation import Operation

REFUSED = (401, 403, 404, 409, 413, 415, 422)
STALE = (412, 428)
Login = Annotated[str, PathParameter(min_length=1, max_length=64, description="登录名")]
READING: dict[str, Any] = {"action": "accounts.read"}


class GrantForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A role, bound to an area and all below it or to an organisation; administrations are bound to neither."""

    role: Annotated[Role, said("角色代码，见权限矩阵")]
    area: Annotated[str, line("所授辖区的区划代码", "320412")] | None = None
    organisation: OrganisationCode | None = None

    def grant(self) -> Grant:
        """As the register keeps it."""
        return Grant(role=self.role, area=self.area, organisation=self.organisation)


class Invitation(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An account to be made."""

    login: LoginName
    name: Annotated[str, line("姓名", "合成数据张三")]
    organisation: OrganisationCode | None = None
    grants: Annotated[list[GrantForm], msgspec.Meta(max_length=50, description="授予的角色")] = []


class AccountChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What an account is called and where it belongs."""

    name: Annotated[str, line("姓名", "合成数据张三")]
    organisation: OrganisationCode | None = None


class Identity(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A user of the provider of identities."""

    issuer: Annotated[str, line("统一身份认证的 issuer", longest=500)]
    subject: Annotated[str, line("该用户的 sub", longest=255)]


class PolicyChoice(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The rules for passwords."""

    policy: Annotated[PolicyName, said("asvs 或 dengbao")]
    reason: Annotated[str, prose("采用理由", 1_000)]


class OneTimeLink(msgspec.Struct, kw_only=True):
    """A ticket that is shown once."""

    ticket: Annotated[str, said("凭据，只显示这一次，3 天内有效；本人用它设置密码")]


def _post(
    path: str, summary: str, action: str, *, status: int = 200, stale: bool = True
) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    return post(
        path,
        media_type=MediaType.JSON,
        status_code=status,
        summary=summary,
        response_headers=[TAG] if stale else [],
        responses=refusals(*REFUSED, *(STALE if stale else ())),
        sync_to_thread=True,
        opt={"action": action},
    )


def _changed(update: Update, login: str, name: str, change: Callable[[Operation], Any]) -> Response[Any]:
    """Change an account that its sender has seen, and show it."""

    def current(op: Operation) -> Current | None:
        found = accounts.find_account(op.connection, login, lock=True)
        return None if found is None else Current(etag_of(found), lambda: found)

    def work(op: Operation) -> Told:
        change(op)
        after = accounts.get_account(op.connection, login)
        return Told(after, etag_of(after))

    return update.command(f"account.{name}", current, work)


@get("/accounts", summary="账户列表", responses=refusals(401, 403, 404), sync_to_thread=True, opt=READING)
def list_accounts(
    bench: NamedDependency[Workbench],
    in_state: Annotated[AccountState | None, choice("状态", tuple(STATE_NAMES), name="state")] = None,
    organisation: Annotated[str | None, text("所属机构代码")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Account]:
    """Accounts by login name."""
    filters = {"state": in_state, "organisation": organisation}
    question = question_of("accounts", filters)
    after = str(decode_cursor(question, cursor, [str])[0]) if cursor is not None else None
    with bench.view() as view:
        found, following = accounts.list_accounts(view, filters, after=after, limit=limit)
    return Page(items=found, next_cursor=encode_cursor(question, [following]) if following else None)


@get(
    "/accounts/{login:str}",
    media_type=MediaType.JSON,
    summary="一个账户",
    response_headers=[TAG],
    responses=refusals(401, 403, 404),
    sync_to_thread=True,
    opt=READING,
)
def get_account(bench: NamedDependency[Workbench], login: Login) -> Response[Account]:
    """One account."""
    with bench.view() as view:
        found = accounts.get_account(view, login)
    return tagged(found, etag_of(found))


@_post("/accounts", "建立账户", "accounts.manage", status=201, stale=False)
def invite_account(delivery: NamedDependency[Delivery], data: JSONBody[Invitation]) -> Response[Account]:
    """An account that waits for its password."""
    grants = [one.grant() for one in data.grants]

    def work(op: Operation) -> Told:
        made = accounts.invite(
            op, login=data.login, name=data.name, organisation=data.organisation, grants=grants
        )
        return Told(made, etag_of(made))

    return delivery.command("account.invite", work, status=201)


@_post("/accounts/{login:str}/link", "签发设置密码的一次性链接", "accounts.manage", stale=False)
def issue_link(
    admission: NamedDependency[Admission],
    bench: NamedDependency[Workbench],
    login: Login,
    data: JSONBody[Nothing],
) -> OneTimeLink:
    """The answer is not kept for deliveries that come again: it is a secret. The present password ends."""
    del data
    with bench.operation("account.link") as op:
        return OneTimeLink(ticket=passwords.issue_ticket(op, admission.safe, login))


@_post("/accounts/{login:str}/change", "变更账户的姓名和机构", "accounts.manage")
def change_account(
    update: NamedDependency[Update], login: Login, data: JSONBody[AccountChange]
) -> Response[Account]:
    """Change what an account is called and where it belongs."""
    return _changed(
        update,
        login,
        "change",
        lambda op: accounts.change_account(op, login, name=data.name, organisation=data.organisation),
    )


@_post("/accounts/{login:str}/grant", "授予角色", "accounts.grant")
def grant_role(update: NamedDependency[Update], login: Login, data: JSONBody[GrantForm]) -> Response[Account]:
    """Give a role; sessions end."""
    return _changed(update, login, "grant", lambda op: accounts.grant(op, login, data.grant()))


@_post("/accounts/{login:str}/revoke", "收回角色", "accounts.grant")
def revoke_role(
    update: NamedDependency[Update], login: Login, data: JSONBody[GrantForm]
) -> Response[Account]:
    """Take a role back; sessions end."""
    return _changed(update, login, "revoke", lambda op: accounts.revoke(op, login, data.grant()))


@_post("/accounts/{login:str}/reset-second-factor", "重置动态验证码", "accounts.manage")
def reset_second_factor(
    update: NamedDependency[Update], login: Login, data: JSONBody[Nothing]
) -> Response[Account]:
    """Take away a lost second factor."""
    del data
    return _changed(update, login, "second-factor-reset", lambda op: factors.reset_factor(op, login))


@_post("/accounts/{login:str}/identity", "关联统一身份认证用户", "accounts.manage")
def link_identity(
    update: NamedDependency[Update], login: Login, data: JSONBody[Identity]
) -> Response[Account]:
    """Let a provider's user sign in as this account."""
    return _changed(
        update,
        login,
        "identity",
        lambda op: accounts.link_identity(op, login, data.issuer, data.subject),
    )


def _state_step(step: StateStep, summary: str) -> HTTPRouteHandler:
    def handle(update: Any, login: Any, data: Any) -> Any:
        del data
        return _changed(update, login, step, lambda op: accounts.take_step(op, login, step))

    handle.__name__ = f"{step}_account"
    handle.__doc__ = summary
    handle.__annotations__ = {
        "update": NamedDependency[Update],
        "login": Login,
        "data": JSONBody[Nothing],
        "return": Response[Account],
    }
    return _post(f"/accounts/{{login:str}}/{step}", summary, "accounts.manage")(handle)


@get("/password-policy", summary="密码规则", responses=refusals(401, 403), sync_to_thread=True, opt=READING)
def get_password_policy(bench: NamedDependency[Workbench]) -> PasswordPolicy:
    """The rules in force and why."""
    with bench.view() as view:
        return passwords.password_policy(view)


@_post("/password-policy", "设定密码规则", "settings.manage", stale=False)
def set_password_policy(
    delivery: NamedDependency[Delivery], data: JSONBody[PolicyChoice]
) -> Response[PasswordPolicy]:
    """Choose the rules for passwords that are set from now on."""
    return delivery.command(
        "account.password-policy",
        lambda op: Told(passwords.set_password_policy(op, data.policy, data.reason)),
    )


router = Router(
    path="/",
    route_handlers=[
        list_accounts,
        get_account,
        invite_account,
        issue_link,
        change_account,
        grant_role,
        revoke_role,
        reset_second_factor,
        link_identity,
        _state_step("lock", "锁定账户"),
        _state_step("unlock", "解锁账户"),
        _state_step("disable", "停用账户"),
        _state_step("enable", "恢复账户"),
        get_password_policy,
        set_password_policy,
    ],
    tags=["账户"],
)
