"""What synthetic years are made of, read from `domain/catalogue/synthesis.toml`. Data only; nothing is drawn here."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parents[2] / "domain" / "catalogue" / "synthesis.toml"


@dataclass(frozen=True, slots=True)
class Analyte:
    """A test item. `kind`: number (upper limit), at_least (lower limit), absent, colony (n=5), sign (quick test)."""

    name: str
    item_class: str
    kind: str
    unit: str
    basis: str
    limit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of food: what it is called, where it is sampled and what it is tested for."""

    position: int
    category: str
    panel: str
    weight: int
    stages: Mapping[str, int]
    samples: tuple[str, ...]
    farm: bool = False  # sampled by 农产品监测
    tag: str | None = None  # what its producers carry


@dataclass(frozen=True, slots=True)
class Task:
    """A task kind at a level: its share of a district's batches (‰), and how many in 10,000 are unqualified."""

    kind: str
    level: str
    share: int
    unqualified: int


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade of a stage; `word` goes into names."""

    stage: str
    name: str
    word: str
    per_million: int


@dataclass(frozen=True, slots=True)
class ReturnRecipe:
    """How large a measure's returns are; see the comments of the data file."""

    ratio: Decimal
    per_million: int = 1000
    lagging: Decimal | None = None
    ramp: bool = False
    places: int = 0
    fixed: str | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """The whole data file."""

    laboratory: str
    quick_laboratory: str
    batches_per_100k: int
    district_batches: tuple[int, ...]
    district_failures: tuple[int, ...]
    tasks: tuple[Task, ...]
    trades: tuple[Trade, ...]
    panels: Mapping[str, tuple[Analyte, ...]]
    profiles: tuple[Profile, ...]
    returns: Mapping[str, ReturnRecipe]


@cache
def load_recipe() -> Recipe:
    """The data that ships."""
    data = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    items = {name: _item(name, row) for name, row in data["items"].items()}
    return Recipe(
        laboratory=data["laboratory"],
        quick_laboratory=data["quick_laboratory"],
        batches_per_100k=data["batches_per_100k"],
        district_batches=tuple(data["district_batches"]),
        district_failures=tuple(data["district_failures"]),
        tasks=tuple(Task(**row) for row in data["task"]),
        trades=tuple(Trade(**row) for row in data["trade"]),
        panels={name: tuple(items[item] for item in panel) for name, panel in data["panels"].items()},
        profiles=tuple(
            Profile(**{**row, "position": position, "samples": tuple(row["samples"])})
            for position, row in enumerate(data["profile"])
        ),
        returns={code: _return(row) for code, row in data["returns"].items()},
    )


def _item(name: str, row: dict[str, Any]) -> Analyte:
    limit = Decimal(row["limit"]) if "limit" in row else None
    return Analyte(name, row["class"], row["kind"], row["unit"], row["basis"], limit)


def _return(row: dict[str, Any]) -> ReturnRecipe:
    exact: dict[str, Any] = {key: Decimal(row[key]) for key in ("ratio", "lagging") if key in row}
    return ReturnRecipe(**(row | exact))
