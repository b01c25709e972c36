"""Entering findings: one by one, or a worklist over many sheets in one transaction."""

import msgspec

from domain.testing.content import Entry, FindingEntry, Test, Worklist
from domain.testing.kind import TEST
from domain.testing.machine import MACHINE
from domain.testing.verdicts import judged, merged
from domain.work.fields import Form
from domain.work.record import Record
from sampling.work.operation import Operation

TestRecord = Record[Test]


def enter_findings(op: Operation, sheet_no: str, form: Entry) -> TestRecord:
    """Add findings, or replace those of the same items; each is judged as it comes in.

    Raises `VerdictUnexplained` where a verdict differs from the proposed one without a reason.
    """
    return _enter(op, sheet_no, form.findings, form.reason)


def enter_worklist(op: Operation, form: Worklist) -> list[TestRecord]:
    """Findings of many sheets: all of them or none."""
    return [_enter(op, one.sheet_no, one.findings, form.reason) for one in form.sheets]


def verify_findings(op: Operation, sheet_no: str, form: Form) -> TestRecord:
    """Stand for what others have entered."""
    record = op.load(TEST, sheet_no)
    return op.save(TEST, MACHINE.advance(record, "verify", op.step(None, form.reason)))


def send_back(op: Operation, sheet_no: str, form: Form) -> TestRecord:
    """Give verified findings back to whoever enters them, and say why."""
    record = op.load(TEST, sheet_no)
    return op.save(TEST, MACHINE.advance(record, "send-back", op.step(None, form.reason)))


def _enter(op: Operation, sheet_no: str, entries: tuple[FindingEntry, ...], reason: str | None) -> TestRecord:
    record = op.load(TEST, sheet_no)
    found = [judged(entry, record.content.task_kind, op.actor) for entry in entries]
    content = msgspec.structs.replace(record.content, findings=merged(record.content.findings, found))
    return op.save(TEST, MACHINE.advance(record, "enter", op.step(None, reason), content))
