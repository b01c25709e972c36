"""national"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area_aliases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_area_aliases_name_filled")),
        sa.ForeignKeyConstraint(["area_code"], ["areas.code"], name=op.f("fk_area_aliases_area_code")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_area_aliases")),
    )
    op.create_table(
        "own_item_classes",
        sa.Column("item_name", sa.Text(), nullable=False),
        sa.Column("item_class", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "item_class IN ('农药残留', '兽药残留', '微生物', '重金属', '食品添加剂', '质量指标', '生物毒素', '非食用物质', '其他')",
            name=op.f("ck_own_item_classes_item_class_known"),
        ),
        sa.CheckConstraint("item_name <> ''", name=op.f("ck_own_item_classes_item_name_filled")),
        sa.PrimaryKeyConstraint("item_name", name=op.f("pk_own_item_classes")),
    )
    op.create_table(
        "plan_aliases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("plan_no", sa.Text(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_plan_aliases_name_filled")),
        sa.ForeignKeyConstraint(["plan_no"], ["plans.plan_no"], name=op.f("fk_plan_aliases_plan_no")),
        sa.PrimaryKeyConstraint("name", "plan_no", name=op.f("pk_plan_aliases")),
    )
    with op.batch_alter_table("plan_aliases", schema=None) as batch_op:
        batch_op.create_index("ix_plan_aliases_plan_no", ["plan_no"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("plan_aliases", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_aliases_plan_no")

    op.drop_table("plan_aliases")
    op.drop_table("own_item_classes")
    op.drop_table("area_aliases")
