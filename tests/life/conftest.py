"""Where lives begin."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

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


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how many steps were lived through, over all workers."""
    reports = [
        one
        for found in terminalreporter.stats.values()
        for one in found
        if getattr(one, "when", "") == "call"
    ]
    lives: list[dict[str, int]] = [
        value for one in reports for name, value in one.user_properties if name == "steps"
    ]
    if lives:
        total: Counter[str] = Counter()
        for one in lives:
            total.update(one)
        least = min(one["reached"] for one in lives)
        terminalreporter.write_line(
            f"office lives: {total['lives']:,} lives, {total['taken'] + total['refused']:,} steps "
            f"({total['taken']:,} taken, {total['refused']:,} refused); each shard reached at least {least} of "
            f"{lives[0]['known']} steps of the machines"
        )
