"""Which schema the program expects and which one a database has."""

from sampling.store.view import View

# The newest migration in alembic/versions; a test holds the two together.
HEAD = "0013"
_HAS_VERSIONS = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'",
    "postgresql": "SELECT 1 WHERE to_regclass('alembic_version') IS NOT NULL",
}


def current_revision(view: View) -> str | None:
    """The migration a database stands at; None for an empty database."""
    if not view.rows(_HAS_VERSIONS[view.dialect]):
        return None
    found = view.rows("SELECT version_num FROM alembic_version")
    return str(found[0][0]) if found else None
