"""The configured database, opened for commands that write or read more than figures."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from api import settings
from api.desk import insist_on_head
from domain.errors import DatabaseBehind
from sampling.secrets.installed import install_keys
from sampling.store.engine import make_engine, reading
from sampling.store.version import HEAD
from sampling.store.view import view_of

if TYPE_CHECKING:
    from sampling.secrets.keyring import Keyring


def _keys() -> "Keyring":
    from api.keys import installed_keyring  # needed by few commands

    return installed_keyring(settings.keys_file())


def open_database() -> Engine:
    """An engine on the configured database. Raises `DatabaseBehind` unless its schema is the program's."""
    install_keys(_keys)
    engine = make_engine(settings.database_url())
    file = engine.url.database
    if engine.dialect.name == "sqlite" and file and not Path(file).exists():
        # Connecting would leave an empty file behind.
        raise DatabaseBehind(None, HEAD)
    with reading(engine) as connection:
        insist_on_head(view_of(connection))
    return engine
