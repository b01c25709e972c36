"""SQL of sheets: what duplicate sampling is counted by, what a sheet may refer to, and the numbers of a series."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from sampling.store.schema.registers import enterprises, plans
from sampling.store.schema.samples import sheets
from sampling.store.schema.work import serials, work_records

ONLINE_PLACE = "网购"


def count_alike(
    connection: Connection, same: Mapping[str, Any], first: date, last: date, *, without: str
) -> int:
    """Valid sheets sampled within these days, not bought on the net, that agree in all of `same`."""
    wanted = select(func.count()).where(
        sheets.c.state == "有效",
        sheets.c.place != ONLINE_PLACE,
        sheets.c.sampled_on.between(first, last),
        sheets.c.sheet_no != without,
        *(sheets.c[name] == value for name, value in same.items()),
    )
    return int(connection.execute(wanted).scalar_one())


def plan_row(connection: Connection, plan_no: str) -> tuple[str, str | None] | None:
    """食品大类 and 环节 of a plan row; None where there is none."""
    row = connection.execute(
        select(plans.c.category, plans.c.stage).where(plans.c.plan_no == plan_no)
    ).first()
    return None if row is None else (row[0], row[1])


def enterprise_exists(connection: Connection, credit_code: str) -> bool:
    """Whether the register knows this enterprise."""
    wanted = select(enterprises.c.credit_code).where(enterprises.c.credit_code == credit_code)
    return connection.execute(wanted).first() is not None


def next_serial(connection: Connection, series: str) -> int:
    """The number that would be handed out next, 1 for a series that has not begun."""
    found = connection.execute(select(serials.c.next).where(serials.c.series == series)).scalar()
    return 1 if found is None else int(found)


def states_of_series(connection: Connection, series: str) -> dict[str, str]:
    """State of every sheet whose number begins with the series, by number."""
    columns = work_records.c
    wanted = select(columns.record_no, columns.state).where(
        columns.kind == "sheet", columns.record_no.startswith(series, autoescape=True)
    )
    return {str(no): str(state) for no, state in connection.execute(wanted)}
