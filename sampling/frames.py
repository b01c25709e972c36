"""Records to polars frames: everything the indicators are computed from, as one consistent view."""

import polars as pl

from domain.indicators.schemas import SCHEMAS
from sampling.store.frames import read_frames
from sampling.store.view import View


def load_frames(view: View) -> dict[str, pl.DataFrame]:
    """One frame per table with the columns and types of `domain.indicators.schemas.SCHEMAS`."""
    return read_frames(view, SCHEMAS)
