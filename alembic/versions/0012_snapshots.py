"""snapshots: files that are fixed, and packages made from snapshots by any of several workers"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TEXTS = ("snapshot", "worker", "lease_until", "step")
NUMBERS = ("attempts", "done_steps", "all_steps")
OLD_STATES = "'queued', 'running', 'done', 'failed'"


def upgrade() -> None:
    op.create_table(
        "frozen_files",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("sha256 <> ''", name=op.f("ck_frozen_files_sha256_filled")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_frozen_files_size_not_negative")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_frozen_files")),
    )
    _guard()
    with op.batch_alter_table("packages") as batch_op:
        for name in TEXTS:
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=True))
        for name in NUMBERS:
            batch_op.add_column(sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
        _states(batch_op, f"{OLD_STATES}, 'cancelled'")


def downgrade() -> None:
    # What is being made is made again, and what was called off has no file either way.
    op.execute("UPDATE packages SET state = 'failed' WHERE state = 'cancelled'")
    with op.batch_alter_table("packages") as batch_op:
        _states(batch_op, OLD_STATES)
        for name in (*TEXTS, *NUMBERS):
            batch_op.drop_column(name)
    op.drop_table("frozen_files")


def _states(batch_op: BatchOperations, states: str) -> None:
    # SQLite makes the table anew without its checks, which it does not tell by name.
    if op.get_bind().dialect.name == "postgresql":
        batch_op.drop_constraint(op.f("ck_packages_state_known"), type_="check")
    batch_op.create_check_constraint(op.f("ck_packages_state_known"), f"state IN ({states})")


def _guard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER frozen_files_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON frozen_files"
            " FOR EACH STATEMENT EXECUTE FUNCTION shian_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER frozen_files_no_{verb.lower()} BEFORE {verb} ON frozen_files"
            " BEGIN SELECT RAISE(ABORT, 'append-only: frozen_files'); END"
        )
