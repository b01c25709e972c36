"""The machine of attachments, and where they belong: where their record does."""

from domain.attachments.content import Attachment
from domain.work.kind import Bearings, Kind
from domain.work.reading import load_machine
from domain.work.record import Record, Step


def may_attach(_before: Record[Attachment] | None, _after: Attachment, _step: Step) -> None:
    """What may be attached the bytes decide before anything is recorded."""


def may_describe(_before: Record[Attachment], _after: Attachment, _step: Step) -> None:
    """Words may change; the bytes never do."""


def may_detach(_before: Record[Attachment], _after: Attachment, _step: Step) -> None:
    """Detaching needs its reason, which the machine asks for; the bytes are kept."""


MACHINE = load_machine("attachment", (may_attach, may_describe, may_detach))
"""Declared after its guards, which it names."""


def bearings(record: Record[Attachment]) -> Bearings:
    """Those of the record that it was attached to, as they were then."""
    one = record.content
    return Bearings(area=one.area_code, organisation=one.organisation, sheet_no=one.sheet_no)


ATTACHMENT = Kind(machine=MACHINE, content=Attachment, bearings=bearings)
"""Attachments meet no exchange table."""
