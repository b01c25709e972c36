"""What is kept while somebody is at the provider of identities, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine

from domain.access.errors import IdentityNotLinked, ProviderRefused
from sampling.access.accounts import link_identity
from sampling.access.provider import (
    Identity,
    begin_at_provider,
    forget_provider_sign_ins,
    return_from_provider,
    sign_in_as,
)
from sampling.access.safe import Safe, digest_of
from tests.factories.access import MANAGER, NOON, OFFICE, RULES, At, a_safe, an_account

MINUTE = timedelta(minutes=1)


@pytest.fixture
def safe() -> Safe:
    return a_safe()


def test_who_comes_back_in_time_with_what_they_took_along_is_recognised(engine: Engine, safe: Safe) -> None:
    begun = begin_at_provider(engine, safe, NOON)
    returned = return_from_provider(
        engine, safe, state=begun.state, browser=begun.browser, at=NOON + 10 * MINUTE - MINUTE / 60
    )
    assert (returned.verifier, returned.nonce_digest) == (begun.verifier, digest_of(begun.nonce))
    assert len({begun.state, begun.nonce, begun.verifier, begun.browser}) == 4


def test_too_late_too_early_or_from_another_browser_uses_the_sign_in_up(engine: Engine, safe: Safe) -> None:
    for later, browser in ((10 * MINUTE, None), (-MINUTE, None), (MINUTE, "other"), (MINUTE, "")):
        begun = begin_at_provider(engine, safe, NOON)
        own = begun.browser if browser is None else browser
        with pytest.raises(ProviderRefused):
            return_from_provider(engine, safe, state=begun.state, browser=own, at=NOON + later)
        with pytest.raises(ProviderRefused, match="已用过"):
            return_from_provider(engine, safe, state=begun.state, browser=begun.browser, at=NOON + MINUTE)


def test_of_many_who_come_back_at_once_with_one_state_one_is_let_in(engine: Engine, safe: Safe) -> None:
    begun = begin_at_provider(engine, safe, NOON)
    together = Barrier(6)

    def come_back(_: int) -> bool:
        together.wait()
        try:
            return_from_provider(engine, safe, state=begun.state, browser=begun.browser, at=NOON)
        except ProviderRefused:
            return False
        return True

    with ThreadPoolExecutor(6) as people:
        assert sum(people.map(come_back, range(6))) == 1


def test_only_the_very_user_of_the_very_provider_is_the_account(engine: Engine, safe: Safe) -> None:
    an_account(engine, safe, "lisi")
    with At(engine, MANAGER) as op:
        link_identity(op, "lisi", "https://id.example", "Zhang")
    for issuer, subject in (
        ("https://id.example", "zhang"),
        ("https://id.example/", "Zhang"),
        ("https://id.example", ""),
    ):
        with pytest.raises(IdentityNotLinked):
            sign_in_as(engine, safe, RULES, OFFICE, Identity(issuer, subject, True), NOON)
    opened = sign_in_as(engine, safe, RULES, OFFICE, Identity("https://id.example", "Zhang", True), NOON)
    assert (opened.account.login, opened.stage) == ("lisi", "full")


def test_sign_ins_that_nobody_can_take_up_any_more_are_forgotten_after_a_day(
    engine: Engine, safe: Safe
) -> None:
    for _ in range(3):
        begin_at_provider(engine, safe, NOON)
    later = begin_at_provider(engine, safe, NOON + timedelta(hours=1))
    assert forget_provider_sign_ins(engine, NOON + timedelta(days=1)) == 0
    assert forget_provider_sign_ins(engine, NOON + timedelta(days=1) + MINUTE) == 3
    at = NOON + timedelta(hours=1)
    assert return_from_provider(engine, safe, state=later.state, browser=later.browser, at=at).verifier
