"""SQL of what is published: issued sheets of a period with their items and reviews."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, select

from sampling.store.listing import below
from sampling.store.schema.registers import enterprises
from sampling.store.schema.samples import items, reviews, sheets

Row = dict[str, Any]
_CHUNK = 500


def reported_sheets(
    connection: Connection, *, kind: str, first: date, last: date, area: str | None
) -> list[Row]:
    """Valid sheets of this 任务类别 whose report is dated within these days, by report date and number."""
    columns = sheets.c
    wanted = select(sheets).where(
        columns.task_kind == kind, columns.state == "有效", columns.reported_on.between(first, last)
    )
    if area is not None:
        wanted = wanted.where(below(columns.area_code, area))
    return _rows(connection, wanted.order_by(columns.reported_on, columns.sheet_no))


def of_sheets(connection: Connection, table: str, sheet_nos: Sequence[str]) -> dict[str, list[Row]]:
    """Items (in their order) or reviews of these sheets, by sheet."""
    stored: Table = {"items": items, "reviews": reviews}[table]
    order = stored.c.position if table == "items" else stored.c.applied_on
    found: dict[str, list[Row]] = {}
    for at in range(0, len(sheet_nos), _CHUNK):
        wanted = select(stored).where(stored.c.sheet_no.in_(sheet_nos[at : at + _CHUNK]))
        for row in _rows(connection, wanted.order_by(stored.c.sheet_no, order)):
            found.setdefault(row["sheet_no"], []).append(row)
    return found


def says_of_itself(connection: Connection, word: str) -> bool:
    """Whether any enterprise or sampled unit carries this word in its name."""
    in_sheets = select(sheets.c.sheet_no).where(sheets.c.unit_name.contains(word, autoescape=True))
    in_register = select(enterprises.c.credit_code).where(enterprises.c.name.contains(word, autoescape=True))
    return any(connection.execute(wanted.limit(1)).first() is not None for wanted in (in_sheets, in_register))


def _rows(connection: Connection, wanted: Any) -> list[Row]:
    return [
        {str(name): value for name, value in row.items()} for row in connection.execute(wanted).mappings()
    ]
