"""Broken workbooks: mutations of good ones, bombs, entities, macros, formulas, merged cells, wrong types.

Every import runs as the command, in a process of its own whose memory is measured. What a reference can judge must be
reported exactly; whatever happens, an import that was not accepted leaves the database as it was.
"""

import json
import select
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from alembic import command

from api.migrations import alembic_config
from tests.reference_import import judge
from tests.reference_import.files import Folder
from tests.torture._workbooks import broken, spoiled
from tests.torture.trial import Result, Trial

MEMORY_MIB = 256
SECONDS = 120
FILES_PER_PROCESS = 40


class _Importer:
    """Workers one after the other: each imports some files, so that its peak of memory stays one of imports."""

    def __init__(self) -> None:
        self._worker: subprocess.Popen[str] | None = None
        self._served = 0

    def __call__(self, **asked: Any) -> dict[str, Any]:
        if self._worker is None or self._served >= FILES_PER_PROCESS:
            self.close()
            self._worker = subprocess.Popen(
                [sys.executable, "-m", "tests.torture._import_worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        self._served += 1
        worker = self._worker
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(json.dumps(asked) + "\n")
        worker.stdin.flush()
        if not select.select([worker.stdout], [], [], SECONDS)[0]:
            worker.kill()
            self.close()
            return {"status": None, "words": "", "fault": f"no answer within {SECONDS} s", "peak": 0.0}
        line = worker.stdout.readline()
        if not line:
            end = worker.wait()
            self._worker = None
            return {"status": None, "words": "", "fault": f"the process died ({end})", "peak": 0.0}
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        if self._worker is not None:
            assert self._worker.stdin is not None
            self._worker.stdin.close()
            self._worker.wait(timeout=30)
            if self._worker.stdout is not None:
                self._worker.stdout.close()
        self._worker, self._served = None, 0


def run(cases: Iterable[int], folder: Path) -> Iterator[Result]:
    """Half of the cases are judged by the reference, half are files that are wrong as a whole."""
    template = folder / "template.db"
    command.upgrade(alembic_config(f"sqlite:///{template}"), "head")
    empty = _contents(template)
    importer = _Importer()
    database = folder / "case.db"
    try:
        for number in cases:
            dice = Random(f"spreadsheets/{number}")
            for stale in folder.glob("case*"):
                stale.unlink()
            shutil.copyfile(template, database)
            yield _case(dice, folder, database, importer, empty)
    finally:
        importer.close()


def _case(dice: Random, folder: Path, database: Path, importer: _Importer, empty: str) -> Result:
    file, report, skip = folder / "case.xlsx", folder / "case-report.json", dice.random() < 0.3
    expected: Folder | None = None
    if dice.random() < 0.5:
        kind, expected = "judged", spoiled(dice, file)
    else:
        kind = broken(dice, file)
    answer = importer(database=f"sqlite:///{database}", path=str(file), report=str(report), skip=skip)
    result = Result(kind, figures={"MiB": answer["peak"]})
    if answer["fault"]:
        result.faults.append(answer["fault"])
    elif answer["status"] not in (0, 1, 2) or not answer["words"].strip():
        result.faults.append(f"ended with {answer['status']}: {answer['words']}")
    if answer["peak"] > MEMORY_MIB:
        result.faults.append(f"took {answer['peak']:.0f} MiB")
    refused = answer["status"] == 2 or (answer["status"] == 1 and not skip)
    if refused and _contents(database) != empty:
        result.faults.append("was refused and changed the database")
    if expected is not None and not answer["fault"]:
        result.faults += _differences(expected, report, skip)
    return result


def _differences(folder: Folder, report: Path, skip: bool) -> list[str]:
    """What was reported against what must be."""
    if not report.exists():
        return ["a workbook that can be read was not"]
    told = json.loads(report.read_text(encoding="utf-8"))
    found = [(one["file"], one["row"], one["column"], one["code"]) for one in told["errors"]]
    wanted = [tuple(place) for place in judge(folder, skip_bad_rows=skip).errors]
    return [] if found == wanted else [f"reported {set(found) ^ set(wanted)} differently"]


def _contents(database: Path) -> str:
    """Everything the database holds, as text."""
    with sqlite3.connect(database) as connection:
        dump = "\n".join(connection.iterdump())
    connection.close()
    return dump


TRIAL = Trial(
    "spreadsheets",
    "broken workbooks: no crash, no partial write, no fault unreported, below 256 MiB",
    2_000,
    run,
)
