"""The documents of a year, as they stand, and how they cover what each measure must have."""

from sqlalchemy import Connection

from domain.access.policy import EVERYWHERE, Reach
from domain.access.reading import load_policy
from domain.catalogue.measures import Catalogue
from domain.errors import RecordNotFound
from domain.evidence.board import WITHDRAWN, Cell, Held, coverage_of
from domain.evidence.content import Evidence
from domain.evidence.kind import EVIDENCE, series_of
from domain.evidence.requirements import requirements_within
from sampling.store import evidence as store
from sampling.store.reach import work_within
from sampling.work.contents import decode_content
from sampling.work.reading import read_versions


def documents_of(connection: Connection, year: int, reach: Reach = EVERYWHERE) -> list[Held]:
    """Every document registered for the year's assessment within reach, by number; withdrawn ones are left out."""
    within = work_within(EVIDENCE.code, load_policy().read_at_ends, reach)
    found = []
    for no, state, stored in store.stored_documents(connection, EVIDENCE.code, series_of(year), within):
        if state == WITHDRAWN:
            continue
        content = decode_content(EVIDENCE, no, stored)
        if content.year == year:
            found.append(Held(no, state, content))
    return found


def edition_of(connection: Connection, no: str, edition: int) -> Evidence:
    """The document as it stood with its n-th file, with what was said of it last. Raises `RecordNotFound`."""
    versions = [content for _, content in read_versions(connection, EVIDENCE, no)]
    found = [content for content in versions if content.edition == edition]
    if not found:
        raise RecordNotFound(EVIDENCE.machine.record, f"{no} 第 {edition} 版")
    return found[-1]


def registered_digests(connection: Connection) -> set[str]:
    """Digests of every file that any version of any document names, whatever its year and state."""
    versions = store.stored_versions(connection, EVIDENCE.code)
    return {decode_content(EVIDENCE, no, content).sha256 for no, content in versions}


def board_of_year(
    connection: Connection, catalogue: Catalogue, year: int, reach: Reach = EVERYWHERE
) -> list[Cell]:
    """Every required document of every measure of the catalogue, with the documents within reach that there are."""
    return coverage_of(requirements_within(catalogue), documents_of(connection, year, reach))
