"""SQL of the frames that rates are computed from: whole columns, read in one consistent view.

On SQLite the columns come through ADBC, which hands them over as Arrow without making a Python object per cell;
that is what makes reading a city-year cheap. On PostgreSQL, and for an in-memory database, the driver's own cursor
is read.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl
from sqlalchemy import Connection, select

from sampling.store.schema import metadata

Schema = Mapping[str, pl.DataType | type[pl.DataType]]
# The driver settles a column's type while it fills its first batch, so everything must be one batch: a column that
# is null for a thousand rows and text afterwards would otherwise be an error.
_ONE_BATCH = {"adbc.sqlite.query.batch_rows": str(10**9)}
# Execution option of an engine whose connections stay open while others write. ADBC brings a second SQLite, file
# locks are the process's, and so the end of its connection would drop the locks of ours and remove the write-ahead
# log that ours go on writing to: what is written then is lost.
KEPT_OPEN = "shian_kept_open"


def read_frames(connection: Connection, schemas: Mapping[str, Schema]) -> dict[str, pl.DataFrame]:
    """The tables' columns named in `schemas`, with these types."""
    statements = {table: _statement(connection, table, schema) for table, schema in schemas.items()}
    file = connection.engine.url.database
    kept_open = connection.get_execution_options().get(KEPT_OPEN, False)
    if connection.dialect.name == "sqlite" and file and file != ":memory:" and not kept_open:
        return _through_arrow(file, statements, schemas)
    return {table: _through_cursor(connection, statements[table], schema) for table, schema in schemas.items()}


def _statement(connection: Connection, table: str, schema: Schema) -> str:
    source = metadata.tables[table]
    return str(select(*(source.c[name] for name in schema)).compile(dialect=connection.dialect))


def _through_arrow(
    file: str, statements: Mapping[str, str], schemas: Mapping[str, Schema]
) -> dict[str, pl.DataFrame]:
    import adbc_driver_manager
    import adbc_driver_sqlite

    with (
        adbc_driver_manager.AdbcDatabase(driver=adbc_driver_sqlite._driver_path(), uri=file) as database,
        adbc_driver_manager.AdbcConnection(database) as view,
    ):
        # One transaction, so that all tables are seen as of one moment.
        view.set_autocommit(False)
        frames = {table: _typed(_rows(view, statements[table]), schema) for table, schema in schemas.items()}
        view.rollback()
    return frames


def _rows(view: Any, statement: str) -> pl.DataFrame:
    import adbc_driver_manager

    with adbc_driver_manager.AdbcStatement(view) as query:
        query.set_options(**_ONE_BATCH)
        query.set_sql_query(statement)
        stream, _ = query.execute_query()
        return pl.DataFrame(stream)


def _typed(rows: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    columns = []
    for name, dtype in schema.items():
        column = rows[name]
        if dtype == pl.Date:
            column = column.cast(pl.String).str.to_date("%Y-%m-%d")
        columns.append(column.cast(dtype))
    return pl.DataFrame(columns)


def _through_cursor(connection: Connection, statement: str, schema: Schema) -> pl.DataFrame:
    cursor = connection.exec_driver_sql(statement).cursor
    assert cursor is not None
    rows = list(cursor.fetchall())
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
