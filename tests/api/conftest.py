"""The application over real databases, called as from this machine."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine

from api.jobs.worker import Progress
from sampling.packages import PackageJob
from tests.api.stored import import_case, store_areas
from tests.factories.served import Application

HERE = "http://127.0.0.1:8000"
Client = TestClient[Litestar]
Serve = Callable[[Engine], Client]


def quick_package(job: PackageJob, output: Path, progress: Progress) -> str:
    """Writes a small file in a package's place, for tests of the queue rather than of packages."""
    content = f"{job.year} {job.as_of} {job.area}".encode()
    output.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def packages_folder(tmp_path: Path) -> Path:
    """Where packages are kept in this test."""
    return tmp_path / "packages"


@pytest.fixture
def serve(packages_folder: Path, application: Application) -> Iterator[Serve]:
    """Serves a database until the test ends."""
    with ExitStack() as running:

        def start(engine: Engine) -> Client:
            app = application(engine, packages_folder=packages_folder, build=quick_package)
            return running.enter_context(TestClient(app, base_url=HERE))

        yield start


@pytest.fixture
def city(engine: Engine) -> Engine:
    """A database, once of each kind, with areas and nothing else."""
    store_areas(engine)
    return engine


@pytest.fixture
def client(city: Engine, serve: Serve) -> Client:
    """The application over `city`."""
    return serve(city)


@pytest.fixture
def small(sqlite_engine: Engine) -> tuple[Engine, Path]:
    """SQLite with the small example city-year, and the folder it came from."""
    return sqlite_engine, import_case(sqlite_engine, "small")
