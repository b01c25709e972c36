"""What is refused about accounts, signing in, sessions and tokens.

    UnusableInput
    ├── NotSignedIn       nobody is known to ask, or what they showed does not hold (401)
    ├── SignInUnfinished  known, but something is left to do before anything else (403)
    └── TooOften          asked too often; when to come again is said (429)

Whoever tries to sign in learns only that it failed: unknown names, wrong passwords and accounts that are locked,
disabled or not yet in use get the same words.
"""

from collections.abc import Sequence

from domain.errors import NotFound, RuleViolation, UnusableInput


class NotSignedIn(UnusableInput):
    """Nobody is known to ask."""

    code = "not-signed-in"


class SignInUnfinished(UnusableInput):
    """Known, but the sign-in has a step left."""

    code = "sign-in-unfinished"


class TooOften(UnusableInput):
    """Asked too often. `details["retry_after"]` is in seconds."""

    code = "too-often"


class CredentialsMissing(NotSignedIn):
    """The request shows neither a session nor a token."""

    code = "credentials-missing"

    def __init__(self) -> None:
        super().__init__("请先登录（/api/v1/auth/sign-in），或在请求头 Authorization 中提供接口令牌")


class CredentialsWrong(NotSignedIn):
    """Name, password or second factor do not fit; which is not told."""

    code = "credentials-wrong"

    def __init__(self) -> None:
        super().__init__("登录名、密码或验证码不正确，或账户不能登录；请核对后重试，或联系安全管理员")


class SecondFactorMissing(NotSignedIn):
    """The password is right and a code is needed beside it."""

    code = "second-factor-missing"

    def __init__(self) -> None:
        super().__init__("此账户须提供动态验证码（code）或恢复码，请填写后重试")


class SessionEnded(NotSignedIn):
    """The session was ended, or ran out."""

    code = "session-ended"

    def __init__(self) -> None:
        super().__init__("登录已失效，请重新登录")


class TokenRefused(NotSignedIn):
    """The token is unknown, revoked or expired, or its account is not active."""

    code = "token-refused"

    def __init__(self) -> None:
        super().__init__("接口令牌无效、已撤销或已过期，请换用有效的令牌")


class TicketRefused(NotSignedIn):
    """The one-time link is unknown, used or expired."""

    code = "ticket-refused"

    def __init__(self) -> None:
        super().__init__("一次性链接无效、已使用或已过期，请向安全管理员索取新的链接")


class ProviderRefused(NotSignedIn):
    """The sign-in at the provider of identities did not come about."""

    code = "provider-refused"

    def __init__(self, reason: str) -> None:
        super().__init__(f"统一身份认证登录未完成（{reason}），请重新开始登录", reason=reason)


class IdentityNotLinked(NotSignedIn):
    """The provider's user is linked to no account that may sign in."""

    code = "identity-not-linked"

    def __init__(self) -> None:
        super().__init__("此统一身份认证用户没有关联可以登录的账户，请联系安全管理员核对")


class SecondFactorNotEnrolled(SignInUnfinished):
    """A role needs a second factor and none is set up."""

    code = "second-factor-not-enrolled"

    def __init__(self) -> None:
        super().__init__("所持角色须启用动态验证码，请先在 /api/v1/auth/second-factor 登记并确认")


class SecondFactorPending(SignInUnfinished):
    """Signed in at the provider; the code is still to be given."""

    code = "second-factor-pending"

    def __init__(self) -> None:
        super().__init__("请先在 /api/v1/auth/second-factor/verify 提供动态验证码完成登录")


class PasswordExpired(SignInUnfinished):
    """The password is older than the rules allow."""

    code = "password-expired"

    def __init__(self) -> None:
        super().__init__("密码已超过规定期限，请先在 /api/v1/auth/password 更换密码")


class ConfirmationMissing(SignInUnfinished):
    """What is to be done asks the password again, and the code where there is a second factor."""

    code = "confirmation-missing"

    def __init__(self, missing: str) -> None:
        super().__init__(f"此项操作须再次提供{missing}，请填写后重试", missing=missing)


class SignInDelayed(TooOften):
    """Too many failures: wait."""

    code = "sign-in-delayed"

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            f"登录失败次数过多，请在 {retry_after} 秒后重试；急需使用请联系安全管理员解锁",
            retry_after=retry_after,
        )


class RateExceeded(TooOften):
    """More requests in a minute than one client may send."""

    code = "rate-exceeded"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"请求过于频繁，请在 {retry_after} 秒后重试", retry_after=retry_after)


class SessionNotFound(NotFound):
    """The actor has no such session."""

    code = "session-not-found"

    def __init__(self, number: int) -> None:
        super().__init__(f"没有编号为 {number} 的登录会话，请刷新列表后重试", number=number)


class TokenNotFound(NotFound):
    """The actor has no such token."""

    code = "token-not-found"

    def __init__(self, number: int) -> None:
        super().__init__(f"没有编号为 {number} 的接口令牌，请刷新列表后重试", number=number)


class PasswordUnfit(RuleViolation):
    """The password does not meet the rules in force."""

    code = "password-unfit"

    def __init__(self, faults: list[str]) -> None:
        super().__init__(f"密码不符合要求：{'；'.join(faults)}", faults=faults)


class SecondFactorInPlace(RuleViolation):
    """A second factor is confirmed already."""

    code = "second-factor-in-place"

    def __init__(self) -> None:
        super().__init__("动态验证码已启用；更换设备请联系安全管理员重置")


class SecondFactorNotStarted(RuleViolation):
    """There is nothing to confirm."""

    code = "second-factor-not-started"

    def __init__(self) -> None:
        super().__init__("尚未登记动态验证码，请先登记再确认")


class SecondFactorNotAsked(RuleViolation):
    """The session does not wait for a code."""

    code = "second-factor-not-asked"

    def __init__(self) -> None:
        super().__init__("本次登录没有待提供的动态验证码，请查看 /api/v1/auth/me 中的 stage")


class CodeWrong(RuleViolation):
    """The code of the second factor does not fit, or was used already."""

    code = "code-wrong"

    def __init__(self) -> None:
        super().__init__("动态验证码不正确或已用过，请等待下一个验证码后重试")


class PasswordWrong(RuleViolation):
    """The present password, asked for again, does not fit."""

    code = "password-wrong"

    def __init__(self) -> None:
        super().__init__("当前密码不正确，请核对后重试")


class SessionNeeded(RuleViolation):
    """The step is a person's own, in a session of their own."""

    code = "session-needed"

    def __init__(self) -> None:
        super().__init__("此项须本人登录后办理，不能使用接口令牌或本机身份")


class ScopeUnknown(RuleViolation):
    """A token is to be limited to actions that do not exist, and would permit nothing."""

    code = "token-scope-unknown"

    def __init__(self, scopes: Sequence[str]) -> None:
        super().__init__(
            f"没有名为 {'、'.join(scopes)} 的操作，请核对操作代码（shian policy show），"
            "可写操作代码、“资源.*”或“*”",
            scopes=list(scopes),
        )


class TokenExpiryUnfit(RuleViolation):
    """A token would be valid for too long or not at all."""

    code = "token-expiry-unfit"

    def __init__(self, longest_days: int) -> None:
        super().__init__(f"令牌有效期须为 1 至 {longest_days} 天，请修改", longest_days=longest_days)
