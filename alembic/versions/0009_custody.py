"""custody"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seals",
        sa.Column("seal_no", sa.Text(), nullable=False),
        sa.Column("record_no", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seal_no", name=op.f("pk_seals")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "attachments",
        sa.Column("attachment_no", sa.Text(), nullable=False),
        sa.Column("owner_kind", sa.Text(), nullable=False),
        sa.Column("owner_no", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachments_size_range")),
        sa.ForeignKeyConstraint(
            ["owner_kind", "owner_no"],
            ["work_records.kind", "work_records.record_no"],
            name=op.f("fk_attachments_owner_kind_owner_no"),
        ),
        sa.PrimaryKeyConstraint("attachment_no", name=op.f("pk_attachments")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_attachments_owner_kind_owner_no", "attachments", ["owner_kind", "owner_no"])
    op.create_index("ix_attachments_sha256", "attachments", ["sha256"])


def downgrade() -> None:
    op.drop_table("attachments")
    op.drop_table("seals")
