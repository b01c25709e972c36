"""SQL of the imported calendar years."""

from datetime import date

from sqlalchemy import Connection, delete, insert, select

from sampling.store.schema.system import calendar_days, calendar_years


def imported_years(connection: Connection) -> dict[int, str]:
    """Year → digest of the file it came from."""
    rows = connection.execute(
        select(calendar_years.c.year, calendar_years.c.digest).order_by(calendar_years.c.year)
    )
    return {row.year: row.digest for row in rows}


def imported_days(connection: Connection) -> dict[date, bool]:
    """Days of imported years that differ from the plain week → whether they are worked."""
    return {
        row.day: row.working
        for row in connection.execute(select(calendar_days.c.day, calendar_days.c.working))
    }


def replace_year(connection: Connection, year: int, source: str, digest: str, days: dict[date, bool]) -> None:
    """Store a year's arrangement in place of an earlier one."""
    connection.execute(delete(calendar_days).where(calendar_days.c.year == year))
    connection.execute(delete(calendar_years).where(calendar_years.c.year == year))
    connection.execute(insert(calendar_years), {"year": year, "source": source, "digest": digest})
    if days:
        rows = [{"day": day, "year": year, "working": working} for day, working in sorted(days.items())]
        connection.execute(insert(calendar_days), rows)
