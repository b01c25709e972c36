"""SQL that stores imported calendar years; reading them is `calendar`."""

from datetime import date

from sqlalchemy import Connection, delete, insert

from sampling.store.schema.system import calendar_days, calendar_years


def replace_year(connection: Connection, year: int, source: str, digest: str, days: dict[date, bool]) -> None:
    """Store a year's arrangement in place of an earlier one."""
    connection.execute(delete(calendar_days).where(calendar_days.c.year == year))
    connection.execute(delete(calendar_years).where(calendar_years.c.year == year))
    connection.execute(insert(calendar_years), {"year": year, "source": source, "digest": digest})
    if days:
        rows = [{"day": day, "year": year, "working": working} for day, working in sorted(days.items())]
        connection.execute(insert(calendar_days), rows)
