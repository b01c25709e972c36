"""What a password must be under either set of rules."""

from datetime import timedelta

import pytest

from domain.access.errors import (
    PasswordUnfit,
)
from domain.access.passwords import PasswordPolicy, check_password, kinds_of
from sampling.access.common import is_common_password
from tests.factories.access import NOON, PASSWORD

ASVS, DENGBAO = PasswordPolicy(), PasswordPolicy(policy="dengbao", reason="等级保护三级")


def faults(password: str, policy: PasswordPolicy) -> list[str]:
    try:
        check_password(password, policy, own_words=("zhangsan",), is_common=is_common_password)
    except PasswordUnfit as refusal:
        found: list[str] = refusal.details["faults"]
        return found
    return []


def test_a_long_sentence_is_enough_without_composition() -> None:
    assert faults(PASSWORD, ASVS) == []
    assert faults("onlysmallletters here", ASVS) == []


@pytest.mark.parametrize(
    "password", ["short", "password1234", "Zhangsan-likes-tea", "aaaaaaaaaaaabb", "x" * 129, "1qaz2wsx3edc!"]
)
def test_short_common_own_and_monotonous_words_are_refused(password: str) -> None:
    assert faults(password, ASVS)


def test_the_other_rules_want_three_kinds_and_ninety_days() -> None:
    assert faults("Tiantai#92", DENGBAO) == []
    assert faults("tiantai-shan", DENGBAO)
    assert kinds_of("aB3中") == 4
    assert DENGBAO.is_expired(NOON, NOON + timedelta(days=90))
    assert not DENGBAO.is_expired(NOON, NOON + timedelta(days=90, microseconds=-1))
    assert not ASVS.is_expired(NOON, NOON + timedelta(days=9_000))
