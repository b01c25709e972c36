"""SQL of the register of organisations."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from sampling.store.listing import below
from sampling.store.schema.work import organisations

Row = dict[str, Any]


def organisation_row(connection: Connection, code: str) -> Row | None:
    """The organisation of this code."""
    row = connection.execute(select(organisations).where(organisations.c.code == code)).mappings().first()
    return None if row is None else {str(name): value for name, value in row.items()}


def organisation_rows(
    connection: Connection, filters: Mapping[str, Any], *, after: str | None = None, limit: int = 10_000
) -> list[Row]:
    """Organisations by code, after a code; filters `kind`, `reinspects` by equality, `area` with all below it."""
    wanted = select(organisations).order_by(organisations.c.code).limit(limit)
    for name, value in filters.items():
        if value is not None:
            column = organisations.c.area_code if name == "area" else organisations.c[name]
            wanted = wanted.where(below(column, value) if name == "area" else column == value)
    if after is not None:
        wanted = wanted.where(organisations.c.code > after)
    return [
        {str(name): value for name, value in row.items()} for row in connection.execute(wanted).mappings()
    ]


def insert_organisation(connection: Connection, values: Row) -> None:
    """Insert an organisation."""
    connection.execute(insert(organisations).values(**values))


def update_organisation(connection: Connection, values: Row) -> None:
    """Set every column of a stored organisation."""
    connection.execute(update(organisations).where(organisations.c.code == values["code"]).values(**values))
