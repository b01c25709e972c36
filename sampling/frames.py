"""Records to polars frames: everything the indicators are computed from, as one consistent view."""

import polars as pl
from sqlalchemy import Connection

from domain.indicators.schemas import SCHEMAS
from sampling.store.frames import read_frames


def load_frames(connection: Connection) -> dict[str, pl.DataFrame]:
    """One frame per table with the columns and types of `domain.indicators.schemas.SCHEMAS`."""
    return read_frames(connection, SCHEMAS)
