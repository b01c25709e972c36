"""What a password must be: one of two sets of rules, and why this installation uses it.

`asvs` (OWASP ASVS 5.0, 6.2): length and nothing that is commonly used; no rules of composition, no expiry.
`dengbao` (等级保护 third level): length, three kinds of characters, replaced every 90 days. Which words are commonly
used is handed in.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec

from domain.access.errors import (
    PasswordUnfit,
)
from domain.work.fields import said

PolicyName = Literal["asvs", "dengbao"]
# Argon2 takes any length; a bound keeps a request from costing more than its share.
LONGEST = 128


class PasswordRules(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of one set of rules."""

    shortest: int
    kinds: int = 0
    lasts_days: int | None = None


RULES: dict[PolicyName, PasswordRules] = {
    "asvs": PasswordRules(shortest=12),
    "dengbao": PasswordRules(shortest=8, kinds=3, lasts_days=90),
}


class PasswordPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """The rules in force, with who chose them when and why."""

    policy: Annotated[
        PolicyName, said("密码规则：asvs（12 位起）、dengbao（等保：8 位起、三类字符、90 天更换）")
    ] = "asvs"
    reason: Annotated[str, said("采用理由")] = "默认规则"
    set_by: Annotated[str | None, said("设定人；默认规则为空")] = None
    set_at: Annotated[datetime | None, said("设定时刻；默认规则为空")] = None

    @property
    def rules(self) -> PasswordRules:
        """The numbers."""
        return RULES[self.policy]

    def is_expired(self, set_at: datetime, now: datetime) -> bool:
        """Whether a password set then must be replaced by now."""
        lasts = self.rules.lasts_days
        return lasts is not None and now >= set_at + timedelta(days=lasts)


def check_password(
    password: str, policy: PasswordPolicy, *, own_words: Sequence[str], is_common: Callable[[str], bool]
) -> None:
    """Raises `PasswordUnfit` with everything that is wrong with it."""
    rules, lowered = policy.rules, password.lower()
    faults: list[str] = []
    if len(password) < rules.shortest:
        faults.append(f"不足 {rules.shortest} 个字符")
    if len(password) > LONGEST:
        faults.append(f"超过 {LONGEST} 个字符")
    if kinds_of(password) < rules.kinds:
        faults.append(f"大写字母、小写字母、数字、其他字符中不足 {rules.kinds} 类")
    if is_common(lowered):
        faults.append("是常见密码，容易被猜中")
    if any(len(word) >= 3 and word.lower() in lowered for word in own_words):
        faults.append("含有登录名或系统名称")
    if len(set(password)) < 5:
        faults.append("不同的字符少于 5 个")
    if faults:
        raise PasswordUnfit(faults)


def kinds_of(password: str) -> int:
    """How many of capitals, small letters, digits and other characters occur."""
    tests: tuple[Callable[[str], bool], ...] = (
        lambda sign: sign.isascii() and sign.isupper(),
        lambda sign: sign.isascii() and sign.islower(),
        lambda sign: sign.isascii() and sign.isdigit(),
        lambda sign: not (sign.isascii() and sign.isalnum()),
    )
    return sum(any(map(test, password)) for test in tests)
