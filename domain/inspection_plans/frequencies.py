"""How often an enterprise is to be inspected, from `frequencies.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SHIPPED = Path(__file__).with_name("frequencies.toml")


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Inspections a year by risk grade, and canteens' inspections a term."""

    source: str
    least: dict[str, int]
    most: dict[str, int | None]
    campus_source: str
    campus_trade: str
    campus_kinds: frozenset[str]
    campus_least: int

    def due(self, kind: str, grade: str | None, trade: str) -> int | None:
        """How many inspections of this kind the enterprise is due; None where nothing is said of it.

        A campus inspection is of canteens alone; of other kinds the grade decides, and 未定级 says nothing.
        """
        if kind in self.campus_kinds:
            return self.campus_least if trade == self.campus_trade else None
        return self.least.get(grade) if grade is not None else None


@cache
def shipped_frequencies() -> Frequencies:
    """The frequencies that the product ships."""
    data = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    grades, campus = data["grade"], data["campus"]
    return Frequencies(
        source=data["source"],
        least={row["code"]: row["least"] for row in grades},
        most={row["code"]: row.get("most") for row in grades},
        campus_source=campus["source"],
        campus_trade=campus["trade"],
        campus_kinds=frozenset(campus["kinds"]),
        campus_least=campus["least"],
    )
