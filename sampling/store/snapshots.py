"""SQL of snapshots: the files that they fix, and which was approved last."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, insert, select

from sampling.store.schema.snapshots import frozen_files
from sampling.store.schema.work import work_records

_AT_ONCE = 200


def keep_files(connection: Connection, files: Mapping[str, bytes]) -> None:
    """Keep files by their SHA-256; what is kept already stays as it is."""
    known = set(connection.scalars(select(frozen_files.c.sha256).where(frozen_files.c.sha256.in_(files))))
    for sha256, content in files.items():
        if sha256 not in known:
            row = {"sha256": sha256, "size": len(content), "content": content}
            connection.execute(insert(frozen_files).values(**row))


def kept_files(connection: Connection, digests: Sequence[str]) -> dict[str, bytes]:
    """Files by SHA-256, as far as they are kept."""
    found: dict[str, bytes] = {}
    for at in range(0, len(digests), _AT_ONCE):
        wanted = select(frozen_files.c.sha256, frozen_files.c.content)
        rows = connection.execute(wanted.where(frozen_files.c.sha256.in_(digests[at : at + _AT_ONCE])))
        found |= {str(sha256): bytes(content) for sha256, content in rows}
    return found


def latest_approved(connection: Connection, kind: str, series: str, state: str) -> str | None:
    """The number of the newest snapshot of a series in this state."""
    columns = work_records.c
    wanted = select(columns.record_no).where(
        columns.kind == kind, columns.state == state, columns.record_no.like(f"{series}%")
    )
    return connection.scalar(wanted.order_by(columns.record_no.desc()).limit(1))
