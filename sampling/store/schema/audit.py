"""Who did what and when: one entry per command, the records that an update changed, and the head of the chain.

Triggers of the database refuse to change or delete entries and changes, and to set the head anywhere but one further
(migration 0006); how entries are chained is told in `domain.audit.chain`.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from sampling.store.schema.base import metadata, one_of

audit_entries = Table(
    "audit_entries",
    metadata,
    # The number in the chain, given by the head: from 1, without gaps.
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    # UTC, ISO 8601 with microseconds: the database's own precision differs between engines, text does not.
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("command", Text, nullable=False),
    Column("summary", Text, nullable=False),
    # JSON: counts per table, source names and their SHA-256, options.
    Column("details", Text, nullable=False),
    # SHA-256 over the canonical form of everything the command created or changed.
    Column("digest", Text, nullable=False),
    Column("change_count", BigInteger, nullable=False),
    Column("changes_digest", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index("ix_audit_entries_command", "command"),
    Index("ix_audit_entries_actor", "actor"),
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
    Index("ix_audit_changes_record_key_record_table", "record_key", "record_table"),
    sqlite_with_rowid=False,
)

# One row, locked by whoever writes an entry until the transaction ends: the chain never forks.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
    CheckConstraint("sequence >= 0", name="sequence_range"),
)
