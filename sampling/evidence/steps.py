"""The steps of a document: registered with its file, changed, approved, sent back, replaced, withdrawn."""

import msgspec

from domain.attachments.content import FileFacts
from domain.errors import AreaNotFound
from domain.evidence.content import Evidence, EvidenceEdit, NewEvidence, Replacement, Served
from domain.evidence.errors import EvidenceRegistered
from domain.evidence.kind import EVIDENCE, series_of
from domain.evidence.machine import MACHINE
from domain.evidence.requirements import requirements_of
from domain.evidence.serving import page_reference
from domain.work.fields import Form
from domain.work.record import Record
from sampling.evidence.index import documents_of
from sampling.organisations import open_organisation
from sampling.store.listing import area_exists
from sampling.store.work import take_serial
from sampling.work.operation import Operation

EvidenceRecord = Record[Evidence]


def register_evidence(
    op: Operation, form: NewEvidence, facts: FileFacts, *, known: dict[str, str] | None = None
) -> EvidenceRecord:
    """Register a document whose bytes are kept already; numbered ZC + year + serial.

    `known` are numbers by identity (`identity_of`) where many are registered at once, and grows by this one.
    Raises `AreaNotFound`, `EvidenceRegistered`, and what the guard refuses.
    """
    if not area_exists(op.connection, form.area_code):
        raise AreaNotFound(form.area_code)
    if form.organisation is not None:
        open_organisation(op.connection, form.organisation, op.today)
    fields = {name: getattr(form, name) for name in form.__struct_fields__ if name not in ("on", "reason")}
    serves = _in_one_form(op, form.serves, facts.pages)
    content = Evidence(**msgspec.structs.asdict(facts), **{**fields, "serves": serves})
    known = identities(op, form.year) if known is None else known
    series = series_of(form.year)
    number = f"{series}{take_serial(op.connection, series):06d}"
    record = op.save(EVIDENCE, MACHINE.open("register", number, op.step(None, form.reason), content))
    # Only now: whoever may not register there must not learn what is registered there.
    taken = known.setdefault(identity_of(content), number)
    if taken != number:
        raise EvidenceRegistered(taken)
    return record


def identities(op: Operation, year: int) -> dict[str, str]:
    """Numbers of the year's documents by what makes them the same."""
    return {identity_of(one.content): one.no for one in documents_of(op.connection, year)}


def identity_of(content: Evidence) -> str:
    """The same file of the same unit for the same year is the same document."""
    return f"{content.year}/{content.area_code}/{content.organisation}/{content.sha256}"


def edit_evidence(op: Operation, number: str, form: EvidenceEdit) -> EvidenceRecord:
    """Change what is said of the file; it waits for approval again."""
    record = op.load(EVIDENCE, number)
    content = msgspec.structs.replace(
        record.content,
        title=form.title,
        document_number=form.document_number,
        issuer=form.issuer,
        issued_on=form.issued_on,
        secrecy=form.secrecy,
        serves=_in_one_form(op, form.serves, record.content.pages),
    )
    return op.save(EVIDENCE, MACHINE.advance(record, "edit", op.step(None, form.reason), content))


def replace_evidence(op: Operation, number: str, form: Replacement, facts: FileFacts) -> EvidenceRecord:
    """Another file, whose bytes are kept already, in place of the one there is; it waits for approval again.

    Page references that the new file does not have are refused: they are given anew in `serves`.
    """
    record = op.load(EVIDENCE, number)
    one = record.content
    content = msgspec.structs.replace(
        one,
        **msgspec.structs.asdict(facts),
        file_name=form.file_name,
        document_number=form.document_number or one.document_number,
        issued_on=form.issued_on or one.issued_on,
        serves=_in_one_form(op, form.serves or one.serves, facts.pages),
        edition=one.edition + 1,
    )
    return op.save(EVIDENCE, MACHINE.advance(record, "replace", op.step(None, form.reason), content))


def approve_evidence(op: Operation, number: str, form: Form) -> EvidenceRecord:
    """Take the document as evidence; from now on it covers what it serves."""
    return _plain(op, number, "approve", form)


def return_evidence(op: Operation, number: str, form: Form) -> EvidenceRecord:
    """Send it back with comments."""
    return _plain(op, number, "return", form)


def withdraw_evidence(op: Operation, number: str, form: Form) -> EvidenceRecord:
    """Take it out, and say why; its versions and bytes stay."""
    record = op.load(EVIDENCE, number)
    return op.save(EVIDENCE, MACHINE.advance(record, "withdraw", op.step(None, form.reason)))


def _plain(op: Operation, number: str, command: str, form: Form) -> EvidenceRecord:
    record = op.load(EVIDENCE, number)
    return op.save(EVIDENCE, MACHINE.advance(record, command, op.step(form.on, form.reason)))


def _in_one_form(op: Operation, serves: tuple[Served, ...], pages: int | None) -> tuple[Served, ...]:
    """Page references as they are printed; where a measure asks for one document alone, it is that one.

    Raises `MeasureNotFound`.
    """
    found = []
    for one in serves:
        op.catalogue.measure(one.measure)
        known = requirements_of(one.measure)
        requirement = one.requirement or (known[0].code if len(known) == 1 else None)
        reference = page_reference(one.pages, pages) if one.pages else None
        found.append(msgspec.structs.replace(one, requirement=requirement, pages=reference))
    return tuple(found)
