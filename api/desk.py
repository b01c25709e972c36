"""What a question about figures needs: the records as frames, the catalogue and the calendar, read as one view."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from api import settings
from domain.calendar import WorkCalendar
from domain.catalogue.measures import Catalogue, load_catalogue
from domain.errors import DatabaseBehind
from domain.indicators.compute import Assessor, find_city
from domain.indicators.formulas import FORMULA_BY_CODE
from sampling.calendar import installed_calendar, shipped_calendar
from sampling.frames import load_frames
from sampling.store.version import HEAD, current_revision
from sampling.store.view import View, sqlite_view, view_of

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

SYNTHETIC = "合成数据"
_SQLITE_FILE = re.compile(r"sqlite(?:\+pysqlite)?:///([^?#]+)")


@dataclass(frozen=True)
class Desk:
    """Records, catalogue and calendar of one moment."""

    frames: dict[str, pl.DataFrame]
    catalogue: Catalogue
    calendar: WorkCalendar

    def assessor(
        self, year: int, as_of: date, *, city: str | None = None, area: str | None = None
    ) -> Assessor:
        """An assessor over the city (the one named, else the only root area of level 市)."""
        found = find_city(self.frames, city)
        return Assessor(self.frames, self.catalogue, self.calendar, year, as_of, found, area)


def shipped_catalogue() -> Catalogue:
    """The catalogue in force, with every records measure known to have a formula."""
    return load_catalogue(settings.catalogue_file(), formulas=FORMULA_BY_CODE)


def current_desk() -> Desk:
    """Everything in the configured database as it stands now. Raises `DatabaseBehind`.

    An SQLite file is read through the driver alone, see `sampling.store.view`.
    """
    file = _SQLITE_FILE.fullmatch(settings.database_url())
    if file is None or file[1] == ":memory:":
        from sampling.store.engine import make_engine

        return load_desk(make_engine(settings.database_url()))
    if not Path(file[1]).exists():
        # Connecting would leave an empty file behind.
        raise DatabaseBehind(None, HEAD)
    with sqlite_view(file[1]) as view:
        insist_on_head(view)
        return desk_of(view)


def configured_calendar() -> WorkCalendar:
    """The calendar of the configured SQLite file or server; the shipped years where no database exists yet."""
    file = _SQLITE_FILE.fullmatch(settings.database_url())
    if file is not None and file[1] != ":memory:":
        if not Path(file[1]).exists():
            return shipped_calendar()
        with sqlite_view(file[1]) as view:
            insist_on_head(view)
            return installed_calendar(view)
    from sampling.store.engine import make_engine, reading

    with reading(make_engine(settings.database_url())) as connection:
        view = view_of(connection)
        insist_on_head(view)
        return installed_calendar(view)


def load_desk(engine: Engine) -> Desk:
    """Everything as it stands now. Raises `DatabaseBehind`."""
    from sampling.store.engine import reading

    with reading(engine) as connection:
        return load_view(connection)


def load_view(connection: Connection) -> Desk:
    """Everything as this view of a database has it. Raises `DatabaseBehind`."""
    view = view_of(connection)
    insist_on_head(view)
    return desk_of(view)


def desk_of(view: View) -> Desk:
    """Everything as the view has it."""
    return Desk(load_frames(view), shipped_catalogue(), installed_calendar(view))


def insist_on_head(view: View) -> None:
    """Raise `DatabaseBehind` unless the database's schema is the program's."""
    current = current_revision(view)
    if current != HEAD:
        raise DatabaseBehind(current, HEAD)


def is_synthetic(frames: dict[str, pl.DataFrame]) -> bool:
    """Whether any record says of itself that it is 合成数据; then every page does."""
    words = (frames["population"]["source"], frames["enterprises"]["name"], frames["sheets"]["unit_name"])
    return any(bool(column.str.contains(SYNTHETIC, literal=True).any()) for column in words)
