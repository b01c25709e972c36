"""What the lives of all shards and workers add up to: how many steps they tried, and which were never taken.

Each shard hands its figures over with its test, so that they come together wherever it ran.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.errors import RuleViolation
from domain.work import errors
from tests.life.history import known_steps

PROPERTY = "lives"
LEAST_STEPS = 200_000
# The refusals of the machines themselves, not of what a form says.
OF_MACHINES = frozenset(
    kind.code
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, RuleViolation) and kind.__module__ == errors.__name__
)


@dataclass
class Tally:
    """Lives, steps by what came of them, and how often each step of a machine was taken in walks and in lives."""

    walked: Counter[str] = field(default_factory=Counter)
    lived: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, taken: Sequence[str], refused: Iterable[str], steps: Counter[str]) -> None:
        """One life: labels of what was taken, labels with codes of what was refused, steps in its histories."""
        codes = [one.rsplit(" ", 1)[1] for one in refused]
        arrived = [code for code in codes if code != "invalid"]
        illegal = sum(code in OF_MACHINES for code in arrived)
        self.counts.update(lives=1, taken=len(taken), illegal=illegal, refused=len(arrived) - illegal)
        self.lived += steps - self.walked

    def hand_over(self, item: Any) -> None:
        """Keep it with the test's report."""
        figures = {"walked": dict(self.walked), "lived": dict(self.lived), "counts": dict(self.counts)}
        item.user_properties.append((PROPERTY, figures))

    @property
    def steps(self) -> int:
        """Steps carried out: taken or refused; forms that could not arrive are none."""
        return self.counts["taken"] + self.counts["illegal"] + self.counts["refused"]

    @property
    def never(self) -> list[str]:
        """Steps of the machines' files that neither a walk nor a life took."""
        return sorted(known_steps() - set(self.walked) - set(self.lived))

    def shown(self) -> list[str]:
        """Lines for people."""
        known = known_steps()
        lines = [
            (
                f"office lives: {self.counts['lives']:,} lives, {self.steps:,} steps: {self.counts['taken']:,} taken, "
                f"{self.counts['illegal']:,} illegal steps refused by the machines, "
                f"{self.counts['refused']:,} refused for what they say"
            ),
            (
                f"of {len(known)} steps of the machines {len(known) - len(self.never)} were taken, "
                f"{len(known & set(self.lived))} of them in lives left to chance"
            ),
        ]
        if self.never:
            lines.append(f"never taken: {', '.join(self.never)}")
        return lines

    def shortcomings(self) -> list[str]:
        """Why a deep run is not good enough."""
        found = [f"fewer than {LEAST_STEPS:,} steps"] if self.steps < LEAST_STEPS else []
        return found + ([f"{len(self.never)} steps were never taken"] if self.never else [])


def tally_of(reports: Iterable[Any]) -> Tally:
    """All figures that tests handed over."""
    total = Tally()
    for report in reports:
        properties = report.user_properties if getattr(report, "when", "") == "call" else ()
        for name, value in properties:
            if name == PROPERTY:
                total.counts.update(value["counts"])
                total.walked.update(value["walked"])
                total.lived.update(value["lived"])
    return total
