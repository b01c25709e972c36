"""SQL of one question: has any record changed since it was last asked?"""

from sqlalchemy import Connection, select

from sampling.store.schema.audit import audit_entries

# Commands that leave the records as they are; their entries begin with one of these words.
PACKAGE_COMMANDS, ACCOUNT_COMMANDS = "package", "account."
QUIET_COMMANDS = (PACKAGE_COMMANDS, ACCOUNT_COMMANDS)

Mark = tuple[int, str] | None


def records_mark(connection: Connection) -> Mark:
    """A mark that differs whenever the records may differ: every write leaves an audit entry in its transaction.

    Entries are numbered in the order in which their transactions end (the head of the chain is locked until then),
    so the newest tells; its hash covers all before it, which tells a database that was restored or replaced.
    """
    columns = audit_entries.c
    changing = [columns.command.not_like(f"{word}%") for word in QUIET_COMMANDS]
    newest = select(columns.id, columns.hash).where(*changing).order_by(columns.id.desc()).limit(1)
    row = connection.execute(newest).first()
    return None if row is None else (row.id, row.hash)
