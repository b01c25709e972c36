"""What every measure asks of its surroundings: the window of days, the areas below an area, who is active.

Belongs here: W, D and E of the exchange format, roll-up, kinds of enterprises. Not here: counting.
"""

from dataclasses import dataclass
from datetime import date

from tests.reference.world import Row, World

CANTEEN = "学校/托幼食堂"


@dataclass(frozen=True)
class Period:
    """The window [first, last] of `year` that is over by `as_of`."""

    year: int
    as_of: date

    def __post_init__(self) -> None:
        if self.as_of < self.first:
            raise ValueError(f"{self.as_of} 早于 {self.first}")

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        return min(self.as_of, date(self.year, 12, 31))

    def holds(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    def knows(self, day: date | None) -> bool:
        """Whether something dated `day` has happened by the as-of date."""
        return day is not None and day <= self.as_of


def area_and_below(world: World, area: str) -> set[str]:
    """The codes of `area` and of every area whose chain of 上级代码 leads to it."""
    inside = {area}
    while True:
        below = {row["区划代码"] for row in world.areas if row["上级代码"] in inside}
        if below <= inside:
            return inside
        inside |= below


def active(enterprise: Row, day: date) -> bool:
    founded: date = enterprise["成立日期"]
    closed: date | None = enterprise["退出日期"]
    return founded <= day and not (closed is not None and closed <= day)


def is_food_producer(enterprise: Row) -> bool:
    return bool(enterprise["环节"] == "生产" and enterprise["业态"] != "小作坊")


def is_producer_of(enterprise: Row, *tags: str) -> bool:
    return is_food_producer(enterprise) and any(tag in enterprise["标签"] for tag in tags)


def makes_health_food(enterprise: Row) -> bool:
    return is_producer_of(enterprise, "保健食品")


def makes_special_food(enterprise: Row) -> bool:
    return is_producer_of(enterprise, "保健食品", "特殊医学用途配方食品", "婴幼儿配方食品")


def makes_traceable_food(enterprise: Row) -> bool:
    return is_producer_of(enterprise, "乳制品", "酒类", "食品添加剂", "保健食品")


def must_report_risks(enterprise: Row) -> bool:
    chains = ("连锁总部", "大型批发", "批发市场开办者")
    return is_food_producer(enterprise) or any(tag in enterprise["标签"] for tag in chains)


def is_large_and_risky(enterprise: Row) -> bool:
    return "高风险大型" in enterprise["标签"]


def is_canteen(enterprise: Row) -> bool:
    return bool(enterprise["业态"] == CANTEEN)
