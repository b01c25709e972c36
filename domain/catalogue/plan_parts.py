"""The parts of the creation plan and the indicators of each: data of `plan_parts.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SHIPPED = Path(__file__).with_name("plan_parts.toml")


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One part. `named` indicators stand in the plan's own text, `assigned` ones were put beside them."""

    name: str
    aim: str
    named: tuple[int, ...]
    assigned: tuple[int, ...]

    @property
    def indicators(self) -> tuple[int, ...]:
        """All indicator numbers in order."""
        return tuple(sorted((*self.named, *self.assigned)))


@cache
def plan_parts() -> tuple[PlanPart, ...]:
    """The parts in the order of the plan."""
    rows = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["part"]
    return tuple(
        PlanPart(row["name"], row["aim"], tuple(row["named"]), tuple(row["assigned"])) for row in rows
    )
