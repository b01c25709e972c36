"""Who did what and when: one entry per command, and the records that an update changed, before and after."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from sampling.store.schema.base import metadata, one_of

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    # UTC, ISO 8601 with microseconds: the database's own precision differs between engines, text does not.
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("command", Text, nullable=False),
    Column("summary", Text, nullable=False),
    # JSON: counts per table, source names and their SHA-256, options.
    Column("details", Text, nullable=False),
    # SHA-256 over the canonical form of everything the command created or changed.
    Column("digest", Text, nullable=False),
    Index("ix_audit_entries_command", "command"),
)

audit_changes = Table(
    "audit_changes",
    metadata,
    Column("entry_id", BigInteger, ForeignKey("audit_entries.id"), primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("record_table", Text, nullable=False),
    Column("record_key", Text, nullable=False),
    Column("action", Text, nullable=False),
    # JSON of the changed columns only; for a sheet whose item set was replaced, `items` holds both sets.
    Column("before", Text),
    Column("after", Text),
    one_of("action", ("created", "updated", "deleted")),
    Index("ix_audit_changes_record_table_record_key", "record_table", "record_key"),
    sqlite_with_rowid=False,
)
