"""Accounts: who may sign in, which roles they hold, and what keeps the three administrations apart (三员分立).

Administration of the system, of security and of the audit trail are three people's: whoever holds one of them holds
no other role, and who manages accounts never decides about their own.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

import msgspec

from domain.access.actor import Actor, Grant, Role
from domain.access.errors import (
    AccountNotActive,
    AccountStateUnfit,
    AdministrationNotYours,
    DutiesNotSeparated,
    GrantReachUnfit,
    OwnAccount,
    RoleNotGrantable,
)
from domain.organisations import OrganisationCode
from domain.work.fields import line, said

AccountState = Literal["invited", "active", "locked", "disabled"]
StateStep = Literal["lock", "unlock", "disable", "enable"]

LoginName = Annotated[
    str,
    msgspec.Meta(
        description="登录名，3 至 32 位小写字母、数字、点、连字符或下划线，以字母开头",
        pattern=r"^[a-z][a-z0-9._-]{2,31}$",
        examples=["zhangsan"],
    ),
]

ROLE_NAMES: dict[Role, str] = {
    "inspector": "抽检监管人员",
    "laboratory-entry": "检验录入人",
    "laboratory-verifier": "检验审核人",
    "laboratory-signer": "授权签字人",
    "disposal-officer": "核查处置人员",
    "approver": "审批人",
    "district-office": "县区食安办",
    "city-office": "市食安办",
    "department-reporter": "部门填报员",
    "reviewer": "评审人员",
    "auditor": "审计管理员",
    "system-administrator": "系统管理员",
    "security-administrator": "安全管理员",
    "local-operator": "本机操作员",
}
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
            raise RoleNotGrantable(ROLE_NAMES[grant.role])
        bound = grant.area is not None or grant.organisation is not None
        if bound == (grant.role in ADMINISTRATIONS):
            raise GrantReachUnfit(ROLE_NAMES[grant.role], bound)
    roles = {grant.role for grant in grants}
    if roles & ADMINISTRATIONS and len(roles) > 1:
        raise DutiesNotSeparated(sorted(ROLE_NAMES[role] for role in roles))


def check_manager(actor: Actor) -> None:
    """Accounts and grants are the security administrator's. Raises `AdministrationNotYours`."""
    if not (actor.holds("security-administrator") or actor.holds("local-operator")):
        raise AdministrationNotYours("账户和授权", ROLE_NAMES["security-administrator"])


def check_settings_manager(actor: Actor) -> None:
    """Settings are the system administrator's. Raises `AdministrationNotYours`."""
    if not (actor.holds("system-administrator") or actor.holds("local-operator")):
        raise AdministrationNotYours("系统设置", ROLE_NAMES["system-administrator"])


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
