"""SQL of evidence: every document as it stands."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, select, true

from sampling.store.schema.work import work_records


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
