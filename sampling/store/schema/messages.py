"""Messages about clocks, and what became of each in each sink."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from sampling.store.schema.base import metadata, one_of

messages = Table(
    "messages",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    # SHA-256 of what makes it the same message again.
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("record_no", Text, nullable=False),
    Column("clock", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("organisation", Text),
    Column("area_code", Text),
    Column("person", Text),
    Column("text", Text, nullable=False),
    # UTC, ISO 8601 with microseconds.
    Column("at", Text, nullable=False),
    Column("read_at", Text),
    Column("read_by", Text),
    Index("ix_messages_organisation", "organisation"),
)

message_sends = Table(
    "message_sends",
    metadata,
    Column("message_id", BigInteger, ForeignKey("messages.id"), primary_key=True, autoincrement=False),
    Column("sink", Text, primary_key=True),
    # claimed: somebody is sending it, or died while sending; sent; failed: surely not sent.
    Column("state", Text, nullable=False),
    Column("attempts", BigInteger, nullable=False),
    Column("at", Text, nullable=False),
    Column("fault", Text),
    one_of("state", ("claimed", "sent", "failed")),
    CheckConstraint("attempts >= 1", name="attempts_range"),
    sqlite_with_rowid=False,
)
