"""What is refused about accounts and what they are granted."""

from domain.errors import NotFound, RuleViolation


class AccountNotFound(NotFound):
    """No account has this login name."""

    code = "account-not-found"

    def __init__(self, login: str) -> None:
        super().__init__(f"没有登录名为 {login} 的账户，请用 shian accounts list 查看", login=login)


class AccountExists(RuleViolation):
    """The login name is taken."""

    code = "account-exists"

    def __init__(self, login: str) -> None:
        super().__init__(f"登录名 {login} 已被使用，请另取一个", login=login)


class AccountUnfit(RuleViolation):
    """A login name or a person's name that cannot be one."""

    code = "account-unfit"

    def __init__(self, login: str, name: str) -> None:
        super().__init__(
            "登录名须为 3 至 32 位小写字母、数字、点、连字符或下划线，以字母开头；姓名须为 200 字以内的一行",
            login=login,
            name=name,
        )


class IdentityTaken(RuleViolation):
    """The provider's user is linked to an account already."""

    code = "identity-taken"

    def __init__(self, login: str) -> None:
        super().__init__(f"此统一身份认证用户已关联账户 {login}，请先核对", login=login)


class AdministrationNotYours(RuleViolation):
    """The step belongs to an administration that the actor does not hold."""

    code = "administration-not-yours"

    def __init__(self, what: str, role: str) -> None:
        super().__init__(f"{what}由{role}办理，请联系{role}", what=what, role=role)


class OwnAccount(RuleViolation):
    """Who manages accounts tried to decide about their own."""

    code = "own-account"

    def __init__(self) -> None:
        super().__init__("不能更改本人的授权和状态，请由另一名安全管理员办理")


class DutiesNotSeparated(RuleViolation):
    """One person would hold an administration and something else."""

    code = "duties-not-separated"

    def __init__(self, roles: list[str]) -> None:
        super().__init__(
            f"系统管理员、安全管理员、审计管理员须三员分立，也不得兼任业务角色：不能同时授予{'、'.join(roles)}",
            roles=roles,
        )


class RoleNotGrantable(RuleViolation):
    """The role belongs to the machine and to no account."""

    code = "role-not-grantable"

    def __init__(self, role: str) -> None:
        super().__init__(f"{role}不能授予账户，请改选其他角色", role=role)


class GrantReachUnfit(RuleViolation):
    """A business role reaches nowhere, or an administration is bound to a place. `wanted` says what to fill in."""

    code = "grant-reach-unfit"

    def __init__(self, role: str, wanted: str) -> None:
        super().__init__(f"授予{role}{wanted}", role=role)


class GrantUnknown(RuleViolation):
    """What is to be revoked was never granted."""

    code = "grant-unknown"

    def __init__(self, login: str, role: str) -> None:
        super().__init__(f"账户 {login} 没有这一授权（{role}），请核对辖区和机构", login=login, role=role)


class GrantExists(RuleViolation):
    """What is to be granted is granted already."""

    code = "grant-exists"

    def __init__(self, login: str, role: str) -> None:
        super().__init__(f"账户 {login} 已有这一授权（{role}），无须再授予", login=login, role=role)


class AccountStateUnfit(RuleViolation):
    """The account's state does not allow the step."""

    code = "account-state-unfit"

    def __init__(self, login: str, state: str, step: str) -> None:
        super().__init__(f"账户 {login} 现为“{state}”，不能{step}", login=login, state=state, step=step)


class AccountNotActive(RuleViolation):
    """The account named as operator is not active."""

    code = "account-not-active"

    def __init__(self, login: str, state: str) -> None:
        super().__init__(
            f"账户 {login} 现为“{state}”，不能办理业务，请改用其他账户", login=login, state=state
        )


class AccountsInUse(RuleViolation):
    """The first administrator exists; further accounts are invited."""

    code = "accounts-in-use"

    def __init__(self) -> None:
        super().__init__("已有账户，首位管理员链接不再可用；请由安全管理员用 shian accounts invite 建立账户")
