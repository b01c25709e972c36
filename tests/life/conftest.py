"""Where lives begin."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sampling.store.engine import make_engine
from tests.life.depth import furnish_deeply


@pytest.fixture(scope="session")
def furnished(new_sqlite: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office in the middle of its work, to be copied."""
    url = new_sqlite()
    engine = make_engine(url)
    furnish_deeply(engine, tmp_path_factory.mktemp("packages"))
    engine.dispose()
    return Path(url.removeprefix("sqlite:///"))
