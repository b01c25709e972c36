"""What sealed samples and attachments need beside the work: seals that are given once, and whose file is whose."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKeyConstraint, Index, Table, Text

from sampling.store.schema.base import metadata

seals = Table(
    "seals",
    metadata,
    Column("seal_no", Text, primary_key=True),
    # The custody record that bears the seal.
    Column("record_no", Text, nullable=False),
    sqlite_with_rowid=False,
)

attachments = Table(
    "attachments",
    metadata,
    Column("attachment_no", Text, primary_key=True),
    # The record that it is attached to.
    Column("owner_kind", Text, nullable=False),
    Column("owner_no", Text, nullable=False),
    # SHA-256 of the bytes, which is their name in the store of files.
    Column("sha256", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    CheckConstraint("size > 0", name="size_range"),
    ForeignKeyConstraint(["owner_kind", "owner_no"], ["work_records.kind", "work_records.record_no"]),
    Index("ix_attachments_owner_kind_owner_no", "owner_kind", "owner_no"),
    Index("ix_attachments_sha256", "sha256"),
    sqlite_with_rowid=False,
)
