"""Tiers of messages: which one a clock is in on a day, and the words that are sent.

What a message is about is told by its key: the clock of a record, when it started and when it ends, the tier, and whom
it is for. An approved extension moves the end, so the new end is told of anew; nothing else repeats a message.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from domain.errors import CatalogueInvalid
from domain.work.due import Due, Standing

_FILE = Path(__file__).with_name("tiers.toml")


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier; `days` is the most natural days left, None for overdue."""

    code: str
    name: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be told, and to whom. `due` and `started` as the clock has them: a day, or a moment."""

    kind: str
    record_no: str
    clock: str
    started: str
    due: str
    tier: str
    organisation: str | None
    area: str | None
    person: str | None
    text: str

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it the same message again."""
        whom = (self.organisation or "", self.area or "", self.person or "")
        return (self.kind, self.record_no, self.clock, self.started, self.due, self.tier, *whom)


@cache
def shipped_tiers() -> tuple[Tier, ...]:
    """The tiers, the most urgent of those before the end first. Raises `CatalogueInvalid`."""
    try:
        tiers = [Tier(**row) for row in tomllib.loads(_FILE.read_text(encoding="utf-8"))["tier"]]
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise CatalogueInvalid(_FILE.name, f"提醒档次有误（{error}）") from None
    days = [tier.days for tier in tiers if tier.days is not None]
    if sorted(set(days)) != days or sum(tier.days is None for tier in tiers) != 1:
        raise CatalogueInvalid(_FILE.name, "提醒档次须按天数从小到大，且恰有一个逾期档次")
    return tuple(tiers)


def furthest_days() -> int:
    """How many days ahead anything is told of."""
    return max(tier.days for tier in shipped_tiers() if tier.days is not None)


def tier_of(due: Due) -> Tier | None:
    """The tier of a clock; None where it is further away, done, or nobody knows yet whether its day has passed."""
    if not due.open or due.standing is Standing.UNDECIDED:
        return None
    if due.standing is Standing.OVERDUE:
        return next(tier for tier in shipped_tiers() if tier.days is None)
    left = max(due.days_left, 0)
    return next((tier for tier in shipped_tiers() if tier.days is not None and left <= tier.days), None)


def message_of(due: Due, record_name: str) -> Message | None:
    """The message of a clock in its tier; None where it is in none. `record_name` is what people call the record."""
    tier = tier_of(due)
    if tier is None:
        return None
    return Message(
        kind=due.kind,
        record_no=due.record_no,
        clock=due.run.clock,
        started=due.run.started.isoformat(),
        due=due.deadline.due.isoformat(),
        tier=tier.code,
        organisation=due.bearings.organisation,
        area=due.bearings.area,
        person=due.bearings.person,
        text=_words(due, record_name, tier),
    )


def _words(due: Due, record_name: str, tier: Tier) -> str:
    end = _shown(due.deadline.due)
    provisional = "（暂算，待该年放假安排公布）" if due.deadline.provisional else ""
    head = f"【{tier.name}】{record_name} {due.record_no}：{due.deadline.clock.name}"
    if tier.days is None:
        return f"{head}，期限 {end}{provisional}，已逾期 {-due.days_left} 日，请尽快办理"
    left = "今日" if due.days_left <= 0 else f"还有 {due.days_left} 日"
    return f"{head}，期限 {end}{provisional}，{left}"


def _shown(when: date | datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M}" if isinstance(when, datetime) else f"{when:%Y-%m-%d}"
