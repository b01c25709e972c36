"""The command line run in this process, against a database of its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.cli.main import main

SMALL = Path(__file__).parents[1] / "cases" / "small"


@dataclass(frozen=True)
class Outcome:
    """What a command printed and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


Shian = Callable[..., Outcome]


@pytest.fixture
def shian(
    new_sqlite: Callable[[], str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shian:
    """Runs a command on an empty migrated database."""
    monkeypatch.setenv("SHIAN_DATABASE_URL", new_sqlite())

    def run(*arguments: str | Path) -> Outcome:
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        code = end.value.code
        return Outcome(code if isinstance(code, int) else 0, printed.out, printed.err)

    return run


@pytest.fixture
def small(shian: Shian) -> Shian:
    """The same, with the small case imported."""
    assert shian("import", SMALL).status == 0
    return shian
