"""laboratory"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "findings",
        sa.Column("sheet_no", sa.Text(), nullable=False),
        sa.Column("item_name", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("item_class", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("min_limit", sa.Text(), nullable=True),
        sa.Column("max_limit", sa.Text(), nullable=True),
        sa.Column("limit_unit", sa.Text(), nullable=True),
        sa.Column("detection_limit", sa.Text(), nullable=True),
        sa.Column("comparison", sa.Text(), nullable=True),
        sa.Column("method_basis", sa.Text(), nullable=True),
        sa.Column("judgement_basis", sa.Text(), nullable=True),
        sa.Column("standard", sa.Text(), nullable=True),
        sa.Column("judged_on", sa.Date(), nullable=True),
        sa.Column("judged_by", sa.Text(), nullable=True),
        sa.Column("proposed", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("verdict_reason", sa.Text(), nullable=True),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.Text(), nullable=False),
        sa.CheckConstraint("item_name <> ''", name=op.f("ck_findings_item_name_filled")),
        sa.CheckConstraint("position >= 0", name=op.f("ck_findings_position_range")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_findings_revision_range")),
        sa.ForeignKeyConstraint(["sheet_no"], ["sheets.sheet_no"], name=op.f("fk_findings_sheet_no")),
        sa.PrimaryKeyConstraint("sheet_no", "item_name", "revision", name=op.f("pk_findings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "report_numbers",
        sa.Column("report_no", sa.Text(), nullable=False),
        sa.Column("sheet_no", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sheet_no"], ["sheets.sheet_no"], name=op.f("fk_report_numbers_sheet_no")),
        sa.PrimaryKeyConstraint("report_no", name=op.f("pk_report_numbers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "standards",
        sa.Column("item_name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("standard_no", sa.Text(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("in_force_until", sa.Date(), nullable=True),
        sa.Column("min_limit", sa.Text(), nullable=True),
        sa.Column("max_limit", sa.Text(), nullable=True),
        sa.Column("limit_unit", sa.Text(), nullable=True),
        sa.Column("comparison", sa.Text(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "in_force_until IS NULL OR in_force_until >= in_force_from",
            name=op.f("ck_standards_period_order"),
        ),
        sa.CheckConstraint(
            "min_limit IS NOT NULL OR max_limit IS NOT NULL", name=op.f("ck_standards_limited")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_standards_version_range")),
        sa.PrimaryKeyConstraint(
            "item_name",
            "category",
            "standard_no",
            "in_force_from",
            "version",
            name=op.f("pk_standards"),
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("standards", schema=None) as batch_op:
        batch_op.create_index("ix_standards_standard_no", ["standard_no"], unique=False)
    with op.batch_alter_table("sheets", schema=None) as batch_op:
        batch_op.create_index("ix_sheets_report_no", ["report_no"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("sheets", schema=None) as batch_op:
        batch_op.drop_index("ix_sheets_report_no")
    with op.batch_alter_table("standards", schema=None) as batch_op:
        batch_op.drop_index("ix_standards_standard_no")
    op.drop_table("standards")
    op.drop_table("report_numbers")
    op.drop_table("findings")
