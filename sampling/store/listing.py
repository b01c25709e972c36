"""SQL of lists: which tables can be listed, by which key they are paged, and what they can be filtered by.

A page is the rows after a key in key order. Keys never change and are unique, so a row that exists throughout is
on exactly one page, whatever is inserted or removed between two requests.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, or_, select

from sampling.store.schema.registers import areas, enterprises, plans
from sampling.store.schema.samples import disposals, items, reviews, sheets
from sampling.store.schema.system import packages

Row = dict[str, Any]
Condition = Callable[[Any], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Listing:
    """One table that can be listed: `title` is what people call a row of it."""

    title: str
    table: Table
    key: str
    filters: Mapping[str, Condition]

    @property
    def key_type(self) -> type:
        """`str` or `int`."""
        return self.table.c[self.key].type.python_type


def _equal(column: ColumnElement[Any]) -> Condition:
    return lambda value: column == value


def _since(column: ColumnElement[Any]) -> Condition:
    return lambda day: column >= day


def _until(column: ColumnElement[Any]) -> Condition:
    return lambda day: column <= day


def _contains(column: ColumnElement[Any]) -> Condition:
    return lambda text: column.icontains(text, autoescape=True)


def tagged(column: ColumnElement[Any]) -> Condition:
    """Whether a tag is among those of the column."""
    return lambda tag: (";" + column + ";").contains(f";{tag};", autoescape=True)


def below(column: ColumnElement[Any], code: str) -> ColumnElement[bool]:
    """The area itself or any that rolls up to it by parent code; UNION ends even where parents run in a circle."""
    tree = select(areas.c.code).where(areas.c.code == code).cte("tree", recursive=True)
    tree = tree.union(select(areas.c.code).where(areas.c.parent_code == tree.c.code))
    return column.in_(select(tree.c.code))


def _within(column: ColumnElement[Any]) -> Condition:
    return lambda code: below(column, code)


def _active_on(day: date) -> ColumnElement[bool]:
    columns = enterprises.c
    return (columns.founded_on <= day) & or_(columns.closed_on.is_(None), columns.closed_on > day)


def _same(table: Table, *names: str) -> dict[str, Condition]:
    return {name: _equal(table.c[name]) for name in names}


LISTINGS: dict[str, Listing] = {
    "areas": Listing(
        "辖区",
        areas,
        "code",
        {
            "area": _within(areas.c.code),
            "parent": _equal(areas.c.parent_code),
            "name": _contains(areas.c.name),
            **_same(areas, "level"),
        },
    ),
    "enterprises": Listing(
        "主体",
        enterprises,
        "credit_code",
        {
            "area": _within(enterprises.c.area_code),
            "name": _contains(enterprises.c.name),
            "tag": tagged(enterprises.c.tags),
            "active_on": _active_on,
            **_same(enterprises, "stage", "trade", "risk_grade", "confirmed"),
        },
    ),
    "plans": Listing(
        "抽检计划",
        plans,
        "plan_no",
        {
            "area": _within(plans.c.area_code),
            **_same(plans, "year", "kind", "level", "category", "stage"),
        },
    ),
    "sheets": Listing(
        "抽样单",
        sheets,
        "sheet_no",
        {
            "area": _within(sheets.c.area_code),
            "sample": _contains(sheets.c.sample_name),
            "unit": _contains(sheets.c.unit_name),
            "producer": _contains(sheets.c.producer_name),
            "year": lambda year: sheets.c.sampled_on.between(date(year, 1, 1), date(year, 12, 31)),
            "sampled_from": _since(sheets.c.sampled_on),
            "sampled_to": _until(sheets.c.sampled_on),
            "reported_from": _since(sheets.c.reported_on),
            "reported_to": _until(sheets.c.reported_on),
            **_same(
                sheets,
                *(
                    "task_kind",
                    "level",
                    "state",
                    "stage",
                    "category",
                    "plan_no",
                    "unit_code",
                    "producer_code",
                ),
            ),
        },
    ),
    "disposals": Listing(
        "处置任务",
        disposals,
        "task_no",
        {
            "area": _within(disposals.c.area_code),
            "year": lambda year: disposals.c.received_on.between(date(year, 1, 1), date(year, 12, 31)),
            "received_from": _since(disposals.c.received_on),
            "received_to": _until(disposals.c.received_on),
            **_same(disposals, "sheet_no", "side", "state"),
        },
    ),
    "packages": Listing("自评材料包", packages, "id", _same(packages, "state", "year", "area_code")),
}


def area_exists(connection: Connection, code: str) -> bool:
    """Whether there is an area of this code."""
    return connection.execute(select(areas.c.code).where(areas.c.code == code)).first() is not None


def area_name(connection: Connection, code: str) -> str | None:
    """The name of the area, None where there is none of this code."""
    found = connection.execute(select(areas.c.name).where(areas.c.code == code)).scalar()
    return None if found is None else str(found)


def rows_after(
    connection: Connection,
    listing: Listing,
    filters: Mapping[str, Any],
    after: object | None,
    limit: int,
    within: ColumnElement[bool],
) -> list[Row]:
    """At most `limit` rows that meet every filter, in key order, after the key `after` (None: from the first).

    `within` leaves out what whoever asks may not meet.
    """
    key = listing.table.c[listing.key]
    statement = select(listing.table).where(within).order_by(key).limit(limit)
    for name, value in filters.items():
        statement = statement.where(listing.filters[name](value))
    if after is not None:
        statement = statement.where(key > after)
    return _rows(connection, statement)


def row_of(connection: Connection, listing: Listing, key: object, within: ColumnElement[bool]) -> Row | None:
    """The row of this key, if it lies within."""
    rows = _rows(connection, select(listing.table).where(listing.table.c[listing.key] == key, within))
    return rows[0] if rows else None


def items_of(connection: Connection, sheet_nos: Sequence[str]) -> list[Row]:
    """Test items of these sheets in the order of the sheet and of the file they came from."""
    ordered = (
        select(items).where(items.c.sheet_no.in_(sheet_nos)).order_by(items.c.sheet_no, items.c.position)
    )
    return _rows(connection, ordered)


def reviews_of(connection: Connection, sheet_nos: Sequence[str]) -> list[Row]:
    """Re-inspections and objections of these sheets by day of application."""
    columns = reviews.c
    return _rows(
        connection,
        select(reviews)
        .where(columns.sheet_no.in_(sheet_nos))
        .order_by(columns.sheet_no, columns.applied_on, columns.kind),
    )


def _rows(connection: Connection, statement: Select[Any]) -> list[Row]:
    result = connection.execute(statement)
    names = tuple(map(str, result.keys()))  # plain text, not the library's quoted names
    return [dict(zip(names, row, strict=True)) for row in result]
