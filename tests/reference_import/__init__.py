"""A second, slow and obvious judgement of an import in plain Python, to compare the product with.

Written from the description of the exchange format alone; nothing of the product is used but its two catalogues
as data. It reads tables of text cells: files, encodings and workbooks are not its business.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import domain.catalogue
from tests.reference_import.doubts import doubt
from tests.reference_import.files import Folder, read_files
from tests.reference_import.findings import Findings, Place
from tests.reference_import.outcome import Keys, outcome
from tests.reference_import.records import Stored, World
from tests.reference_import.references import judge_cycles, judge_references, refuse_children
from tests.reference_import.rules import (
    judge_cells,
    judge_conflicts,
    judge_dates,
    judge_duplicates,
    judge_items,
    judge_returns,
)

_CATALOGUE = Path(domain.catalogue.__file__).parent


@dataclass(frozen=True)
class Judgement:
    """What the import says: refusals and warnings in order, keys of records by table, the state afterwards."""

    errors: list[Place]
    warnings: list[Place]
    accepted: Keys
    updated: Keys
    unchanged: Keys
    stored: Stored


def judge(folder: Folder, stored: Stored | None = None, *, skip_bad_rows: bool = False) -> Judgement:
    """Judge tables of text cells (header first) on top of what earlier judgements left stored."""
    findings = Findings()
    files = read_files(folder, findings)
    world = World(files, stored or {})
    measures = _load("indicators.toml", "measure")
    judge_cells(world, findings)
    judge_items(world, findings)
    judge_references(world, set(measures), findings)
    judge_duplicates(world, findings)
    judge_dates(world, findings)
    judge_returns(world, measures, findings)
    judge_cycles(world, findings)
    judge_conflicts(world, findings)
    if skip_bad_rows:
        refuse_children(world, findings)
    doubt(world, _load("deadlines.toml", "clock"), findings)
    return Judgement(findings.errors(), findings.warnings(), *outcome(world, findings, skip_bad_rows))


def _load(file: str, entries: str) -> dict[str, dict[str, Any]]:
    """The entries of a catalogue by their code."""
    with (_CATALOGUE / file).open("rb") as stream:
        return {entry["code"]: entry for entry in tomllib.load(stream)[entries]}
