"""SQL of evidence: every document as it stands, and all of its versions."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, select, true

from sampling.store.schema.work import work_records, work_versions


def stored_documents(
    connection: Connection, kind: str, prefix: str, within: ColumnElement[bool] | None = None
) -> Sequence[tuple[str, str, str]]:
    """Number, state and content of every document whose number begins so (within reach), by number."""
    columns = work_records.c
    wanted = select(columns.record_no, columns.state, columns.content)
    wanted = wanted.where(
        columns.kind == kind, columns.record_no.startswith(prefix), true() if within is None else within
    )
    return [tuple(row) for row in connection.execute(wanted.order_by(columns.record_no))]


def stored_versions(connection: Connection, kind: str) -> Iterator[tuple[str, str]]:
    """Number and content of every version of every document."""
    columns = work_versions.c
    for row in connection.execute(select(columns.record_no, columns.content).where(columns.kind == kind)):
        yield tuple(row)
