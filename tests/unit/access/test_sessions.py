"""Limits of sessions and delays after failures, for any moments and counts."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.access.sessions import ADDRESS, PAIR, STRANGERS, SessionLimits, Throttle
from tests.factories.access import NOON

LIMITS = SessionLimits()
spans = st.integers(0, 100_000).map(lambda s: timedelta(seconds=s))


@given(st.lists(spans, max_size=30))
def test_a_session_in_use_lives_exactly_until_it_was_idle_too_long_or_the_day_is_over(
    pauses: list[timedelta],
) -> None:
    begun = seen = NOON
    for pause in pauses:
        now = seen + pause
        over = LIMITS.is_over(begun=begun, seen=seen, now=now)
        assert over == (pause >= LIMITS.idle or now - begun >= LIMITS.absolute)
        if over:
            break
        seen = now
    assert seen - begun < LIMITS.absolute


def test_a_session_is_over_on_the_second_and_when_the_clock_was_set_back() -> None:
    assert not LIMITS.is_over(begun=NOON, seen=NOON, now=NOON + LIMITS.idle - timedelta(microseconds=1))
    assert LIMITS.is_over(begun=NOON, seen=NOON, now=NOON + LIMITS.idle)
    assert LIMITS.is_over(begun=NOON, seen=NOON, now=NOON - timedelta(seconds=1))


@given(st.sampled_from((PAIR, ADDRESS, STRANGERS)), st.lists(spans, max_size=200))
def test_delays_grow_and_never_lock_for_longer_than_the_bound(
    throttle: Throttle, pauses: list[timedelta]
) -> None:
    failures, last, until, now = 0, None, NOON, NOON
    waited = timedelta(0)
    for pause in pauses:
        now = max(now + pause, until)
        forgotten = last is None or now - last >= throttle.forgotten
        before = failures
        failures, until = throttle.after(failures, last, now)
        last = now
        delay = until - now
        assert failures == (1 if forgotten else before + 1)
        assert delay <= throttle.longest
        assert (delay > timedelta(0)) == (failures >= throttle.free)
        assert forgotten or delay >= waited
        waited = delay


def test_how_many_guesses_a_day_allows() -> None:
    """Whoever guesses at one account from anywhere gets about a hundred tries a day out of it."""
    for throttle, most in ((PAIR, 110), (STRANGERS, 125)):
        failures, tries, last, now = 0, 0, None, NOON
        end: datetime = NOON + timedelta(days=1)
        while now < end:
            failures, until = throttle.after(failures, last, now)
            tries, last, now = tries + 1, now, max(until, now + timedelta(milliseconds=1))
        assert 90 < tries <= most
