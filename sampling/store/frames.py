"""SQL of the frames that rates are computed from: whole columns, read in one consistent view.

On SQLite the driver's cursor hands out text dates and integers as they lie in the file, which polars turns into
columns; going through the ORM or a row object per record would cost several times the reading itself.
"""

from collections.abc import Mapping

import polars as pl
from sqlalchemy import Connection, Table, select

from sampling.store.schema import metadata

Schema = Mapping[str, pl.DataType | type[pl.DataType]]


def read_frame(connection: Connection, table: str, schema: Schema) -> pl.DataFrame:
    """The table's columns named in `schema`, with its types."""
    source: Table = metadata.tables[table]
    statement = select(*(source.c[name] for name in schema))
    compiled = str(statement.compile(dialect=connection.dialect))
    rows = connection.exec_driver_sql(compiled).cursor
    assert rows is not None
    return _columns(list(rows.fetchall()), schema)


def _columns(rows: list[tuple[object, ...]], schema: Schema) -> pl.DataFrame:
    if not rows:
        return pl.DataFrame(schema=dict(schema))
    columns = zip(*rows, strict=True)
    return pl.DataFrame(
        [_series(name, values, dtype) for (name, dtype), values in zip(schema.items(), columns, strict=True)]
    )


def _series(name: str, values: tuple[object, ...], dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
    if dtype == pl.Date and any(isinstance(value, str) for value in values):
        return pl.Series(name, values, dtype=pl.String).str.to_date("%Y-%m-%d")
    if dtype == pl.Boolean:
        return pl.Series(name, [None if value is None else bool(value) for value in values], dtype=pl.Boolean)
    return pl.Series(name, values, dtype=dtype)
