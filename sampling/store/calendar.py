"""SQL of the imported calendar years, for reading; storing them is `calendar_years`."""

from datetime import date

from sampling.store.view import View


def imported_years(view: View) -> dict[int, str]:
    """Year → digest of the file it came from."""
    return {
        int(year): str(digest)
        for year, digest in view.rows("SELECT year, digest FROM calendar_years ORDER BY year")
    }


def imported_days(view: View) -> dict[date, bool]:
    """Days of imported years that differ from the plain week → whether they are worked."""
    rows = view.rows("SELECT day, working FROM calendar_days")
    return {date.fromisoformat(day) if isinstance(day, str) else day: bool(working) for day, working in rows}
