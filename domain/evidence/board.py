"""How far each measure is covered: every required document is present, waits for approval, or is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from domain.evidence.content import Evidence
from domain.evidence.requirements import Requirement

Coverage = Literal["已有", "待审核", "缺"]
APPROVED, REGISTERED, WITHDRAWN = "approved", "registered", "withdrawn"


@dataclass(frozen=True, slots=True)
class Held:
    """A document of a year as it stands: its number, its state's code, its content."""

    no: str
    state: str
    content: Evidence


@dataclass(frozen=True, slots=True)
class Cell:
    """One required document of one measure. `documents` are those that count: approved ones, else those that wait."""

    requirement: Requirement
    coverage: Coverage
    documents: tuple[Held, ...]


def coverage_of(requirements: Sequence[Requirement], documents: Iterable[Held]) -> list[Cell]:
    """Every requirement with what there is. A document that was sent back or withdrawn is none."""
    by_need: dict[tuple[str, str], list[Held]] = {}
    for document in documents:
        for one in document.content.serves:
            if one.requirement is not None:
                by_need.setdefault((one.measure, one.requirement), []).append(document)
    return [_cell(one, by_need.get((one.measure, one.code), [])) for one in requirements]


def _cell(requirement: Requirement, documents: list[Held]) -> Cell:
    approved = tuple(one for one in documents if one.state == APPROVED)
    waiting = tuple(one for one in documents if one.state == REGISTERED)
    coverage: Coverage = "已有" if approved else "待审核" if waiting else "缺"
    return Cell(requirement, coverage, approved or waiting)
