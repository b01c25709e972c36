"""One row of a bulletin: what is written, what it means, and which other rows are the same entry.

A row whose verdict, category, publisher or publication date cannot be read is no entry (`CellRefused`): every
count depends on these four. All other cells that cannot be read are kept as written.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from domain.bulletins import cells
from domain.bulletins.columns import COLUMNS, HEADERS, NAMES
from domain.findings.limits import Limit, read_limit
from domain.findings.results import Result, read_result
from domain.findings.words import squeezed, text

_Read = TypeVar("_Read")
_HEADER_OF = {name: header for header, name in COLUMNS.items()}
# No cell can hold it once its blanks are out (str.split takes it for one), so joined cells stay apart.
_SEPARATOR = "\x1f"


class CellRefused(ValueError):
    """A cell that decides a count cannot be read. `reason` is Chinese, for people."""

    def __init__(self, column: str, written: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column = column
        self.written = written
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Entry:
    """A bulletin row, read. `written` holds the 17 cells verbatim in the order of `columns.HEADERS`.

    `produced_on` is None unless it lies before the publication date: the site overwrites the production date with
    the day of publication, and nothing that was sampled, tested and published can have been made that day.
    `produced_doubtful` says that a date is written which was set aside for that reason or cannot be read.
    `limit` and `result` are None both for nothing written and for what could not be read; `limit_unread` and
    `result_unread` tell the two apart.
    """

    written: tuple[str, ...]
    digest: str
    product: str | None
    category: str
    kind: str | None
    producer: str | None
    supplier: str | None
    produced_on: date | None
    produced_doubtful: bool
    batch_no: str | None
    item: str | None
    limit: Limit | None
    limit_unread: bool
    result: Result | None
    result_unread: bool
    verdict: str
    publisher: str
    published_on: date
    remark: str | None


def entry_digest(row: Sequence[str]) -> str:
    """SHA-256 over the 17 cells with every blank and line break taken out: equal for equal entries only."""
    return hashlib.sha256(_SEPARATOR.join(map(squeezed, row)).encode()).hexdigest()


def read_entry(row: Sequence[str]) -> Entry:
    """Reads the 17 cells (order of `columns.HEADERS`). Raises CellRefused for the first cell that a count needs."""
    if len(row) != len(HEADERS):
        raise ValueError(f"a bulletin row has {len(HEADERS)} cells, not {len(row)}")
    by_name = dict(zip(NAMES, row, strict=True))
    category, kind = _needed(cells.classification, by_name, "classification")
    verdict = _needed(cells.verdict, by_name, "verdict")
    publisher = _needed(cells.publisher, by_name, "publisher")
    published_on = _needed(_required_day, by_name, "published")
    produced_on, produced_doubtful = _produced(by_name["produced"], published_on)
    limit_written, result_written = text(by_name["limit"]), text(by_name["result"])
    limit = read_limit(by_name["limit"], by_name["unit"]) if limit_written else None
    result = read_result(by_name["result"], by_name["unit"]) if result_written else None
    return Entry(
        written=tuple(row),
        digest=entry_digest(row),
        product=text(by_name["product"]),
        category=category,
        kind=kind,
        producer=text(by_name["producer"]),
        supplier=text(by_name["supplier"]),
        produced_on=produced_on,
        produced_doubtful=produced_doubtful,
        batch_no=text(by_name["batch_no"]),
        item=cells.item(by_name["item"]),
        limit=limit,
        limit_unread=limit_written is not None and limit is None,
        result=result,
        result_unread=result_written is not None and result is None,
        verdict=verdict,
        publisher=publisher,
        published_on=published_on,
        remark=text(by_name["remark"]),
    )


def _needed(read: Callable[[str], _Read], by_name: dict[str, str], name: str) -> _Read:
    try:
        return read(by_name[name])
    except ValueError as error:
        raise CellRefused(_HEADER_OF[name], by_name[name], str(error)) from None


def _required_day(cell: str) -> date:
    found = cells.day(cell)
    if found is None:
        raise ValueError("缺少发布日期")
    return found


def _produced(cell: str, published_on: date) -> tuple[date | None, bool]:
    try:
        found = cells.day(cell)
    except ValueError:
        return None, True
    if found is not None and found >= published_on:
        return None, True
    return found, False
