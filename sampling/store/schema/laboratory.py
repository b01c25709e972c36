"""The laboratory's own tables: findings by revision, standards by version, and who a report number belongs to.

Rows are only ever added. What counts is the newest revision of an item, the newest version of a standard's row.
"""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Table, Text

from sampling.store.schema.base import metadata

findings = Table(
    "findings",
    metadata,
    Column("sheet_no", Text, ForeignKey("sheets.sheet_no"), primary_key=True),
    Column("item_name", Text, primary_key=True),
    # The number of the entry on this sheet, from 1.
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    # Order of the item within its entry, from 0.
    Column("position", BigInteger, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("item_class", Text, nullable=False),
    Column("result", Text),
    Column("unit", Text),
    Column("min_limit", Text),
    Column("max_limit", Text),
    Column("limit_unit", Text),
    Column("detection_limit", Text),
    Column("comparison", Text),
    Column("method_basis", Text),
    Column("judgement_basis", Text),
    Column("standard", Text),
    Column("judged_on", Date),
    Column("judged_by", Text),
    Column("proposed", Text, nullable=False),
    Column("explanation", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("verdict_reason", Text),
    Column("entered_by", Text, nullable=False),
    # UTC, ISO 8601 with microseconds.
    Column("entered_at", Text, nullable=False),
    CheckConstraint("revision >= 1", name="revision_range"),
    CheckConstraint("position >= 0", name="position_range"),
    CheckConstraint("item_name <> ''", name="item_name_filled"),
    sqlite_with_rowid=False,
)

standards = Table(
    "standards",
    metadata,
    Column("item_name", Text, primary_key=True),
    # Empty: all food.
    Column("category", Text, primary_key=True),
    Column("standard_no", Text, primary_key=True),
    Column("in_force_from", Date, primary_key=True),
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("in_force_until", Date),
    Column("min_limit", Text),
    Column("max_limit", Text),
    Column("limit_unit", Text),
    Column("comparison", Text),
    Column("withdrawn", Boolean, nullable=False),
    Column("reason", Text),
    Column("entered_by", Text, nullable=False),
    # UTC, ISO 8601 with microseconds.
    Column("entered_at", Text, nullable=False),
    CheckConstraint("version >= 1", name="version_range"),
    CheckConstraint("in_force_until IS NULL OR in_force_until >= in_force_from", name="period_order"),
    CheckConstraint("min_limit IS NOT NULL OR max_limit IS NOT NULL", name="limited"),
    Index("ix_standards_standard_no", "standard_no"),
    sqlite_with_rowid=False,
)

report_numbers = Table(
    "report_numbers",
    metadata,
    Column("report_no", Text, primary_key=True),
    Column("sheet_no", Text, ForeignKey("sheets.sheet_no"), nullable=False),
    sqlite_with_rowid=False,
)
