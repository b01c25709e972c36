"""What draws keep sealed: nonce, rules and rosters, and the published file once there is one.

No list, answer or audit entry reads `sealed`; it is a table of its own so that none can by accident.
"""

from sqlalchemy import CheckConstraint, Column, Table, Text

from sampling.store.schema.base import metadata

draw_seals = Table(
    "draw_seals",
    metadata,
    Column("draw_no", Text, primary_key=True),
    # The secret document, JSON as `domain.draw.seal` writes it.
    Column("sealed", Text, nullable=False),
    # The exported draw, byte for byte as it is handed out; null until the draw is run.
    Column("result", Text),
    CheckConstraint("draw_no <> ''", name="draw_no_filled"),
    CheckConstraint("sealed <> ''", name="sealed_filled"),
    sqlite_with_rowid=False,
)
