"""Files that are fixed: each under the SHA-256 of its bytes, written once and never changed.

Which files a snapshot consists of stands in its record; the same file in two snapshots is kept once. The fingerprints
of the records that an import brought are such files too; the import's audit entry names them.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, LargeBinary, Table, Text

from sampling.store.schema.base import metadata

frozen_files = Table(
    "frozen_files",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    CheckConstraint("sha256 <> ''", name="sha256_filled"),
    CheckConstraint("size >= 0", name="size_not_negative"),
)
