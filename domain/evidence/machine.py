"""The machine of evidence: one guard behind each step. That another person approves is in the data (`not_by`)."""

from domain.evidence.content import Evidence
from domain.evidence.errors import (
    EvidenceIssuedInFuture,
    EvidencePagesWrong,
    EvidenceRequirementUnknown,
    EvidenceServesTwice,
    EvidenceUnchanged,
)
from domain.evidence.requirements import requirements_of
from domain.evidence.secrecy import check_mark, check_words
from domain.evidence.serving import page_reference
from domain.work.reading import load_machine
from domain.work.record import Record, Step


def may_register(_before: Record[Evidence] | None, after: Evidence, step: Step) -> None:
    """What it is said to be must hold together. Raises leaves of `domain.evidence.errors`. That the
    measures are those of the catalogue in force is for the use case to see."""
    check_mark(after.secrecy)
    check_words(after.title, after.document_number, after.file_name)
    if after.issued_on is not None and after.issued_on > step.today:
        raise EvidenceIssuedInFuture(str(after.issued_on))
    seen: set[tuple[str, str | None]] = set()
    for one in after.serves:
        known = tuple(requirement.code for requirement in requirements_of(one.measure))
        if one.requirement is not None and one.requirement not in known:
            raise EvidenceRequirementUnknown(one.measure, one.requirement, known)
        if (one.measure, one.requirement) in seen:
            raise EvidenceServesTwice(one.measure)
        seen.add((one.measure, one.requirement))
        if one.pages is not None and page_reference(one.pages, after.pages) != one.pages:
            raise EvidencePagesWrong(one.pages, after.pages)


def may_edit(before: Record[Evidence], after: Evidence, step: Step) -> None:
    """Particulars may change, under the rules of registering; the file is the same."""
    may_register(before, after, step)


def may_approve(_before: Record[Evidence], _after: Evidence, _step: Step) -> None:
    """By another person than those who registered, edited or replaced it, which the machine sees to."""


def may_return(_before: Record[Evidence], _after: Evidence, _step: Step) -> None:
    """Sending back needs its comments, which the machine asks for."""


def may_replace(before: Record[Evidence], after: Evidence, step: Step) -> None:
    """Another file, under the rules of registering. Raises `EvidenceUnchanged`."""
    if after.sha256 == before.content.sha256:
        raise EvidenceUnchanged(before.no)
    may_register(before, after, step)


def may_withdraw(_before: Record[Evidence], _after: Evidence, _step: Step) -> None:
    """Taking it out needs its reason, which the machine asks for; bytes and versions stay."""


MACHINE = load_machine(
    "evidence", (may_register, may_edit, may_approve, may_return, may_replace, may_withdraw)
)
"""Declared after its guards, which it names."""
