"""departments: which organisation answers for which of them, and which records name them"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_RECORDS = sa.table(
    "work_records",
    sa.column("kind", sa.Text()),
    sa.column("record_no", sa.Text()),
    sa.column("content", sa.Text()),
    sa.column("departments", sa.Text()),
)


def upgrade() -> None:
    for table in ("organisations", "work_records"):
        op.add_column(table, sa.Column("departments", sa.Text(), nullable=True))
    bind = op.get_bind()
    columns = _RECORDS.c
    wanted = sa.select(columns.kind, columns.record_no, columns.content).where(
        columns.kind.in_(["return", "sign-off"])
    )
    for kind, number, content in bind.execute(wanted).all():
        named = _named(kind, json.loads(content))
        if named:
            same = (columns.kind == kind) & (columns.record_no == number)
            bind.execute(sa.update(_RECORDS).where(same).values(departments="、".join(named)))


def downgrade() -> None:
    for table in ("organisations", "work_records"):
        op.drop_column(table, "departments")


def _named(kind: str, content: dict[str, Any]) -> list[str]:
    """The departments that a record of this content names beside the organisation that it belongs to."""
    if kind == "return":
        return list(content.get("co_signers") or [])
    return [] if content.get("organisation") else [content["department"]]
