"""SQL of custody: which portion a seal is on, and whether a sheet is under review."""

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from sampling.store.schema.custody import seals
from sampling.store.schema.work import work_records


def take_seal(connection: Connection, seal_no: str, record_no: str) -> str:
    """Put a seal on a portion unless another bears it; returns which does then.

    Of two that ask at once one waits for the other.
    """
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    values = {"seal_no": seal_no, "record_no": record_no}
    connection.execute(dialect.insert(seals).values(values).on_conflict_do_nothing())
    return str(connection.execute(select(seals.c.record_no).where(seals.c.seal_no == seal_no)).scalar_one())


def has_open_review(connection: Connection, sheet_no: str) -> bool:
    """Whether a re-inspection or objection of the sheet is not concluded or refused yet."""
    columns = work_records.c
    wanted = select(columns.record_no).where(
        columns.sheet_no == sheet_no,
        columns.kind.in_(("reinspection", "objection")),
        ~columns.closed,
    )
    return connection.execute(wanted).first() is not None
