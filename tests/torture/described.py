"""The interface description held against a running server by schemathesis, in all of its phases.

One case is one whole run with its own seed: examples, coverage, fuzzing and stateful sequences over every operation,
valid and invalid; by the machine's own operator in an empty office, or by one account after the other, of every role
and relation, in an office that is at work. There may be no fault of the server, no answer that the description does not
know, and no invalid body that is accepted.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from alembic import command

from api.migrations import alembic_config
from tests.access.world import ROLES, build, grants_of
from tests.torture._places import opened
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
_MOST_GRANTS = 8
_COUNTED = re.compile(r"^\s*(\d+) generated", re.MULTILINE)
_FAILED = re.compile(
    r"^\d+\. Test Case ID: .*$|^- (?:Server error|Undocumented|Response violates|API accepted).*$",
    re.MULTILINE,
)


def run(cases: Iterable[int], folder: Path) -> Iterator[Result]:
    """A fresh database for each run."""
    grants = [grant for at in range(_MOST_GRANTS) for role in ROLES for grant in grants_of(role)[at : at + 1]]
    for number in cases:
        url = f"sqlite:///{folder / f'described-{number}.db'}"
        command.upgrade(alembic_config(url), "head")
        turn = number % (len(grants) + 1)
        grant = grants[turn - 1] if turn else None
        token = None
        if grant is not None:
            with opened(url) as engine:
                token = build(engine, folder).tokens[grant]
        # Everything comes from one address.
        with serving(folder, url, SHIAN_RATE_LIMIT="0", SHIAN_KEYS=str(folder / "shian.keys")) as server:
            yield _case(number, server, folder, grant.role if grant else "operator", token)


def _case(number: int, server: Server, folder: Path, role: str, token: str | None) -> Result:
    shown = ["--header", f"Authorization: Bearer {token}"] if token else []
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
            *shown,
        ],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    counted = _COUNTED.search(done.stdout)
    result = Result(role, attempts=int(counted[1]) if counted else 0)
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
