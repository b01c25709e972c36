"""Filed figures: who files, which rows stand, what is lacking.

Belongs here: the measures whose source is `returns`. Not here: anything computed from records.
"""

from datetime import date

from tests.reference.catalogue import MEASURES
from tests.reference.contribution import Contribution
from tests.reference.period import Period, area_and_below
from tests.reference.world import Row, World

LEVEL_OF_FILER = {"district": "县区", "city": "市"}
QUARTER_ENDS = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}


def filers(world: World, area: str, measure: str) -> list[str]:
    """Whose returns make up the area's figure: the city adds up its filers, a district has its own, a town none."""
    level = {row["区划代码"]: row["级别"] for row in world.areas}
    levels = {LEVEL_OF_FILER[filer] for filer in MEASURES[measure]["filed_by"]}
    candidates = area_and_below(world, area) if level[area] == "市" else {area}
    return sorted(code for code in candidates if level[code] in levels)


def ended_quarters(period: Period) -> list[str]:
    return [
        f"{period.year}Q{number}"
        for number, (month, day) in QUARTER_ENDS.items()
        if date(period.year, month, day) <= period.as_of
    ]


def standing_return(world: World, measure: str, filer: str, quarter: str) -> Row | None:
    """The highest approved version, None when none is approved."""
    approved = [
        row
        for row in world.returns
        if (row["指标"], row["区划代码"], row["季度"]) == (measure, filer, quarter)
        and row["状态"] == "已审核"
    ]
    return max(approved, key=lambda row: int(row["版本"]), default=None)


def filed(world: World, area: str, period: Period, measure: str) -> list[Contribution]:
    """The rows that make up the value: all ended quarters (flow), or each filer's newest (stock)."""
    rows = []
    for filer in filers(world, area, measure):
        found = [standing_return(world, measure, filer, quarter) for quarter in ended_quarters(period)]
        standing = [row for row in found if row is not None]
        if MEASURES[measure]["over"] == "stock":
            standing = standing[-1:]
        for row in standing:
            rows.append(Contribution(f"{filer}|{row['季度']}", row["分子"], row["分母"]))
    return rows


def is_complete(world: World, area: str, period: Period, measure: str) -> bool:
    """Whether no filer lacks a quarter that it needs."""
    quarters = ended_quarters(period)
    if MEASURES[measure]["over"] == "stock":
        quarters = quarters[-1:]
    return all(
        standing_return(world, measure, filer, quarter) is not None
        for filer in filers(world, area, measure)
        for quarter in quarters
    )
