"""What is worked on: records with every version of them, the clocks they started, organisations, serial numbers.

`work_versions` is only ever inserted into: a version is a step with the content after it. `work_records` is the newest
version of each, `work_clocks` what follows from the events; both are rewritten from the versions at every step.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Table,
    Text,
)

from sampling.store.schema.base import metadata

work_records = Table(
    "work_records",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("record_no", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("area_code", Text),
    Column("organisation", Text),
    Column("person", Text),
    Column("sheet_no", Text),
    Column("credit_code", Text),
    # Departments that read the record and sign it, joined with 、.
    Column("departments", Text),
    Column("opened_on", Date, nullable=False),
    # The content of the newest version, JSON.
    Column("content", Text, nullable=False),
    CheckConstraint("version >= 1", name="version_range"),
    CheckConstraint("record_no <> ''", name="record_no_filled"),
    Index("ix_work_records_kind_state", "kind", "state"),
    Index("ix_work_records_sheet_no", "sheet_no"),
    Index("ix_work_records_area_code", "area_code"),
    sqlite_with_rowid=False,
)

work_versions = Table(
    "work_versions",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("record_no", Text, primary_key=True),
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("command", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("on_day", Date, nullable=False),
    # Local time without zone, ISO 8601, where the step's clock runs in hours.
    Column("moment", Text),
    # UTC, ISO 8601 with microseconds.
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text),
    Column("extends_clock", Text),
    Column("extends_by", BigInteger),
    Column("imported", Boolean, nullable=False),
    Column("content", Text, nullable=False),
    ForeignKeyConstraint(["kind", "record_no"], ["work_records.kind", "work_records.record_no"]),
    sqlite_with_rowid=False,
)

work_clocks = Table(
    "work_clocks",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("record_no", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("clock", Text, nullable=False),
    # A day (2024-03-31), or a moment (2024-03-31T08:30:00) of a clock that runs in hours.
    Column("started", Text, nullable=False),
    Column("stopped", Text),
    Column("extended", BigInteger, nullable=False),
    # Why it was extended, JSON list of amount, day, approver, reason.
    Column("extensions", Text, nullable=False),
    Column("area_code", Text),
    Column("organisation", Text),
    Column("person", Text),
    Column("sheet_no", Text),
    ForeignKeyConstraint(["kind", "record_no"], ["work_records.kind", "work_records.record_no"]),
    Index("ix_work_clocks_clock_stopped", "clock", "stopped"),
    Index("ix_work_clocks_organisation", "organisation"),
    sqlite_with_rowid=False,
)

organisations = Table(
    "organisations",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("area_code", Text, ForeignKey("areas.code"), nullable=False),
    Column("parent_code", Text, ForeignKey("organisations.code")),
    # Whether a laboratory stands in the public list of re-inspection bodies (复检机构名录).
    Column("reinspects", Boolean, nullable=False),
    Column("closed_on", Date),
    # Departments (责任部门) that it answers for, joined with 、.
    Column("departments", Text),
    CheckConstraint("code <> ''", name="code_filled"),
    CheckConstraint("name <> ''", name="name_filled"),
    Index("ix_organisations_area_code", "area_code"),
)

serials = Table(
    "serials",
    metadata,
    # What the serial counts within, such as SC23320412A01; `next` is the number to hand out next.
    Column("series", Text, primary_key=True),
    Column("next", BigInteger, nullable=False),
    CheckConstraint("next >= 1", name="next_range"),
)
