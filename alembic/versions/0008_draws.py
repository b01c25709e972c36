"""draws"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draw_seals",
        sa.Column("draw_no", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.CheckConstraint("draw_no <> ''", name=op.f("ck_draw_seals_draw_no_filled")),
        sa.CheckConstraint("sealed <> ''", name=op.f("ck_draw_seals_sealed_filled")),
        sa.PrimaryKeyConstraint("draw_no", name=op.f("pk_draw_seals")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("draw_seals")
