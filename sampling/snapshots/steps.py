"""The steps of snapshots and sign-offs: prepare, sign, object, note a paper, approve, withdraw."""

from datetime import date

import msgspec

from domain.departments import DepartmentUnknown
from domain.errors import RuleViolation
from domain.snapshots.content import NewSnapshot, Signed, Signing, SignOff, Snapshot
from domain.snapshots.digest import digest_of, parts_of
from domain.snapshots.kind import SIGN_OFF, SNAPSHOT
from domain.snapshots.machine import SIGN_OFFS, SNAPSHOTS, DigestDiffers
from domain.work.fields import Form
from domain.work.record import Record
from sampling.organisations import open_organisation
from sampling.snapshots.contents import Freeze, Frozen
from sampling.store import snapshots as store
from sampling.store.audit import locked_head
from sampling.store.work import take_serial
from sampling.work.operation import Operation
from sampling.work.reading import read_record

SnapshotRecord = Record[Snapshot]
SignOffRecord = Record[SignOff]
APPROVED, PREPARED = "approved", "prepared"
SYSTEM = "系统"


class SnapshotSettled(RuleViolation):
    """The snapshot that a sign-off belongs to is approved or withdrawn."""

    code = "snapshot-settled"

    def __init__(self, snapshot: str, state: str) -> None:
        super().__init__(
            f"快照 {snapshot} {state}，会签不能再变更；如数值有误，请重新编制快照", snapshot=snapshot
        )


class SnapshotOvertaken(RuleViolation):
    """Another snapshot of the year was approved meanwhile: what this one names as the one before is not."""

    code = "snapshot-overtaken"

    def __init__(self, snapshot: str, latest: str) -> None:
        super().__init__(
            f"快照 {snapshot} 编制之后已审定 {latest}，与上一快照的比较和原因不再成立，"
            "请撤回本快照，写明原因重新编制",
            snapshot=snapshot,
            latest=latest,
        )


class SnapshotAhead(RuleViolation):
    """The day of the figures has not come."""

    code = "snapshot-as-of-ahead"

    def __init__(self, as_of: date, today: date) -> None:
        super().__init__(
            f"截止日 {as_of} 晚于今天（{today}），其间的记录还没有发生，请改用今天或更早的截止日",
            as_of=as_of,
            today=today,
        )


def prepare_snapshot(op: Operation, form: NewSnapshot, freeze: Freeze) -> SnapshotRecord:
    """Fix the figures as they stand now and ask every department to sign; numbered DJ + year + area + serial.

    Nothing can be written between the first and the last row that is read: the head of the audit chain is held.
    Raises `SnapshotAhead`, `SnapshotReasonMissing`, `DepartmentUnknown`, and whatever the figures refuse.
    """
    if form.as_of > op.today:
        raise SnapshotAhead(form.as_of, op.today)
    locked_head(op.connection)
    frozen = freeze(op.connection, form)
    signers = _signers(op, form, frozen)
    series = _series(form.year, frozen.area_code)
    before = store.latest_approved(op.connection, SNAPSHOT.code, series, APPROVED)
    number = f"{series}{take_serial(op.connection, series):04d}"
    content = _content(form, frozen, before)
    record = op.save(SNAPSHOT, SNAPSHOTS.open("prepare", number, op.step(None, form.reason), content))
    store.keep_files(op.connection, {part.sha256: frozen.files[part.name] for part in content.parts})
    for position, department in enumerate(content.departments, start=1):
        asked = SignOff(
            snapshot=number,
            digest=content.digest,
            department=department,
            measures=frozen.departments[department],
            area_code=frozen.area_code,
            organisation=signers.get(department),
        )
        step = op.step(None, actor=SYSTEM)
        op.save(SIGN_OFF, SIGN_OFFS.open("ask", sign_off_no(number, position), step, asked))
    return record


def _series(year: int, area: str) -> str:
    return f"DJ{year}{area[:6]}"


def _signers(op: Operation, form: NewSnapshot, frozen: Frozen) -> dict[str, str]:
    signers: dict[str, str] = {}
    for one in form.departments:
        if one.department not in frozen.departments:
            raise DepartmentUnknown(one.department, list(frozen.departments))
        signers[one.department] = open_organisation(op.connection, one.organisation, op.today).code
    return signers


