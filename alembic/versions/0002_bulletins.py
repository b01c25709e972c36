"""bulletins"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulletin_entries",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("source_written", sa.Text(), nullable=False),
        sa.Column("search_terms_written", sa.Text(), nullable=False),
        sa.Column("product_written", sa.Text(), nullable=False),
        sa.Column("classification_written", sa.Text(), nullable=False),
        sa.Column("producer_written", sa.Text(), nullable=False),
        sa.Column("supplier_written", sa.Text(), nullable=False),
        sa.Column("produced_written", sa.Text(), nullable=False),
        sa.Column("batch_no_written", sa.Text(), nullable=False),
        sa.Column("item_class_written", sa.Text(), nullable=False),
        sa.Column("item_written", sa.Text(), nullable=False),
        sa.Column("unit_written", sa.Text(), nullable=False),
        sa.Column("result_written", sa.Text(), nullable=False),
        sa.Column("limit_written", sa.Text(), nullable=False),
        sa.Column("verdict_written", sa.Text(), nullable=False),
        sa.Column("publisher_written", sa.Text(), nullable=False),
        sa.Column("published_written", sa.Text(), nullable=False),
        sa.Column("remark_written", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("producer", sa.Text(), nullable=True),
        sa.Column("supplier", sa.Text(), nullable=True),
        sa.Column("produced_on", sa.Date(), nullable=True),
        sa.Column("produced_doubtful", sa.Boolean(), nullable=False),
        sa.Column("batch_no", sa.Text(), nullable=True),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("limit_kind", sa.Text(), nullable=True),
        sa.Column("limit_low", sa.Text(), nullable=True),
        sa.Column("limit_high", sa.Text(), nullable=True),
        sa.Column("limit_unit", sa.Text(), nullable=True),
        sa.Column("limit_n", sa.BigInteger(), nullable=True),
        sa.Column("limit_c", sa.BigInteger(), nullable=True),
        sa.Column("limit_unread", sa.Boolean(), nullable=False),
        sa.Column("result_unread", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.CheckConstraint("category <> ''", name=op.f("ck_bulletin_entries_category_filled")),
        sa.CheckConstraint(
            "limit_kind IN ('at-most', 'below', 'at-least', 'above', 'range', 'stated', 'absent', 'banned', 'plan', 'standard')",
            name=op.f("ck_bulletin_entries_limit_kind_known"),
        ),
        sa.CheckConstraint("publisher <> ''", name=op.f("ck_bulletin_entries_publisher_filled")),
        sa.CheckConstraint("verdict IN ('合格', '不合格')", name=op.f("ck_bulletin_entries_verdict_known")),
        sa.CheckConstraint(
            "NOT (limit_unread AND limit_kind IS NOT NULL)",
            name=op.f("ck_bulletin_entries_limit_read_or_unread"),
        ),
        sa.CheckConstraint(
            "produced_on < published_on", name=op.f("ck_bulletin_entries_produced_on_before_published_on")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_bulletin_entries")),
    )
    with op.batch_alter_table("bulletin_entries", schema=None) as batch_op:
        batch_op.create_index("ix_bulletin_entries_published_on", ["published_on"], unique=False)

    op.create_table(
        "bulletin_files",
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("row_count", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("row_count > 0", name=op.f("ck_bulletin_files_row_count_positive")),
        sa.PrimaryKeyConstraint("content", name=op.f("pk_bulletin_files")),
    )
    op.create_table(
        "bulletin_readings",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "relation IN ('=', '<', '≤', '>', '≥', '未检出', '检出')",
            name=op.f("ck_bulletin_readings_relation_known"),
        ),
        sa.CheckConstraint(
            "relation IN ('未检出', '检出') OR value IS NOT NULL",
            name=op.f("ck_bulletin_readings_value_filled"),
        ),
        sa.CheckConstraint("round IN ('first', 'recheck')", name=op.f("ck_bulletin_readings_round_known")),
        sa.ForeignKeyConstraint(
            ["digest"], ["bulletin_entries.digest"], name=op.f("fk_bulletin_readings_digest")
        ),
        sa.PrimaryKeyConstraint("digest", "round", "seq", name=op.f("pk_bulletin_readings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "bulletin_rows",
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("row_no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.CheckConstraint("row_no > 1", name=op.f("ck_bulletin_rows_row_no_below_header")),
        sa.ForeignKeyConstraint(
            ["content"], ["bulletin_files.content"], name=op.f("fk_bulletin_rows_content")
        ),
        sa.ForeignKeyConstraint(
            ["digest"], ["bulletin_entries.digest"], name=op.f("fk_bulletin_rows_digest")
        ),
        sa.PrimaryKeyConstraint("content", "row_no", name=op.f("pk_bulletin_rows")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("bulletin_rows", schema=None) as batch_op:
        batch_op.create_index("ix_bulletin_rows_digest", ["digest"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("bulletin_rows", schema=None) as batch_op:
        batch_op.drop_index("ix_bulletin_rows_digest")

    op.drop_table("bulletin_rows")
    op.drop_table("bulletin_readings")
    op.drop_table("bulletin_files")
    with op.batch_alter_table("bulletin_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_bulletin_entries_published_on")

    op.drop_table("bulletin_entries")
