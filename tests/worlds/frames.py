"""A made-up world as the polars frames that the product computes from.

The only place where the reference's Chinese headers meet the product's column names.
"""

from typing import Any

import polars as pl

from domain.exchange.tables import SAMPLES, TABLE_BY_NAME, Column, Kind
from domain.indicators.schemas import SCHEMAS
from tests.reference import Row, World
from tests.reference.values import plain_decimal


def frames_of(world: World) -> dict[str, pl.DataFrame]:
    """Every table of `SCHEMAS` as a frame with exactly its columns; every enterprise is a confirmed one."""
    frames = {}
    for table, schema in SCHEMAS.items():
        headers = {column.name: column for column in _columns(table)}
        rows = [
            {name: _cell(headers[name], row) if name in headers else True for name in schema}
            for row in getattr(world, table)
        ]
        frames[table] = pl.DataFrame(rows, schema=schema, orient="row")
    return frames


def _columns(table: str) -> tuple[Column, ...]:
    if table == "sheets":
        return SAMPLES.columns
    if table == "items":
        return (SAMPLES.columns[0], *SAMPLES.item_columns)
    return TABLE_BY_NAME[table].columns


def _cell(column: Column, row: Row) -> Any:
    value = row[column.header]
    if value is None:
        return None
    if column.kind is Kind.YES_NO:
        return value == "是"
    if column.kind is Kind.TAGS:
        return ";".join(sorted(value)) or None
    if column.kind is Kind.DECIMAL:
        return plain_decimal(value)
    return value
