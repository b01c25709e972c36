"""Which schema the program expects and which one a database has."""

from sqlalchemy import Connection, inspect, text

# The newest migration in alembic/versions; a test holds the two together.
HEAD = "0003"


def current_revision(connection: Connection) -> str | None:
    """The migration a database stands at; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if found is None else str(found)
