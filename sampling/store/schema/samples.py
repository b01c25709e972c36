"""Sampling sheets with their test items, and what follows: reviews and disposal tasks."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Table, Text

from domain.exchange import tables as exchange
from sampling.store.schema.base import exchange_checks, exchange_columns, item_foreign_key, metadata

sheets = Table(
    "sheets",
    metadata,
    *exchange_columns(exchange.SAMPLES, exchange.SAMPLES.columns, key=("sheet_no",)),
    # Words of the national system that have no column of their own (source words, objection words), as JSON.
    Column("source_words", Text),
    *exchange_checks(exchange.SAMPLES, exchange.SAMPLES.columns),
    Index("ix_sheets_sampled_on", "sampled_on"),
    Index("ix_sheets_reported_on", "reported_on"),
    Index("ix_sheets_report_no", "report_no"),
    Index("ix_sheets_area_code", "area_code"),
    Index("ix_sheets_plan_no", "plan_no"),
    Index("ix_sheets_producer_code", "producer_code"),
    Index("ix_sheets_unit_code", "unit_code"),
)

items = Table(
    "items",
    metadata,
    Column("sheet_no", Text, primary_key=True),
    *exchange_columns(exchange.SAMPLES, exchange.SAMPLES.item_columns, key=("item_name",)),
    # Order of the item within its sheet, from 0, as the file had it.
    Column("position", BigInteger, nullable=False),
    item_foreign_key(),
    CheckConstraint("item_class IS NOT NULL AND verdict IS NOT NULL", name="filled"),
    CheckConstraint("item_name <> ''", name="item_name_filled"),
    *exchange_checks(exchange.Table("items", "", ()), exchange.SAMPLES.item_columns),
    sqlite_with_rowid=False,
)

reviews = Table(
    "reviews",
    metadata,
    *exchange_columns(exchange.REVIEWS, exchange.REVIEWS.columns, key=exchange.REVIEWS.keys),
    *exchange_checks(exchange.REVIEWS, exchange.REVIEWS.columns),
    sqlite_with_rowid=False,
)

disposals = Table(
    "disposals",
    metadata,
    *exchange_columns(exchange.DISPOSALS, exchange.DISPOSALS.columns, key=("task_no",)),
    *exchange_checks(exchange.DISPOSALS, exchange.DISPOSALS.columns),
    Index("ix_disposals_sheet_no", "sheet_no"),
    Index("ix_disposals_area_code", "area_code"),
    Index("ix_disposals_received_on", "received_on"),
)
