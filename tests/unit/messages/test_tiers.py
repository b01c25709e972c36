"""Tiers of messages: when a clock is told of, and that the same thing is never told twice."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue.clocks import load_clocks
from domain.messages.tiers import furthest_days, message_of, shipped_tiers, tier_of
from domain.work.due import Due, due_on
from domain.work.kind import Bearings
from domain.work.running import Extension, Run
from sampling.calendar import shipped_calendar

CALENDAR = shipped_calendar()
CLOCK = load_clocks()["deliver"]
START = date(2024, 3, 4)  # five working days: due on Monday, 2024-03-11
HOME = Bearings(area="320412", organisation="A12")


def on(day: date, *, stopped: date | None = None, extended: int = 0) -> Due:
    extensions = (Extension(extended, START, "审批人", "合成数据"),) if extended else ()
    return due_on("sheet", "XC1", HOME, Run("deliver", START, stopped, extensions), CLOCK, CALENDAR, day)


@pytest.mark.parametrize(
    ("day", "tier"),
    [
        (date(2024, 3, 3), None),
        (date(2024, 3, 4), "soon"),
        (date(2024, 3, 7), "soon"),
        (date(2024, 3, 8), "near"),
        (date(2024, 3, 10), "near"),
        (date(2024, 3, 11), "today"),
        (date(2024, 3, 12), "overdue"),
        (date(2025, 3, 12), "overdue"),
    ],
)
def test_a_clock_is_in_one_tier_a_day(day: date, tier: str | None) -> None:
    found = tier_of(on(day))
    assert (found.code if found else None) == tier


def test_a_clock_that_was_stopped_is_told_of_no_more() -> None:
    assert tier_of(on(date(2024, 3, 12), stopped=date(2024, 3, 8))) is None


def test_an_extension_moves_the_tiers_and_makes_another_message() -> None:
    before, after = (
        message_of(on(date(2024, 3, 11)), "抽样单"),
        message_of(on(date(2024, 3, 13), extended=2), "抽样单"),
    )
    assert before is not None
    assert after is not None
    assert (before.tier, after.tier) == ("today", "today")
    assert before.key != after.key


def test_the_words_name_record_clock_end_and_what_is_left() -> None:
    message = message_of(on(date(2024, 3, 14)), "抽样单")
    assert message is not None
    assert message.text == "【已逾期】抽样单 XC1：样品送达承检机构，期限 2024-03-11，已逾期 3 日，请尽快办理"


def test_a_provisional_end_says_so() -> None:
    clock = load_clocks()["report"]
    due = due_on("test", "XC1", HOME, Run("report", date(2026, 12, 20)), clock, CALENDAR, date(2027, 1, 8))
    message = message_of(due, "检验任务")
    assert message is not None
    assert "暂算" in message.text


@given(st.integers(-400, 400))
def test_tiers_only_grow_more_urgent_as_days_pass(days: int) -> None:
    urgency = {None: 0, "soon": 1, "near": 2, "today": 3, "overdue": 4}
    day = START + timedelta(days=days)
    first, second = tier_of(on(day)), tier_of(on(day + timedelta(days=1)))
    assert urgency[first.code if first else None] <= urgency[second.code if second else None]


def test_days_ahead_are_those_of_the_furthest_tier() -> None:
    assert furthest_days() == 7
    assert [tier.code for tier in shipped_tiers()] == ["today", "near", "soon", "overdue"]
