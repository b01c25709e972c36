"""Fixtures that all tests share: clean, migrated databases of both kinds.

`engine` runs a test on both; each test has a database of its own, copied from one that was migrated once.
SHIAN_TEST_POSTGRES=off leaves PostgreSQL out; otherwise a machine without it is an error, not a skipped test.
"""

import api.cli.chinese  # noqa: F401  # isort: skip  (must come before anything imports click)

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, text

from api.migrations import alembic_config
from sampling.secrets.installed import install_keys
from sampling.secrets.keyring import Keyring
from sampling.store.engine import make_engine
from tests.databases.memory import memory_folder
from tests.databases.postgres import running_server
from tests.factories.served import Application, lent_application
from tests.life.summary import pytest_sessionfinish, pytest_terminal_summary

__all__ = ["pytest_sessionfinish", "pytest_terminal_summary"]

# Keys that are made up: no test leaves a key file behind.
install_keys(lambda: Keyring({"test": b"\1" * 32}, os.urandom))
os.environ["SHIAN_KEYS"] = str(Path(tempfile.gettempdir()) / f"shian-tests-{os.getpid()}.keys")
POSTGRES_OFF = os.environ.get("SHIAN_TEST_POSTGRES") == "off"
TEMPLATE = "shian_template"
NewDatabase = Callable[[], str]


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A folder for databases, in memory where the machine has room there."""
    with memory_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def migrated_sqlite(scratch: Path) -> Path:
    """An SQLite file at the newest migration, to be copied and never used."""
    file = scratch / "template.db"
    command.upgrade(alembic_config(f"sqlite:///{file}"), "head")
    return file


@pytest.fixture(scope="session")
def new_sqlite(migrated_sqlite: Path, scratch: Path) -> NewDatabase:
    """Makes clean SQLite databases and returns their URLs."""
    numbers = count()

    def make() -> str:
        file = scratch / f"{next(numbers)}.db"
        shutil.copyfile(migrated_sqlite, file)
        return f"sqlite:///{file}"

    return make


@pytest.fixture(scope="session")
def postgres_host() -> Iterator[str]:
    """A running PostgreSQL server: the folder of its socket."""
    if POSTGRES_OFF:
        pytest.skip("PostgreSQL was left out with SHIAN_TEST_POSTGRES=off")
    with running_server() as host:
        yield host


def postgres_url(host: str, database: str) -> str:
    """The URL of a database on the test server."""
    return f"postgresql+psycopg://postgres@/{database}?host={host}"


@pytest.fixture(scope="session")
def postgres_admin(postgres_host: str) -> Iterator[Callable[[str], None]]:
    """Runs a statement that makes or drops databases."""
    engine = make_engine(postgres_url(postgres_host, "postgres")).execution_options(
        isolation_level="AUTOCOMMIT"
    )

    def run(statement: str) -> None:
        with engine.connect() as connection:
            connection.execute(text(statement))

    yield run
    engine.dispose()


@pytest.fixture(scope="session")
def new_postgres(postgres_host: str, postgres_admin: Callable[[str], None]) -> NewDatabase:
    """Makes clean PostgreSQL databases and returns their URLs."""
    postgres_admin(f"CREATE DATABASE {TEMPLATE}")
    command.upgrade(alembic_config(postgres_url(postgres_host, TEMPLATE)), "head")
    numbers = count()

    def make() -> str:
        name = f"shian_{next(numbers)}"
        postgres_admin(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return postgres_url(postgres_host, name)

    return make


@pytest.fixture
def sqlite_engine(new_sqlite: NewDatabase) -> Iterator[Engine]:
    """A clean, migrated SQLite database."""
    engine = make_engine(new_sqlite())
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_engine(new_postgres: NewDatabase, postgres_admin: Callable[[str], None]) -> Iterator[Engine]:
    """A clean, migrated PostgreSQL database, dropped afterwards."""
    engine = make_engine(new_postgres())
    yield engine
    engine.dispose()
    postgres_admin(f"DROP DATABASE {engine.url.database} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> Engine:
    """A clean, migrated database, once of each kind."""
    found = request.getfixturevalue(f"{request.param}_engine")
    assert isinstance(found, Engine)
    return found


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def new_database(request: pytest.FixtureRequest) -> NewDatabase:
    """Makes clean databases of each kind in turn, for tests that need several; returns their URLs."""
    make: NewDatabase = request.getfixturevalue(f"new_{request.param}")
    return make


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def blank_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any table, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'blank.db'}"
        return
    host: str = request.getfixturevalue("postgres_host")
    admin: Callable[[str], None] = request.getfixturevalue("postgres_admin")
    admin("CREATE DATABASE shian_blank")
    yield postgres_url(host, "shian_blank")
    admin("DROP DATABASE shian_blank WITH (FORCE)")


@pytest.fixture
def application() -> Iterator[Application]:
    """Makes applications over databases, as `create_app` does."""
    with lent_application() as make:
        yield make
