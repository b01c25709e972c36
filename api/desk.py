"""What a question about figures needs: the records as frames, the catalogue and the calendar, read as one view."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
from sqlalchemy import Connection, Engine

from api import settings
from domain.calendar import WorkCalendar
from domain.catalogue.measures import Catalogue, load_catalogue
from domain.errors import DatabaseBehind
from domain.indicators.compute import Assessor, find_city
from domain.indicators.formulas import FORMULA_BY_CODE
from sampling.calendar import installed_calendar
from sampling.frames import load_frames
from sampling.store.engine import make_engine, reading
from sampling.store.version import HEAD, current_revision

SYNTHETIC = "合成数据"


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


def open_database() -> Engine:
    """The configured database. Raises `DatabaseBehind` unless its schema is the program's."""
    engine = make_engine(settings.database_url())
    file = engine.url.database
    if engine.dialect.name == "sqlite" and file and not Path(file).exists():
        # Connecting would leave an empty file behind.
        raise DatabaseBehind(None, HEAD)
    with reading(engine) as connection:
        current = current_revision(connection)
    if current != HEAD:
        raise DatabaseBehind(current, HEAD)
    return engine


def shipped_catalogue() -> Catalogue:
    """The catalogue in force, with every records measure known to have a formula."""
    return load_catalogue(settings.catalogue_file(), formulas=FORMULA_BY_CODE)


def load_desk(engine: Engine) -> Desk:
    """Everything as it stands now."""
    with reading(engine) as connection:
        return desk_of(connection)


def desk_of(view: Connection) -> Desk:
    """Everything as the view has it."""
    return Desk(load_frames(view), shipped_catalogue(), installed_calendar(view))


def is_synthetic(frames: dict[str, pl.DataFrame]) -> bool:
    """Whether any record says of itself that it is 合成数据; then every page does."""
    words = (frames["population"]["source"], frames["enterprises"]["name"], frames["sheets"]["unit_name"])
    return any(bool(column.str.contains(SYNTHETIC, literal=True).any()) for column in words)
