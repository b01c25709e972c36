"""SQL of attachments: which files a record has, and which digests are named at all."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from sampling.store.schema.custody import attachments


def insert_attachment(connection: Connection, values: Mapping[str, Any]) -> None:
    """Note whose file it is."""
    connection.execute(insert(attachments).values(dict(values)))


def numbers_of_owner(connection: Connection, kind: str, no: str) -> list[str]:
    """Numbers of a record's attachments, detached ones included."""
    wanted = (
        select(attachments.c.attachment_no)
        .where(attachments.c.owner_kind == kind, attachments.c.owner_no == no)
        .order_by(attachments.c.attachment_no)
    )
    return list(connection.scalars(wanted))


def has_file(connection: Connection, kinds: Sequence[str], no: str, sha256: str, size: int) -> bool:
    """Whether a file of these bytes was attached to a record of one of these kinds."""
    columns = attachments.c
    wanted = select(columns.attachment_no).where(
        columns.owner_kind.in_(kinds), columns.owner_no == no, columns.sha256 == sha256, columns.size == size
    )
    return connection.execute(wanted).first() is not None


def known_digests(connection: Connection) -> set[str]:
    """Digests of all files that any attachment names."""
    return set(connection.scalars(select(attachments.c.sha256).distinct()))
