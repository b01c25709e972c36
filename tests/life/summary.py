"""What office lives add up to is said at the end of a run, and a deep run that falls short has failed."""

import os
from typing import Any

import pytest

from tests.life.tally import Tally, tally_of


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A deep run that lived too little, or never took some step, has failed."""
    tally = _tally(session.config)
    if _is_deep() and tally.counts and tally.shortcomings():
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(config: pytest.Config) -> None:
    """Say how many steps were lived through, over all workers."""
    tally = _tally(config)
    if tally.counts:
        writer = config.pluginmanager.get_plugin("terminalreporter")
        for line in tally.shown():
            writer.write_line(line)
        for line in tally.shortcomings() if _is_deep() else ():
            writer.write_line(f"FAILED office lives: {line}", red=True)


def _is_deep() -> bool:
    return os.environ.get("SHIAN_DEEP") == "1"


def _tally(config: pytest.Config) -> Tally:
    """Of all workers in the process that reports; of none in a worker."""
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(config, "workerinput"):
        return Tally()
    return tally_of(report for found in reporter.stats.values() for report in found)
