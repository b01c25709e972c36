"""The national system's sampling places, and which of them stand for the sampled unit's own trade (indicator 08)."""

import tomllib
from functools import cache
from pathlib import Path

SHIPPED = Path(__file__).with_name("venues.toml")
DEFAULT_PRODUCER_TRADE = "食品生产企业"


@cache
def places_of_the_unit() -> tuple[tuple[str, str], ...]:
    """(stage, place) pairs such as (生产, 成品库) that name a spot inside a unit, not a trade."""
    rows = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["place"]
    return tuple((row["stage"], row["name"]) for row in rows if row.get("trade") == "unit")
