"""SQL of the frames that rates are computed from: whole columns, read in the caller's own view.

A city-year has some 200,000 items, and a Python object per cell costs several times the reading itself. So the
database hands over each column as one long text with a separator, which polars cuts up again: no second driver, no
second connection, the same consistent view. (A second SQLite library in the process, as ADBC brings one, is out of
the question: file locks belong to the process, and closing its connection removes the write-ahead log under ours.)
Where a column holds the separator itself or is longer than the database can hand over, rows are read one by one.
"""

from collections.abc import Mapping

import polars as pl

from sampling.store.view import View

Schema = Mapping[str, pl.DataType | type[pl.DataType]]
# ASCII's own record separator, and its group separator for null; neither is written by people or by laboratories.
_SEPARATOR, _NULL = "\x1e", "\x1d"
_JOINED = {
    "sqlite": "group_concat(coalesce(CAST({} AS TEXT), char(29)), char(30))",
    "postgresql": "string_agg(coalesce(CAST({} AS TEXT), chr(29)), chr(30))",
}
_TRUE = ("1", "true")


def read_frames(view: View, schemas: Mapping[str, Schema]) -> dict[str, pl.DataFrame]:
    """The tables' columns named in `schemas`, with these types."""
    return {table: read_frame(view, table, schema) for table, schema in schemas.items()}


def read_frame(view: View, table: str, schema: Schema) -> pl.DataFrame:
    """One table's columns named in `schema`, with these types; rows in no particular order."""
    frame = _by_column(view, table, schema)
    return _by_row(view, table, schema) if frame is None else frame


def _by_column(view: View, table: str, schema: Schema) -> pl.DataFrame | None:
    handed_over = _texts(view, table, schema)
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


def _texts(view: View, table: str, schema: Schema) -> tuple[int, list[str | None]] | None:
    """The number of rows and each column as one text; None where it is too long to be handed over."""
    joined = ", ".join(_JOINED[view.dialect].format(name) for name in schema)
    answer = view.attempt(f"SELECT count(*), {joined} FROM {table}")  # noqa: S608 (names of our own schema)
    if answer is None:
        return None
    count, *texts = answer[0]
    return int(count), texts


def _by_row(view: View, table: str, schema: Schema) -> pl.DataFrame:
    rows = view.rows(f"SELECT {', '.join(schema)} FROM {table}")  # noqa: S608 (names of our own schema)
    columns = zip(*rows, strict=True)
    return pl.DataFrame(
        [_read(name, cells, dtype) for (name, dtype), cells in zip(schema.items(), columns, strict=True)]
    )


def _read(name: str, cells: tuple[object, ...], dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
    if dtype == pl.Date and any(isinstance(cell, str) for cell in cells):
        return pl.Series(name, cells, dtype=pl.String).str.to_date("%Y-%m-%d")
    if dtype == pl.Boolean:
        return pl.Series(name, [None if cell is None else bool(cell) for cell in cells], dtype=pl.Boolean)
    return pl.Series(name, cells, dtype=dtype)
