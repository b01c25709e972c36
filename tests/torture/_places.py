"""Databases for trials: SQLite files copied from a migrated one, and those of a PostgreSQL server of the trial's own."""

import atexit
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from sqlalchemy import Engine, make_url, text

from api.migrations import alembic_config
from sampling.store.engine import make_engine
from tests.api.stored import store_areas
from tests.databases.postgres import PostgresServer, controlled_server

POSTGRES_OFF = os.environ.get("SHIAN_TEST_POSTGRES") == "off"
# What a trial of crashes must not do without; the tests' own server throws its data away.
DURABLE = {"synchronous_commit": "on"}


class Places:
    """Makes databases with the areas of a city and nothing else, of either kind. The server starts when it is asked."""

    def __init__(self, folder: Path, settings: dict[str, str] | None = None) -> None:
        self.folder = folder
        self._settings = settings
        self._numbers = count()
        self._has_template = False
        self._held = ExitStack()
        self.server: PostgresServer | None = None

    def city(self, kind: str) -> str:
        """The URL of a new database with areas; `kind` is sqlite or postgresql."""
        number = next(self._numbers)
        if kind == "sqlite":
            file = self.folder / f"city{number}.db"
            shutil.copyfile(_template_file(), file)
            return f"sqlite:///{file}"
        if not self._has_template:
            self.admin("CREATE DATABASE template")
            _fill(self.url("template"))
            self._has_template = True
        self.admin(f"CREATE DATABASE city{number} TEMPLATE template")
        return self.url(f"city{number}")

    def blank(self, kind: str) -> str:
        """The URL of a place without any table."""
        number = next(self._numbers)
        if kind == "sqlite":
            return f"sqlite:///{self.folder / f'blank{number}.db'}"
        self.admin(f"CREATE DATABASE blank{number}")
        return self.url(f"blank{number}")

    def drop(self, url: str) -> None:
        """Remove a database."""
        name = str(make_url(url).database)
        if url.startswith("sqlite"):
            for file in self.folder.glob(f"{Path(name).name}*"):
                file.unlink()
        else:
            self.admin(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        """The URL of a database on the server."""
        return f"postgresql+psycopg://postgres@/{name}?host={self._host()}"

    def admin(self, statement: str) -> None:
        """Run a statement that makes or drops databases."""
        engine = make_engine(self.url("postgres")).execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def _host(self) -> str:
        if self.server is None:
            self.server = self._held.enter_context(controlled_server(self._settings))
        return self.server.host

    def close(self) -> None:
        """Stop the server if it was started."""
        self._held.close()


@cache
def _template_file() -> Path:
    """A migrated SQLite file with areas, made once in a process."""
    folder = TemporaryDirectory(prefix="torture-template-")
    atexit.register(folder.cleanup)
    file = Path(folder.name) / "template.db"
    _fill(f"sqlite:///{file}")
    # Closed by its last connection, the file is whole without its log.
    assert not file.with_name("template.db-wal").exists()
    return file


def _fill(url: str) -> None:
    command.upgrade(alembic_config(url), "head")
    with opened(url) as engine:
        store_areas(engine)


@contextmanager
def places(folder: Path, settings: dict[str, str] | None = None) -> Iterator[Places]:
    """Databases for a trial, in a folder; the server is stopped at the end."""
    made = Places(folder, settings)
    try:
        yield made
    finally:
        made.close()


def kind_of(number: int, every: int = 2) -> str:
    """Which database a case runs on: one in `every` on PostgreSQL."""
    return "postgresql" if number % every == every - 1 and not POSTGRES_OFF else "sqlite"


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """An engine on a database, closed at the end."""
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()
