"""What an office fills in once so that the national system's exports can be read: other names and item classes.

Names are stored as written; they are compared in the form of `domain.national.text.folded`.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text

from domain.exchange.choices import ITEM_CLASSES
from sampling.store.schema.base import metadata, one_of

area_aliases = Table(
    "area_aliases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("area_code", Text, ForeignKey("areas.code"), nullable=False),
    CheckConstraint("name <> ''", name="name_filled"),
)

plan_aliases = Table(
    "plan_aliases",
    metadata,
    # One task of the national system (报送分类-2) may be many plan rows: one per area, category and stage.
    Column("name", Text, primary_key=True),
    Column("plan_no", Text, ForeignKey("plans.plan_no"), primary_key=True),
    CheckConstraint("name <> ''", name="name_filled"),
    Index("ix_plan_aliases_plan_no", "plan_no"),
)

own_item_classes = Table(
    "own_item_classes",
    metadata,
    Column("item_name", Text, primary_key=True),
    Column("item_class", Text, nullable=False),
    CheckConstraint("item_name <> ''", name="item_name_filled"),
    one_of("item_class", ITEM_CLASSES),
)
