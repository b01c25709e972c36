"""Attaching a file to a record that is worked on, and taking it off again."""

import msgspec

from domain.attachments.content import Attachment, Description, FileFacts, Label
from domain.attachments.errors import OwnerNotAttachable
from domain.attachments.kind import ATTACHMENT, MACHINE
from domain.errors import RecordNotFound
from domain.work.fields import Form
from domain.work.record import Record
from sampling.store import attachments as store
from sampling.store import work
from sampling.work.kinds import KINDS
from sampling.work.operation import Operation
from sampling.work.permitting import check_reading

AttachmentRecord = Record[Attachment]


def attach_file(op: Operation, label: Label, facts: FileFacts) -> AttachmentRecord:
    """Attach a file, whose bytes are in the store already, to a record; numbered FJ + year + serial.

    The same bytes may be attached to many records. Raises `OwnerNotAttachable`, `RecordNotFound`; a record that only
    a file told is to be worked on first.
    """
    kind = KINDS.get(label.owner_kind)
    if kind is None or kind.code == ATTACHMENT.code:
        raise OwnerNotAttachable(label.owner_kind)
    owner = op.load(kind, label.owner_no)
    if not op.is_stored(kind, label.owner_no):
        raise RecordNotFound(kind.machine.record, label.owner_no)
    check_reading(op.connection, op.who, kind, owner)
    home = kind.bearings(owner)
    content = Attachment(
        **msgspec.structs.asdict(facts),
        owner_kind=kind.code,
        owner_no=owner.no,
        name=label.name,
        description=label.description,
        area_code=home.area,
        organisation=home.organisation,
        sheet_no=home.sheet_no,
    )
    series = f"FJ{op.today.year % 100:02d}"
    number = f"{series}{work.take_serial(op.connection, series):06d}"
    record = op.save(ATTACHMENT, MACHINE.open("attach", number, op.step(), content))
    store.insert_attachment(
        op.connection,
        {
            "attachment_no": number,
            "owner_kind": kind.code,
            "owner_no": owner.no,
            "sha256": facts.sha256,
            "size": facts.size,
        },
    )
    return record


def describe_attachment(op: Operation, number: str, form: Description) -> AttachmentRecord:
    """Say something else about it."""
    record = op.load(ATTACHMENT, number)
    content = msgspec.structs.replace(record.content, description=form.description)
    return op.save(ATTACHMENT, MACHINE.advance(record, "describe", op.step(None, form.reason), content))


def detach_file(op: Operation, number: str, form: Form) -> AttachmentRecord:
    """Take it off its record, and say why; number and bytes stay."""
    record = op.load(ATTACHMENT, number)
    return op.save(ATTACHMENT, MACHINE.advance(record, "detach", op.step(None, form.reason)))
