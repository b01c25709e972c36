"""How long a sign-in lasts, and how long somebody waits after failures: functions of moments and counts alone."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

# What is left to do before a session may be used for anything else.
Stage = Literal["full", "enrol", "verify", "password"]


class SessionLimits(msgspec.Struct, frozen=True, kw_only=True):
    """When a session ends by itself. The defaults are those of ASVS 5.0 level 2 for an office's day."""

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)

    def is_over(self, *, begun: datetime, seen: datetime, now: datetime) -> bool:
        """Whether it has ended: `idle` after it was last used, `absolute` after it began, whichever is first.

        A clock that was set back ends it too: nobody can say how long it was idle.
        """
        return now >= seen + self.idle or now >= begun + self.absolute or now < begun


class Throttle(msgspec.Struct, frozen=True, kw_only=True):
    """After how many failures somebody waits, and how long: doubling, but never beyond `longest`.

    The bound is what keeps a stranger from locking somebody out for ever.
    """

    free: int
    first: timedelta
    longest: timedelta
    forgotten: timedelta = timedelta(hours=24)

    def delay(self, failures: int) -> timedelta:
        """How long to wait after this many failures in a row."""
        if failures < self.free:
            return timedelta(0)
        doublings = min(failures - self.free, 20)
        doubled: timedelta = self.first * (1 << doublings)
        return min(doubled, self.longest)

    def after(self, failures: int, last: datetime | None, now: datetime) -> tuple[int, datetime]:
        """The count and the moment until which to wait, after one more failure; old failures are forgotten."""
        counted = 0 if last is None or now >= last + self.forgotten else failures
        return counted + 1, now + self.delay(counted + 1)


# One account from one address; one address whatever the account; one account from addresses it never came from.
PAIR = Throttle(free=5, first=timedelta(seconds=30), longest=timedelta(minutes=15))
ADDRESS = Throttle(free=30, first=timedelta(seconds=30), longest=timedelta(minutes=15))
STRANGERS = Throttle(free=20, first=timedelta(minutes=1), longest=timedelta(minutes=15))
