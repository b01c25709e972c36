"""Reading records page by page, and single records by their key.

Lists are named like the tables of the exchange format (`areas`, `enterprises`, `plans`, `sheets`, `disposals`) and
`packages`. What they can be filtered by stands in `sampling.store.listing.LISTINGS`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from domain.access.policy import Reach
from domain.errors import AreaNotFound, RecordNotFound
from sampling.store import listing as store
from sampling.store.reach import listing_within

Row = store.Row


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in key order; `next_key` is the key to go on after, None on the last page."""

    rows: list[Row]
    next_key: str | int | None


def key_type(name: str) -> type:
    """The type of the list's keys, `str` or `int`."""
    return store.LISTINGS[name].key_type


def list_page(
    connection: Connection,
    name: str,
    filters: Mapping[str, Any],
    *,
    after: object | None,
    limit: int,
    reach: Reach,
) -> Page:
    """The next `limit` rows within reach after a key. A filter `area` means the area and all below it.

    Raises `AreaNotFound` when the area of a filter does not exist.
    """
    listing = store.LISTINGS[name]
    area = filters.get("area")
    if area is not None and not store.area_exists(connection, area):
        raise AreaNotFound(area)
    rows = store.rows_after(connection, listing, filters, after, limit + 1, listing_within(name, reach))
    more = len(rows) > limit
    return Page(rows[:limit], rows[limit - 1][listing.key] if more else None)


def get_record(connection: Connection, name: str, key: str | int, reach: Reach) -> Row:
    """The record of this key. Raises `RecordNotFound`, also where it lies beyond reach."""
    listing = store.LISTINGS[name]
    row = store.row_of(connection, listing, key, listing_within(name, reach))
    if row is None:
        raise RecordNotFound(listing.title, str(key))
    return row


def add_sheet_parts(connection: Connection, sheets: Sequence[Row]) -> list[Row]:
    """The sheets with `items` (test items) and `reviews` (re-inspections and objections)."""
    numbers = [sheet["sheet_no"] for sheet in sheets]
    items, reviews = (_by_sheet(read(connection, numbers)) for read in (store.items_of, store.reviews_of))
    return [
        sheet | {"items": items[sheet["sheet_no"]], "reviews": reviews[sheet["sheet_no"]]} for sheet in sheets
    ]


def _by_sheet(rows: list[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["sheet_no"]].append(row)
    return grouped
