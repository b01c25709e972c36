"""SQL of the frames that rates are computed from: whole columns, read in the caller's own view.

A city-year has some 200,000 items, and a Python object per cell costs several times the reading itself. So the
database hands over each column as one long text with a separator, which polars cuts up again: no second driver, no
second connection, the same consistent view. (A second SQLite library in the process, as ADBC brings one, is out of
the question: file locks belong to the process, and closing its connection removes the write-ahead log under ours.)
Where a column holds the separator itself or is longer than the database can hand over, rows are read one by one.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, Text, cast, func, literal, select
from sqlalchemy.exc import DBAPIError

from sampling.store.schema import metadata

Schema = Mapping[str, pl.DataType | type[pl.DataType]]
# ASCII's own record separator, and its group separator for null; neither is written by people or by laboratories.
_SEPARATOR, _NULL = "\x1e", "\x1d"
_JOINERS = {"sqlite": "group_concat", "postgresql": "string_agg"}
_TRUE = ("1", "true")


def read_frames(connection: Connection, schemas: Mapping[str, Schema]) -> dict[str, pl.DataFrame]:
    """The tables' columns named in `schemas`, with these types."""
    return {table: read_frame(connection, table, schema) for table, schema in schemas.items()}


def read_frame(connection: Connection, table: str, schema: Schema) -> pl.DataFrame:
    """One table's columns named in `schema`, with these types; rows in no particular order."""
    frame = _by_column(connection, table, schema)
    return _by_row(connection, table, schema) if frame is None else frame


def _by_column(connection: Connection, table: str, schema: Schema) -> pl.DataFrame | None:
    handed_over = _texts(connection, table, schema)
    if handed_over is None:
        return None
    count, texts = handed_over
    if not count:
        return pl.DataFrame(schema=dict(schema))
    columns = []
    for (name, dtype), text in zip(schema.items(), texts, strict=True):
        cells = pl.Series(name, [text], dtype=pl.String).str.split(_SEPARATOR).explode()
        if len(cells) != count:
            return None
        columns.append(_typed(cells, dtype))
    return pl.DataFrame(columns)


def _typed(cells: pl.Series, dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
    column = pl.col(cells.name)
    filled: pl.Expr = pl.when(column != _NULL).then(column)
    if dtype == pl.Date:
        filled = filled.str.to_date("%Y-%m-%d")
    elif dtype == pl.Boolean:
        filled = filled.is_in(_TRUE)
    return cells.to_frame().select(filled.cast(dtype).alias(cells.name)).to_series()


def _texts(connection: Connection, table: str, schema: Schema) -> tuple[int, list[str | None]] | None:
    """The number of rows and each column as one text; None where it is too long to be handed over."""
    source = metadata.tables[table]
    join = getattr(func, _JOINERS[connection.dialect.name])
    columns: list[ColumnElement[Any]] = [
        join(func.coalesce(cast(source.c[name], Text), literal(_NULL)), literal(_SEPARATOR))
        for name in schema
    ]
    try:
        with connection.begin_nested():
            count, *texts = connection.execute(select(func.count(), *columns).select_from(source)).one()
    except DBAPIError:
        return None
    return int(count), list(texts)


def _by_row(connection: Connection, table: str, schema: Schema) -> pl.DataFrame:
    source = metadata.tables[table]
    rows = connection.execute(select(*(source.c[name] for name in schema))).all()
    return pl.DataFrame([tuple(row) for row in rows], schema=dict(schema), orient="row")
