"""The newest migration and the schema that the program expects are one."""

from alembic.script import ScriptDirectory

from api.migrations import alembic_config
from sampling.store.version import HEAD


def test_the_only_head_of_the_migrations_is_the_one_the_program_expects() -> None:
    scripts = ScriptDirectory.from_config(alembic_config("sqlite://"))
    assert scripts.get_heads() == [HEAD]


def test_migrations_are_numbered_in_the_order_in_which_they_run() -> None:
    """`shian migrate` tells a newer database from an older one by comparing these numbers."""
    revisions = [
        script.revision
        for script in ScriptDirectory.from_config(alembic_config("sqlite://")).walk_revisions()
    ]
    assert revisions == sorted(revisions, reverse=True)
    assert all(revision.isdigit() and len(revision) == 4 for revision in revisions)
