"""A record that is worked on: its content, its state, and every step that led there.

A version is a step: the record at version n has n events, and each version's content is kept. Dates of steps are the
days on which things happened in the field; `at` is the moment the system was told.
"""

from datetime import UTC, date, datetime, time
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Who takes a step, when it happened (`on`, and `moment` where hours count), and when we were told (`at`).

    `moment` is local time without zone, as people write it; `at` is aware. `today` is the edge's.
    """

    on: date
    at: datetime
    today: date
    actor: str
    reason: str | None = None
    moment: datetime | None = None
    extends: tuple[str, int] | None = None  # clock code and how many of its units an approval adds


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One step that was taken. `imported` marks those that came out of a file's columns, not from the work itself."""

    command: str
    state: str  # the state afterwards
    on: date
    at: datetime
    actor: str
    reason: str | None = None
    moment: datetime | None = None
    extends: tuple[str, int] | None = None
    imported: bool = False


class Record(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """A record of some kind. `version` is the number of its events."""

    kind: str
    no: str
    state: str
    content: T
    events: tuple[Event, ...]

    @property
    def version(self) -> int:
        """How many steps the record has taken."""
        return len(self.events)

    def last(self, *commands: str) -> Event | None:
        """The newest event of any of these commands."""
        return next((event for event in reversed(self.events) if event.command in commands), None)

    def first(self, *commands: str) -> Event | None:
        """The oldest event of any of these commands."""
        return next((event for event in self.events if event.command in commands), None)


AnyRecord = Record[Any]


def told_by_a_file(command: str, state: str, on: date) -> Event:
    """An event that a file's columns tell: nobody knows who entered it and when, so the day stands for the moment."""
    at = datetime.combine(on, time.min, UTC)
    return Event(command=command, state=state, on=on, at=at, actor="导入", imported=True)
