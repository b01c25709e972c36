"""values.parquet: the figures for machines, the same as in every other file of the package.

Counts are exact decimals. A ratio has no end of decimals, so `value` is the text of `indicators.json` (two decimals)
and `shown` the text as it is printed, with as many decimals as keep it on its side of the target.
"""

from io import BytesIO

import polars as pl

from domain.indicators.schemas import EXACT
from reports.model import PackageInput

VALUES = "values.parquet"
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "year": pl.Int64,
    "as_of": pl.Date,
    "measure": pl.String,
    "indicator": pl.Int64,
    "name": pl.String,
    "unit": pl.String,
    "area": pl.String,
    "area_name": pl.String,
    "target": pl.String,
    "numerator": EXACT,
    "denominator": EXACT,
    "value": pl.String,
    "shown": pl.String,
    "gap": pl.String,
    "met": pl.Boolean,
    "status": pl.String,
}


def values_parquet(given: PackageInput) -> bytes:
    """One row per value in the order of `indicators.json`; same rows, same bytes."""
    assessment = given.assessment
    rows = []
    for value in given.values:
        told, measure = value.to_row(), value.measure
        rows.append(
            (
                assessment.year,
                assessment.as_of,
                measure.code,
                measure.indicator,
                measure.name,
                measure.unit,
                value.area,
                given.name_of(value.area),
                measure.target.text,
                value.numerator,
                value.denominator,
                told["value"],
                value.shown,
                value.gap_shown,
                told["met"],
                told["status"],
            )
        )
    buffer = BytesIO()
    pl.DataFrame(rows, schema=SCHEMA, orient="row").write_parquet(
        buffer, compression="zstd", compression_level=3, statistics=True, row_group_size=65_536
    )
    return buffer.getvalue()
