"""SQL of returns: which versions there are, and which filers a city has."""

from sqlalchemy import Connection, select

from sampling.store.schema.registers import areas
from sampling.store.schema.supervision import returns

Row = dict[str, object]


def versions_of(connection: Connection, measure: str, area: str, quarter: str) -> list[Row]:
    """All versions of a return, the newest first."""
    columns = returns.c
    same = (columns.measure == measure) & (columns.area_code == area) & (columns.quarter == quarter)
    rows = connection.execute(select(returns).where(same).order_by(columns.version.desc())).mappings()
    return [{str(name): value for name, value in row.items()} for row in rows]


def rows_of_version(connection: Connection, quarter: str, version: int) -> list[Row]:
    """The returns of a quarter that have this version."""
    wanted = select(returns).where(returns.c.quarter == quarter, returns.c.version == version)
    return [
        {str(name): value for name, value in row.items()} for row in connection.execute(wanted).mappings()
    ]


def rows_of_year(connection: Connection, year: int) -> list[Row]:
    """All versions of all returns of a year's quarters."""
    wanted = select(returns).where(returns.c.quarter.startswith(f"{year}Q"))
    return [
        {str(name): value for name, value in row.items()} for row in connection.execute(wanted).mappings()
    ]


def area_levels(connection: Connection) -> dict[str, str]:
    """Every area's code with its level (市, 县区, 镇街)."""
    return {row.code: row.level for row in connection.execute(select(areas.c.code, areas.c.level))}
