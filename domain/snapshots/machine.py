"""The machines of snapshots and sign-offs: one guard behind each step. That another person approves is in the data."""

from collections.abc import Iterable

from domain.errors import RuleViolation
from domain.snapshots.content import SignOff, Snapshot
from domain.work.reading import load_machine
from domain.work.record import Record, Step


class SnapshotReasonMissing(RuleViolation):
    """A snapshot after an approved one says why."""

    code = "snapshot-reason-missing"

    def __init__(self, before: str) -> None:
        super().__init__(
            f"本年度已有审定的快照 {before}，重新编制须写明原因（reason），说明哪些数据为何改变",
            before=before,
        )


class SnapshotUnsigned(RuleViolation):
    """Not every department has signed."""

    code = "snapshot-unsigned"

    def __init__(self, departments: Iterable[str]) -> None:
        waiting = list(departments)
        super().__init__(
            f"以下责任部门尚未会签：{'、'.join(waiting)}，会签齐全后才能审定", departments=waiting
        )


class DigestDiffers(RuleViolation):
    """Somebody signs for other figures than the snapshot's."""

    code = "snapshot-digest-differs"

    def __init__(self, snapshot: str) -> None:
        super().__init__(f"所签的摘要与快照 {snapshot} 不符，请重新查看快照的数值后再签", snapshot=snapshot)


def may_prepare(_before: Record[Snapshot] | None, after: Snapshot, _step: Step) -> None:
    """A second one says why. Raises `SnapshotReasonMissing`."""
    if after.before is not None and not (after.why or "").strip():
        raise SnapshotReasonMissing(after.before)


def may_approve(_before: Record[Snapshot], after: Snapshot, _step: Step) -> None:
    """By another person than who prepared it (the machine sees to that), and signed by all departments.

    Raises `SnapshotUnsigned`.
    """
    signed = {one.department for one in after.signatures}
    missing = [one for one in after.departments if one not in signed]
    if missing:
        raise SnapshotUnsigned(missing)


def may_withdraw(_before: Record[Snapshot], _after: Snapshot, _step: Step) -> None:
    """Only what is not approved, which the machine sees to, and with a reason."""


def may_ask(_before: Record[SignOff] | None, _after: SignOff, _step: Step) -> None:
    """Asked for by the preparing of a snapshot."""


def may_sign(_before: Record[SignOff], _after: SignOff, _step: Step) -> None:
    """That the digest is the snapshot's the use case has compared."""


def may_object(_before: Record[SignOff], _after: SignOff, _step: Step) -> None:
    """With a reason; the snapshot is then withdrawn and prepared anew, or the objection settled and signed."""


def may_note_paper(_before: Record[SignOff], _after: SignOff, _step: Step) -> None:
    """With a reason that names the paper."""


def may_drop(_before: Record[SignOff], _after: SignOff, _step: Step) -> None:
    """Falls with its snapshot."""


SNAPSHOTS = load_machine("snapshot", (may_prepare, may_approve, may_withdraw))
SIGN_OFFS = load_machine("sign-off", (may_ask, may_sign, may_object, may_note_paper, may_drop))
"""Declared after their guards, which they name."""
