"""SQL of clocks: those of records that are worked on, and imported rows that nobody has worked on and that are open."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from domain.exchange.tables import TABLE_BY_NAME
from sampling.store.imports import stored_table
from sampling.store.schema.registers import areas
from sampling.store.schema.samples import disposals, reviews, sheets
from sampling.store.schema.supervision import cases, problems
from sampling.store.schema.work import work_clocks, work_records

Row = Mapping[str, Any]

# Rows whose clocks may still run.
_OPEN: dict[str, ColumnElement[bool]] = {
    "samples": and_(sheets.c.state == "有效", sheets.c.reported_on.is_(None)),
    "disposals": disposals.c.state == "办理中",
    "cases": and_(cases.c.closed_on.is_(None), or_(cases.c.should_file, cases.c.filed_on.is_not(None))),
    "problems": problems.c.corrected_on.is_(None),
    "reviews": and_(reviews.c.conclusion.is_(None), func.coalesce(reviews.c.acceptance, "") != "不予受理"),
}


def worked_clocks(connection: Connection, day: date, *, stopped_since: date | None) -> Iterator[Row]:
    """Clocks that run on a day or stopped after it, and those that stopped on or after another day."""
    later = (day + timedelta(days=1)).isoformat() if day < date.max else day.isoformat()
    running = work_clocks.c.stopped.is_(None) | (work_clocks.c.stopped >= later)
    wanted = (
        running if stopped_since is None else running | (work_clocks.c.stopped >= stopped_since.isoformat())
    )
    statement = select(work_clocks).where(wanted)
    for row in connection.execute(statement.order_by(work_clocks.c.kind, work_clocks.c.record_no)).mappings():
        yield {str(name): value for name, value in row.items()}


def open_rows(connection: Connection, table: str, kind: str) -> Iterator[Row]:
    """Open exchange rows of a table that no record of the kind stands for.

    Record numbers of reviews are made of their keys, so a review counts as worked on with any review of its sheet.
    """
    stored = stored_table(table)
    key = stored.c[TABLE_BY_NAME[table].keys[0]]
    same = work_records.c.sheet_no == key if table == "reviews" else work_records.c.record_no == key
    worked = exists(select(work_records.c.record_no).where(work_records.c.kind == kind, same))
    for row in connection.execute(select(stored).where(_OPEN[table], ~worked)).mappings():
        yield {str(name): value for name, value in row.items()}


def numbers_of_kind(connection: Connection, kind: str, *, with_closed: bool) -> list[str]:
    """Numbers of the records of a kind that are worked on, the closed ones among them where asked for."""
    wanted = select(work_records.c.record_no).where(work_records.c.kind == kind)
    if not with_closed:
        wanted = wanted.where(work_records.c.closed.is_(False))
    return list(connection.scalars(wanted.order_by(work_records.c.record_no)))


def tables_with_clocks() -> tuple[str, ...]:
    """Exchange tables whose rows may have clocks."""
    return tuple(_OPEN)


def area_and_below(connection: Connection, code: str) -> set[str]:
    """The area's code and all that roll up to it."""
    tree = select(areas.c.code).where(areas.c.code == code).cte("tree", recursive=True)
    tree = tree.union(select(areas.c.code).where(areas.c.parent_code == tree.c.code))
    return set(connection.scalars(select(tree.c.code)))
