"""SQL of draws: the roster as the register and the records have it, and what lies sealed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, func, insert, literal, or_, select, union_all, update
from sqlalchemy.sql.selectable import CompoundSelect

from sampling.store.listing import below, tagged
from sampling.store.schema.draws import draw_seals
from sampling.store.schema.registers import enterprises
from sampling.store.schema.samples import sheets
from sampling.store.schema.supervision import inspections

Row = dict[str, Any]
_ROSTER = (
    "credit_code",
    "name",
    "area_code",
    "stage",
    "trade",
    "risk_grade",
    "founded_on",
    "closed_on",
)


def roster(
    connection: Connection,
    *,
    area: str | None,
    same: dict[str, Sequence[str | None]],
    tags: Sequence[str],
    visited_until: date,
    sampled: bool,
    inspected: bool,
) -> list[Row]:
    """Confirmed enterprises with the last day up to `visited_until` on which each was sampled or inspected.

    `same` holds the accepted values of columns, any where there are none.
    """
    visits = _visits(visited_until, sampled=sampled, inspected=inspected).subquery()
    last = select(visits.c.code, func.max(visits.c.day).label("day")).group_by(visits.c.code).subquery()
    wanted = (
        select(*(enterprises.c[name] for name in _ROSTER), last.c.day.label("last_sampled_on"))
        .outerjoin(last, last.c.code == enterprises.c.credit_code)
        .where(enterprises.c.confirmed)
        .order_by(enterprises.c.credit_code)
    )
    if area is not None:
        wanted = wanted.where(below(enterprises.c.area_code, area))
    for name, values in same.items():
        if values:
            wanted = wanted.where(_among(enterprises.c[name], values))
    if tags:
        wanted = wanted.where(or_(*map(tagged(enterprises.c.tags), tags)))
    return [
        {str(name): value for name, value in row.items()} for row in connection.execute(wanted).mappings()
    ]


def insert_seal(connection: Connection, draw_no: str, sealed: str) -> None:
    """Keep what is sealed."""
    connection.execute(insert(draw_seals).values(draw_no=draw_no, sealed=sealed))


def sealed(connection: Connection, draw_no: str) -> str:
    """What is sealed of a draw that exists; for running it and nothing else."""
    return str(
        connection.execute(select(draw_seals.c.sealed).where(draw_seals.c.draw_no == draw_no)).scalar_one()
    )


def set_result(connection: Connection, draw_no: str, result: str) -> None:
    """Keep the exported draw."""
    connection.execute(update(draw_seals).where(draw_seals.c.draw_no == draw_no).values(result=result))


def result_of(connection: Connection, draw_no: str) -> str | None:
    """The exported draw; None before it is run."""
    found: str | None = connection.scalar(select(draw_seals.c.result).where(draw_seals.c.draw_no == draw_no))
    return found


def _visits(until: date, *, sampled: bool, inspected: bool) -> CompoundSelect[Any]:
    none = select(literal("").label("code"), literal(None, Date).label("day")).where(literal(1) == 0)
    parts = [none]
    if sampled:
        days = select(sheets.c.unit_code.label("code"), sheets.c.sampled_on.label("day"))
        parts.append(
            days.where(
                sheets.c.unit_code.is_not(None), sheets.c.state == "有效", sheets.c.sampled_on <= until
            )
        )
    if inspected:
        days = select(inspections.c.credit_code.label("code"), inspections.c.inspected_on.label("day"))
        parts.append(days.where(inspections.c.inspected_on <= until))
    return union_all(*parts)


def _among(column: ColumnElement[Any], values: Sequence[str | None]) -> ColumnElement[bool]:
    given = column.in_([value for value in values if value is not None])
    return or_(given, column.is_(None)) if None in values else given
