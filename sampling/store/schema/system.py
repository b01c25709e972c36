"""What the installation itself keeps: imported calendar years and the packages that were made."""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, Table, Text

from sampling.store.schema.base import metadata, one_of

calendar_years = Table(
    "calendar_years",
    metadata,
    Column("year", BigInteger, primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False),
    Column("digest", Text, nullable=False),
)

calendar_days = Table(
    "calendar_days",
    metadata,
    # Only days that differ from the plain week: a holiday (working = false) or a make-up working day (true).
    Column("day", Date, primary_key=True),
    Column("year", BigInteger, ForeignKey("calendar_years.year"), nullable=False),
    Column("working", Boolean, nullable=False),
)

packages = Table(
    "packages",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("year", BigInteger, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("area_code", Text, ForeignKey("areas.code"), nullable=False),
    Column("state", Text, nullable=False),
    Column("requested_at", Text, nullable=False),
    Column("requested_by", Text, nullable=False),
    Column("finished_at", Text),
    # Name below the packages folder, size in bytes and SHA-256 once made; problem code and message when failed.
    Column("file_name", Text),
    Column("size", BigInteger),
    Column("sha256", Text),
    Column("failure", Text),
    # The snapshot that it is made from; null: from the records as they stand, a draft.
    Column("snapshot", Text),
    # Who makes it now and until when that holds; a worker that is gone loses it to another.
    Column("worker", Text),
    Column("lease_until", Text),
    Column("attempts", BigInteger, nullable=False, server_default="0"),
    # How far it is: steps done, steps in all, and the name of the step in hand.
    Column("done_steps", BigInteger, nullable=False, server_default="0"),
    Column("all_steps", BigInteger, nullable=False, server_default="0"),
    Column("step", Text),
    one_of("state", ("queued", "running", "done", "failed", "cancelled")),
    Index("ix_packages_state", "state"),
)
