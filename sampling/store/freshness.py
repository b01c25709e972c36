"""SQL of one question: has any record changed since it was last asked?"""

from sqlalchemy import Connection, func, select

from sampling.store.schema.audit import audit_entries

# Commands that leave the records as they are; their entries begin with this word.
PACKAGE_COMMANDS = "package"

Mark = tuple[int, int | None, str | None, str | None]


def records_mark(connection: Connection) -> Mark:
    """A mark that differs whenever the records may differ: every write leaves an audit entry in its transaction.

    The newest entry alone would not do: PostgreSQL hands out numbers before transactions end, so an entry with a
    smaller number may appear after one with a larger; the count tells. Time and digest of the newest entry tell a
    database that was restored or replaced.
    """
    columns = audit_entries.c
    changing = columns.command.not_like(f"{PACKAGE_COMMANDS}%")
    count = connection.execute(select(func.count()).where(changing)).scalar_one()
    newest = connection.execute(
        select(columns.id, columns.at, columns.digest).where(changing).order_by(columns.id.desc()).limit(1)
    ).first()
    return (count, *newest) if newest is not None else (count, None, None, None)
