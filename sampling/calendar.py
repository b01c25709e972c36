"""The working-day calendar of this installation: the published years that ship, and those an administrator imported."""

from functools import cache
from importlib.metadata import version

from chinese_calendar import constants

from domain.calendar import WorkCalendar
from sampling.store import calendar as store
from sampling.store.view import View


@cache
def shipped_calendar() -> WorkCalendar:
    """The years of the `chinesecalendar` library, taken from the State Council's yearly arrangements."""
    exceptions = dict.fromkeys(constants.holidays, False) | dict.fromkeys(constants.workdays, True)
    years = {day.year for day in constants.holidays}
    return WorkCalendar(years, exceptions, _shipped_source(years))


def _shipped_source(years: set[int]) -> str:
    return f"国务院办公厅历年放假安排（chinesecalendar {version('chinesecalendar')}，{min(years)}—{max(years)}年）"


def installed_calendar(view: View) -> WorkCalendar:
    """Shipped years and imported years; an imported year replaces a shipped one."""
    shipped = shipped_calendar()
    imported = store.imported_years(view)
    if not imported:
        return shipped
    exceptions = {day: works for day, works in shipped.exceptions.items() if day.year not in imported}
    exceptions |= store.imported_days(view)
    listed = "、".join(f"{year}年（文件摘要 {digest[:12]}）" for year, digest in imported.items())
    return WorkCalendar(shipped.years | set(imported), exceptions, f"{shipped.source}；另导入 {listed}")
