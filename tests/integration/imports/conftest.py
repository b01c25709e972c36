from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from sampling.exchange.report import ImportReport
from tests.factories.exchange import World, import_path, write_folder

Importer = Callable[..., ImportReport]


@pytest.fixture
def import_world(sqlite_engine: Engine, tmp_path: Path) -> Importer:
    """Imports a world (a folder written from it) into one SQLite database; options as for `import_exchange`."""

    def run(world: World, **options: Any) -> ImportReport:
        return import_path(sqlite_engine, write_folder(tmp_path / "source", world), **options)

    return run
