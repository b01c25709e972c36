"""The figures of all imported bulletins: counts, and pass rates with their 95 % Wilson intervals."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Engine

from domain.bulletins.columns import NOT_FOOD, QUALIFIED
from domain.bulletins.wilson import PassRate, pass_rate
from sampling.store import bulletins as store
from sampling.store.engine import reading

# Stands in `rates_by_item` for entries whose bulletin names no test item: it does so for unqualified ones only.
NO_ITEM = "（未列检测项目）"


@dataclass(frozen=True, slots=True)
class BulletinSummary:
    """`rows` are all rows of all files, `repeated` those that repeat an entry. `not_food` and `food` are distinct
    entries; everything below is about food alone. The groups are in code-point order of their names.
    """

    rows: int
    repeated: int
    not_food: int
    food: int
    overall: PassRate
    by_category: dict[str, PassRate]
    by_publisher: dict[str, PassRate]
    by_item: dict[str, PassRate]
    unread_results: int
    unread_limits: int
    doubtful_dates: int


def summarise(engine: Engine) -> BulletinSummary:
    """The summary of everything that is stored, from one consistent view."""
    with reading(engine) as connection:
        rows = store.count_rows(connection)
        counts = store.count_entries(connection)
        unread = store.count_unread(connection)
    food = [count for count in counts if count.category != NOT_FOOD]
    entries = sum(count.entries for count in counts)
    food_entries = sum(count.entries for count in food)
    return BulletinSummary(
        rows=rows,
        repeated=rows - entries,
        not_food=entries - food_entries,
        food=food_entries,
        overall=_rates(("", count) for count in food).get("", pass_rate(0, 0)),
        by_category=_rates((count.category, count) for count in food),
        by_publisher=_rates((count.publisher, count) for count in food),
        by_item=_rates((count.item or NO_ITEM, count) for count in food),
        unread_results=unread.results,
        unread_limits=unread.limits,
        doubtful_dates=unread.production_dates,
    )


def _rates(counts: Iterable[tuple[str, store.EntryCount]]) -> dict[str, PassRate]:
    qualified: defaultdict[str, int] = defaultdict(int)
    unqualified: defaultdict[str, int] = defaultdict(int)
    for name, count in counts:
        side = qualified if count.verdict == QUALIFIED else unqualified
        side[name] += count.entries
    return {
        name: pass_rate(qualified[name], unqualified[name]) for name in sorted({*qualified, *unqualified})
    }
