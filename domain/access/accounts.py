"""Accounts: who may sign in, which roles they hold, and what keeps the three administrations apart (三员分立).

Administration of the system, of security and of the audit trail are three people's: whoever holds one of them holds
no other role, and who manages accounts never decides about their own.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

import msgspec

from domain.access.account_errors import (
    AccountNotActive,
    AccountStateUnfit,
    AccountUnfit,
    AdministrationNotYours,
    DutiesNotSeparated,
    GrantReachUnfit,
    OwnAccount,
    RoleNotGrantable,
)
from domain.access.actor import Actor, Grant, Role
from domain.access.errors import SessionNeeded
from domain.access.reading import load_policy
from domain.organisations import OrganisationCode
from domain.work.fields import line, said

AccountState = Literal["invited", "active", "locked", "disabled"]
StateStep = Literal["lock", "unlock", "disable", "enable"]

LOGIN_NAME = r"^[a-z][a-z0-9._-]{2,31}$(?!\n)"
LoginName = Annotated[
    str,
    msgspec.Meta(
        description="登录名，3 至 32 位小写字母、数字、点、连字符或下划线，以字母开头",
        pattern=LOGIN_NAME,
        examples=["zhangsan"],
    ),
]

STATE_NAMES: dict[AccountState, str] = {
    "invited": "待启用",
    "active": "正常",
    "locked": "锁定",
    "disabled": "停用",
}
ADMINISTRATIONS: frozenset[Role] = frozenset({"auditor", "system-administrator", "security-administrator"})
# Whoever holds one of these signs in with a second factor unless the installation says otherwise.
SECOND_FACTOR_ROLES: frozenset[Role] = ADMINISTRATIONS | {"approver", "laboratory-signer"}

# From which states each step leads where.
STATE_STEPS: dict[StateStep, tuple[tuple[AccountState, ...], AccountState, str]] = {
    "lock": (("active",), "locked", "锁定"),
    "unlock": (("locked",), "active", "解锁"),
    "disable": (("invited", "active", "locked"), "disabled", "停用"),
    # Who comes back sets a new password.
    "enable": (("disabled",), "invited", "恢复"),
}


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One person who may sign in. Disabled and never deleted: what they did stays theirs."""

    login: LoginName
    name: Annotated[str, line("姓名", "合成数据张三")]
    organisation: OrganisationCode | None = None
    state: Annotated[AccountState, said("状态：invited 待启用、active 正常、locked 锁定、disabled 停用")] = (
        "invited"
    )
    grants: Annotated[tuple[Grant, ...], said("授予的角色")] = ()
    created_at: Annotated[datetime, said("建立时刻")]

    @property
    def title(self) -> str:
        """The unique name that events and the audit trail keep."""
        return f"{self.name}（{self.login}）"

    def roles(self) -> frozenset[Role]:
        """All roles held, wherever they reach."""
        return frozenset(grant.role for grant in self.grants)

    def needs_second_factor(self, required: frozenset[Role]) -> bool:
        """Whether any role held is one that signs in with a second factor."""
        return bool(self.roles() & required)


def check_grants(grants: Sequence[Grant]) -> None:
    """What one person may hold. Raises `RoleNotGrantable`, `GrantReachUnfit`, `DutiesNotSeparated`."""
    for grant in grants:
        if grant.role == "local-operator":
            raise RoleNotGrantable(role_name(grant.role))
        wanted = _reach_wanted(grant)
        if wanted:
            raise GrantReachUnfit(role_name(grant.role), wanted)
    roles = {grant.role for grant in grants}
    if roles & ADMINISTRATIONS and len(roles) > 1:
        raise DutiesNotSeparated(sorted(role_name(role) for role in roles))


def _reach_wanted(grant: Grant) -> str:
    """What a grant lacks to reach anything, or has too much; empty where it is fit."""
    bound = grant.area is not None or grant.organisation is not None
    if grant.role in ADMINISTRATIONS:
        return "针对整个系统，请不要填写辖区和机构" if bound else ""
    extent = load_policy().roles[grant.role].reach
    if extent == "organisation" and grant.organisation is None:
        return "须填写机构"
    if extent == "area" and grant.area is None:
        return "须填写辖区"
    return "" if bound else "须填写辖区或机构"


def is_login_name(text: str) -> bool:
    """Whether an account could have this name at all."""
    return re.fullmatch(LOGIN_NAME, text) is not None


def check_names(account: Account) -> None:
    """That the account and its person can be called so, wherever the names came from. Raises `AccountUnfit`."""
    try:
        msgspec.convert(msgspec.structs.asdict(account), Account)
    except msgspec.ValidationError:
        raise AccountUnfit(account.login, account.name) from None


def role_name(role: Role) -> str:
    """What people call a role."""
    return load_policy().roles[role].name


def check_administration(actor: Actor, action: str) -> None:
    """Accounts, grants and settings are administrations' alone, as the policy says, and never a program's with a token.

    A token has shown no second factor, and would make accounts that outlive it. Raises `AdministrationNotYours`,
    `SessionNeeded`.
    """
    policy = load_policy()
    if policy.decide(actor, action) != "permit":
        rule = policy.actions[action]
        raise AdministrationNotYours(
            rule.name, "、".join(policy.roles[role].name for role in sorted(rule.roles))
        )
    if actor.channel == "token":
        raise SessionNeeded


def check_others(actor: Actor, login: str) -> None:
    """Nobody changes what they themselves may do. Raises `OwnAccount`."""
    if actor.account == login:
        raise OwnAccount()


def stepped(account: Account, step: StateStep) -> Account:
    """The account after a step of its state. Raises `AccountStateUnfit`."""
    sources, target, words = STATE_STEPS[step]
    if account.state not in sources:
        raise AccountStateUnfit(account.login, STATE_NAMES[account.state], words)
    return msgspec.structs.replace(account, state=target)


def check_active(account: Account) -> None:
    """Only active accounts act. Raises `AccountNotActive`."""
    if account.state != "active":
        raise AccountNotActive(account.login, STATE_NAMES[account.state])
