"""The documents of a year, as they stand, and how they cover what each measure must have."""

from sqlalchemy import Connection

from domain.access.policy import EVERYWHERE, Reach
from domain.access.reading import load_policy
from domain.evidence.board import WITHDRAWN, Cell, Held, coverage_of
from domain.evidence.kind import EVIDENCE
from domain.evidence.requirements import load_requirements
from sampling.store import evidence as store
from sampling.store.reach import work_within
from sampling.work.contents import decode_content


def documents_of(connection: Connection, year: int, reach: Reach = EVERYWHERE) -> list[Held]:
    """Every document registered for the year's assessment within reach, by number; withdrawn ones are left out."""
    within = work_within(EVIDENCE.code, load_policy().read_at_ends, reach)
    found = []
    for no, state, stored in store.stored_documents(connection, EVIDENCE.code, within):
        if state == WITHDRAWN:
            continue
        content = decode_content(EVIDENCE, no, stored)
        if content.year == year:
            found.append(Held(no, state, content))
    return found


def board_of_year(connection: Connection, year: int, reach: Reach = EVERYWHERE) -> list[Cell]:
    """Every required document of every measure, with the documents within reach that there are."""
    return coverage_of(load_requirements(), documents_of(connection, year, reach))
