"""Days that a record itself sets (整改期限, 应报日期): due like clocks, but appointed and not counted.

An appointed day is as it was given; it is never shifted to a working day and never provisional.
"""

from dataclasses import dataclass
from datetime import date

from domain.catalogue.clocks import Clock
from domain.deadlines import ClockDeadline
from domain.work.running import Run


@dataclass(frozen=True, slots=True)
class Appointment:
    """What is to be done by an appointed day. `code` and `name` stand where a clock's would, `basis` says who set it."""

    code: str
    name: str
    basis: str
    started: date
    due: date
    stopped: date | None = None

    @property
    def run(self) -> Run:
        """The appointment as a run of a clock."""
        return Run(self.code, self.started, self.stopped)

    @property
    def deadline(self) -> ClockDeadline:
        """Its end, which is certain."""
        days = max(1, (self.due - self.started).days)
        clock = Clock(self.code, self.name, "", "", days, "day", law=self.basis)
        return ClockDeadline(clock, self.started, 0, self.due, None)
