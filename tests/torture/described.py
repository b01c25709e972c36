"""The interface description held against a running server by schemathesis, in all of its phases.

One case is one whole run with its own seed: examples, coverage, fuzzing and stateful sequences over every operation,
valid and invalid. There may be no fault of the server, no answer that the description does not know, and no invalid
body that is accepted.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from alembic import command

from api.migrations import alembic_config
from tests.torture._server import Server, serving
from tests.torture.trial import Result, Trial

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)
EXAMPLES = 5
_COUNTED = re.compile(r"^\s*(\d+) generated", re.MULTILINE)
_FAILED = re.compile(
    r"^\d+\. Test Case ID: .*$|^- (?:Server error|Undocumented|Response violates|API accepted).*$",
    re.MULTILINE,
)


def run(cases: Iterable[int], folder: Path) -> Iterator[Result]:
    """A fresh database for each run."""
    for number in cases:
        database = folder / f"described-{number}.db"
        command.upgrade(alembic_config(f"sqlite:///{database}"), "head")
        with serving(folder, f"sqlite:///{database}") as server:
            yield _case(number, server, folder)


def _case(number: int, server: Server, folder: Path) -> Result:
    done = subprocess.run(
        [
            SCHEMATHESIS,
            "run",
            f"{server.address}/schema/openapi.json",
            "--url",
            server.address,
            "--seed",
            str(number + 1),
            "--max-examples",
            str(EXAMPLES),
            "--phases",
            "examples,coverage,fuzzing,stateful",
            "--checks",
            ",".join(CHECKS),
            "--generation-database",
            "none",
            "--continue-on-failure",
            "--no-shrink",
            "--warnings",
            "off",
            "--no-color",
        ],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    counted = _COUNTED.search(done.stdout)
    result = Result("run", attempts=int(counted[1]) if counted else 0)
    if done.returncode or counted is None:
        kept = Path(".torture") / f"described-{number}.txt"
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(done.stdout + done.stderr, encoding="utf-8")
        named = sorted(set(_FAILED.findall(done.stdout)))
        result.faults += [f"{line} (see {kept})" for line in named or ["the run failed"]]
    result.faults += server.complaints()
    return result


TRIAL = Trial(
    "described",
    "schemathesis: no fault of the server, no undescribed answer, no invalid body accepted",
    18,
    run,
)
