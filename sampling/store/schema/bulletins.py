"""Published bulletins: files, their rows, the distinct entries, and the readings of each entry's result.

An entry keeps its 17 cells as written (`…_written`) beside what was read from them. Numbers are decimal text as
everywhere. A row without a reading and with `result_unread` is one whose result is there only as written.
"""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Table, Text

from domain.bulletins.columns import NAMES, VERDICTS
from domain.findings.limits import LimitKind
from domain.findings.results import Relation
from sampling.store.schema.base import metadata, one_of

ROUNDS = ("first", "recheck")

bulletin_files = Table(
    "bulletin_files",
    metadata,
    # SHA-256 over the digests of all rows in their order: the same bulletin in another encoding is the same file.
    Column("content", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("row_count", BigInteger, nullable=False),
    CheckConstraint("row_count > 0", name="row_count_positive"),
)

bulletin_entries = Table(
    "bulletin_entries",
    metadata,
    # SHA-256 over the 17 cells without blanks: equal for repeated entries.
    Column("digest", Text, primary_key=True),
    *(Column(f"{name}_written", Text, nullable=False) for name in NAMES),
    Column("product", Text),
    Column("category", Text, nullable=False),
    Column("kind", Text),
    Column("producer", Text),
    Column("supplier", Text),
    Column("produced_on", Date),
    Column("produced_doubtful", Boolean, nullable=False),
    Column("batch_no", Text),
    Column("item", Text),
    Column("limit_kind", Text),
    Column("limit_low", Text),
    Column("limit_high", Text),
    Column("limit_unit", Text),
    Column("limit_n", BigInteger),
    Column("limit_c", BigInteger),
    Column("limit_unread", Boolean, nullable=False),
    Column("result_unread", Boolean, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("published_on", Date, nullable=False),
    Column("remark", Text),
    one_of("verdict", VERDICTS),
    one_of("limit_kind", (kind.value for kind in LimitKind)),
    CheckConstraint("category <> ''", name="category_filled"),
    CheckConstraint("publisher <> ''", name="publisher_filled"),
    CheckConstraint("produced_on < published_on", name="produced_on_before_published_on"),
    CheckConstraint("NOT (limit_unread AND limit_kind IS NOT NULL)", name="limit_read_or_unread"),
    Index("ix_bulletin_entries_published_on", "published_on"),
)

bulletin_rows = Table(
    "bulletin_rows",
    metadata,
    Column("content", Text, ForeignKey("bulletin_files.content"), primary_key=True),
    # As a spreadsheet counts: the header is row 1, line breaks inside cells add none.
    Column("row_no", BigInteger, primary_key=True, autoincrement=False),
    Column("digest", Text, ForeignKey("bulletin_entries.digest"), nullable=False),
    CheckConstraint("row_no > 1", name="row_no_below_header"),
    Index("ix_bulletin_rows_digest", "digest"),
    sqlite_with_rowid=False,
)

bulletin_readings = Table(
    "bulletin_readings",
    metadata,
    Column("digest", Text, ForeignKey("bulletin_entries.digest"), primary_key=True),
    Column("round", Text, primary_key=True),
    # Number of the sample within the set, from 1.
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("relation", Text, nullable=False),
    Column("value", Text),
    Column("unit", Text),
    one_of("round", ROUNDS),
    one_of("relation", (relation.value for relation in Relation)),
    CheckConstraint("relation IN ('未检出', '检出') OR value IS NOT NULL", name="value_filled"),
    sqlite_with_rowid=False,
)
