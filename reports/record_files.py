"""The rows behind a value as files: Parquet for programs, CSV for people and spreadsheets.

Both hold the same rows in the same order. Parquet keeps the technical column names and exact types; CSV has Chinese
headers, UTF-8 with a byte order mark, and text that a spreadsheet would run as a formula is defused.
"""

from io import BytesIO

import polars as pl

from domain.exchange.guard import DANGEROUS
from reports.columns import RECORD_COLUMNS, in_order


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """The rows as Parquet; compression and row groups are fixed so that same rows give same bytes."""
    buffer = BytesIO()
    in_order(frame, RECORD_COLUMNS).write_parquet(
        buffer, compression="zstd", compression_level=3, statistics=True, row_group_size=65_536
    )
    return buffer.getvalue()


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """The rows as CSV. Text beginning with `=`, `+`, `-`, `@`, tab or return gets a leading `'`."""
    ordered = in_order(frame, RECORD_COLUMNS)
    columns = [_printable(name, dtype).alias(RECORD_COLUMNS[name]) for name, dtype in ordered.schema.items()]
    text = ordered.select(columns).write_csv(line_terminator="\r\n")
    return b"\xef\xbb\xbf" + text.encode()


def _printable(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype == pl.String:
        return (
            pl.when(column.str.contains(DANGEROUS)).then(pl.concat_str(pl.lit("'"), column)).otherwise(column)
        )
    if dtype == pl.Boolean:
        return pl.when(column).then(pl.lit("是")).otherwise(pl.lit("否"))
    if dtype.is_decimal():
        text = column.cast(pl.String)
        return (
            pl.when(text.str.contains(".", literal=True))
            .then(text.str.strip_chars_end("0").str.strip_chars_end("."))
            .otherwise(text)
        )
    return column.cast(pl.String)
