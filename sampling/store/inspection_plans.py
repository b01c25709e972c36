"""SQL of inspection plans: enterprises that a plan may hold, and the inspections that fill it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from sampling.store.listing import below
from sampling.store.schema.registers import enterprises
from sampling.store.schema.supervision import inspections

_COLUMNS = ("credit_code", "name", "area_code", "stage", "trade", "risk_grade")
_AT_ONCE = 500


def enterprises_of(connection: Connection, codes: Sequence[str]) -> dict[str, dict[str, Any]]:
    """These enterprises of the register by credit code."""
    found: dict[str, dict[str, Any]] = {}
    for at in range(0, len(codes), _AT_ONCE):
        wanted = select(*(enterprises.c[name] for name in _COLUMNS))
        wanted = wanted.where(enterprises.c.credit_code.in_(codes[at : at + _AT_ONCE]))
        for row in connection.execute(wanted):
            found[row.credit_code] = dict(zip(_COLUMNS, row, strict=True))
    return found


def active_enterprises(
    connection: Connection, area: str, stages: Sequence[str], on: date
) -> list[dict[str, Any]]:
    """Confirmed enterprises of the area and below that are active on a day, by credit code."""
    columns = enterprises.c
    wanted = select(*(columns[name] for name in _COLUMNS)).where(
        below(columns.area_code, area),
        columns.confirmed,
        columns.founded_on <= on,
        or_(columns.closed_on.is_(None), columns.closed_on > on),
    )
    if stages:
        wanted = wanted.where(columns.stage.in_(stages))
    rows = connection.execute(wanted.order_by(columns.credit_code))
    return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]


def inspected_between(connection: Connection, first: date, last: date) -> dict[tuple[str, str], list[date]]:
    """Days of recorded inspections by enterprise and kind."""
    columns = inspections.c
    wanted = select(columns.credit_code, columns.kind, columns.inspected_on).where(
        columns.inspected_on.between(first, last)
    )
    found: dict[tuple[str, str], list[date]] = {}
    for code, kind, day in connection.execute(wanted.order_by(columns.inspected_on)):
        found.setdefault((code, kind), []).append(day)
    return found
