"""Evidence for packages: the approved documents and what is lacking, and whether their bytes are still what they were."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from domain.access.policy import Reach
from domain.catalogue.measures import Catalogue
from domain.errors import ShianError
from domain.evidence.board import APPROVED, Held, coverage_of
from domain.evidence.requirements import requirements_within
from reports.standing import EvidenceDocument, MissingEvidence
from sampling.evidence.index import documents_of
from sampling.evidence.places import Place, read_bytes

Papers = tuple[tuple[EvidenceDocument, ...], tuple[MissingEvidence, ...]]


@dataclass(frozen=True, slots=True)
class EvidenceFault:
    """A document whose bytes are not those that were registered. `code` is the refusal's own."""

    no: str
    title: str
    code: str
    message: str


def evidence_papers(connection: Connection, catalogue: Catalogue, year: int, city: str) -> Papers:
    """The city's approved documents of a year, by number, and every required document that it lacks.

    What waits for approval or was sent back is lacking: nobody has taken it as evidence yet.
    """
    held = documents_of(connection, year, Reach(areas=frozenset({city})))
    approved = [one for one in held if one.state == APPROVED]
    missing = tuple(
        MissingEvidence(cell.requirement.measure, cell.requirement.words)
        for cell in coverage_of(requirements_within(catalogue), approved)
        if cell.coverage != "已有"
    )
    return tuple(map(document_of, approved)), missing


def document_of(held: Held) -> EvidenceDocument:
    """A document as packages list it; a measure that it serves several times is named once."""
    one = held.content
    return EvidenceDocument(
        no=held.no,
        title=one.title,
        document_number=one.document_number or "",
        issuer=one.issuer,
        issued_on=one.issued_on,
        pages=one.pages,
        secrecy=one.secrecy,
        file_name=one.file_name,
        sha256=one.sha256,
        measures=tuple(dict.fromkeys(served.measure for served in one.serves)),
        references=tuple((served.measure, served.pages) for served in one.serves if served.pages),
        area=one.area_code,
    )


def evidence_intact(place: Place, documents: Iterable[EvidenceDocument]) -> list[EvidenceFault]:
    """Every document whose bytes are missing or changed; each file is read and hashed once."""
    faults: list[EvidenceFault] = []
    judged: dict[str, ShianError | None] = {}
    for one in documents:
        if one.sha256 not in judged:
            judged[one.sha256] = _fault_of(place, one.sha256)
        found = judged[one.sha256]
        if found is not None:
            faults.append(EvidenceFault(one.no, one.title, found.code, found.message))
    return faults


def _fault_of(place: Place, sha256: str) -> ShianError | None:
    try:
        read_bytes(place, sha256)
    except ShianError as refusal:
        return refusal
    return None