def _content(form: NewSnapshot, frozen: Frozen, before: str | None) -> Snapshot:
    parts = parts_of(frozen.files)
    return Snapshot(
        year=form.year,
        as_of=form.as_of,
        area_code=frozen.area_code,
        catalogue_edition=frozen.catalogue_edition,
        catalogue_sha256=frozen.catalogue_sha256,
        calendar=frozen.calendar,
        population=frozen.population,
        software=frozen.software,
        parts=parts,
        digest=digest_of(parts),
        departments=tuple(frozen.departments),
        before=before,
        why=form.reason,
    )


def sign_off_no(snapshot: str, position: int) -> str:
    """The number of a department's sign-off: that of the snapshot and the department's place in its list."""
    return f"{snapshot}-{position:02d}"


def approve_snapshot(op: Operation, no: str, form: Form) -> SnapshotRecord:
    """Approve what every department has signed; the signatures become part of the snapshot.

    Raises `SnapshotUnsigned`, `SnapshotOvertaken`.
    """
    record = op.load(SNAPSHOT, no)
    signatures = []
    for position, _ in enumerate(record.content.departments, start=1):
        sign_off = op.load(SIGN_OFF, sign_off_no(no, position))
        if sign_off.state == "signed":
            signatures.append(_signed(sign_off))
    # Held last, as every command takes its records before the head; of two approved at once one sees the other.
    locked_head(op.connection)
    series = _series(record.content.year, record.content.area_code)
    latest = store.latest_approved(op.connection, SNAPSHOT.code, series, APPROVED)
    if record.state == PREPARED and latest is not None and latest != record.content.before:
        raise SnapshotOvertaken(no, latest)
    content = msgspec.structs.replace(record.content, signatures=tuple(signatures))
    return op.save(SNAPSHOT, SNAPSHOTS.advance(record, "approve", op.step(form.on, form.reason), content))


def _signed(sign_off: SignOffRecord) -> Signed:
    last = next(one for one in reversed(sign_off.events) if one.command in ("sign", "note-paper"))
    return Signed(
        department=sign_off.content.department,
        by=last.actor,
        on=last.on,
        on_paper=sign_off.content.on_paper,
        measures=sign_off.content.measures,
    )


def withdraw_snapshot(op: Operation, no: str, form: Form) -> SnapshotRecord:
    """Give up what is not approved; its sign-offs fall with it, and its number stays taken."""
    record = op.load(SNAPSHOT, no)
    after = op.save(SNAPSHOT, SNAPSHOTS.advance(record, "withdraw", op.step(form.on, form.reason)))
    for position, _ in enumerate(record.content.departments, start=1):
        sign_off = op.load(SIGN_OFF, sign_off_no(no, position))
        op.save(SIGN_OFF, SIGN_OFFS.advance(sign_off, "drop", op.step(None, actor=SYSTEM)))
    return after


def sign_sign_off(op: Operation, no: str, form: Signing) -> SignOffRecord:
    """Sign for the department's measures. Raises `DigestDiffers`, `SnapshotSettled`."""
    record = _open_sign_off(op, no)
    if form.digest != record.content.digest:
        raise DigestDiffers(record.content.snapshot)
    content = msgspec.structs.replace(record.content, on_paper=False)
    return op.save(SIGN_OFF, SIGN_OFFS.advance(record, "sign", op.step(form.on, form.reason), content))


def object_sign_off(op: Operation, no: str, form: Form) -> SignOffRecord:
    """Say why the department does not stand for its figures. Raises `SnapshotSettled`."""
    record = _open_sign_off(op, no)
    return op.save(SIGN_OFF, SIGN_OFFS.advance(record, "object", op.step(form.on, form.reason)))


def note_paper_sign_off(op: Operation, no: str, form: Form) -> SignOffRecord:
    """Note that the department signed on paper; the reason names the paper. Raises `SnapshotSettled`."""
    record = _open_sign_off(op, no)
    content = msgspec.structs.replace(record.content, on_paper=True)
    return op.save(SIGN_OFF, SIGN_OFFS.advance(record, "note-paper", op.step(form.on, form.reason), content))


def _open_sign_off(op: Operation, no: str) -> SignOffRecord:
    """The sign-off, locked, while its snapshot is neither approved nor withdrawn.

    The snapshot is read without a lock: approving holds its sign-offs, so whoever comes second sees the other's work.
    """
    record = op.load(SIGN_OFF, no)
    snapshot = read_record(op.connection, SNAPSHOT, record.content.snapshot)
    if snapshot.state != PREPARED:
        raise SnapshotSettled(snapshot.no, SNAPSHOTS.states[snapshot.state].name)
    return record
