"""The steps of a disposal task: served, started, recorded, submitted, returned, completed; supervised, extended."""

import msgspec

from domain.cases.kind import CASE
from domain.disposals.content import Disposal, Extending, Recording, Sections, Serving
from domain.disposals.kind import DISPOSAL
from domain.disposals.machine import MACHINE
from domain.work.fields import Form
from domain.work.record import Record
from sampling.store.disposals import records_of_sheet
from sampling.work.operation import Operation
from sampling.work.reading import read_record

TaskRecord = Record[Disposal]


def serve_notice(op: Operation, task_no: str, form: Serving) -> TaskRecord:
    """The report and the result notice were served: from here on the party may apply for re-inspection."""
    task = op.load(DISPOSAL, task_no)
    words = form.reason or f"{form.how}{'，签收人 ' + form.receiver if form.receiver else ''}"
    return op.save(DISPOSAL, MACHINE.advance(task, "serve", op.step(form.on, words)))


def start_disposal(op: Operation, task_no: str, form: Form) -> TaskRecord:
    """Product control and inquiries begin."""
    return _plain(op, task_no, "start", form)


def record_sections(op: Operation, task_no: str, form: Recording) -> TaskRecord:
    """Record sections; those left out stay. Raises `PenaltySuspended` while an objection is under review."""
    task = op.load(DISPOSAL, task_no)
    content = _recorded(op, task.content, form.sections)
    return op.save(DISPOSAL, MACHINE.advance(task, "record", op.step(form.on, form.reason), content))


def submit_disposal(op: Operation, task_no: str, form: Form) -> TaskRecord:
    """Ask for approval. Raises `SectionsMissing`."""
    return _plain(op, task_no, "submit", form)


def return_disposal(op: Operation, task_no: str, form: Form) -> TaskRecord:
    """Send the task back with comments."""
    return _plain(op, task_no, "return", form)


def approve_disposal(op: Operation, task_no: str, form: Form) -> TaskRecord:
    """Complete the task, by another person than who submitted it; its day is 完成日期."""
    return _plain(op, task_no, "approve", form)


def supervise_disposal(op: Operation, task_no: str, form: Form) -> TaskRecord:
    """Put the task under supervision (督办)."""
    task = op.load(DISPOSAL, task_no)
    content = msgspec.structs.replace(task.content, supervised=True)
    return op.save(DISPOSAL, MACHINE.advance(task, "supervise", op.step(form.on, form.reason), content))


def extend_disposal(op: Operation, task_no: str, form: Extending) -> TaskRecord:
    """Approve more natural days; approvals add up."""
    task = op.load(DISPOSAL, task_no)
    content = msgspec.structs.replace(task.content, extension_days=task.content.extension_days + form.days)
    step = op.step(form.on, form.reason, extends=("disposal-complete", form.days))
    return op.save(DISPOSAL, MACHINE.advance(task, "extend", step, content))


def correct_disposal(op: Operation, task_no: str, form: Recording) -> TaskRecord:
    """Correct the sections of a completed task; its days stay. Raises `PenaltySuspended` as recording does."""
    task = op.load(DISPOSAL, task_no)
    content = _recorded(op, task.content, form.sections)
    return op.save(DISPOSAL, MACHINE.advance(task, "correct", op.step(form.on, form.reason), content))


def _plain(op: Operation, task_no: str, command: str, form: Form) -> TaskRecord:
    task = op.load(DISPOSAL, task_no)
    return op.save(DISPOSAL, MACHINE.advance(task, command, op.step(form.on, form.reason)))


def _recorded(op: Operation, task: Disposal, news: Sections) -> Disposal:
    """The task with its new sections. Raises `RecordNotFound` for a clue that is neither worked on nor imported."""
    if news.penalty is not None and news.penalty.clue_no is not None:
        read_record(op.connection, CASE, news.penalty.clue_no)
    pending = records_of_sheet(op.connection, "objection", task.sheet_no, "accepted")
    return msgspec.structs.replace(
        task, sections=_merged(task.sections, news), objection_pending=bool(pending)
    )


def _merged(known: Sections, news: Sections) -> Sections:
    filled = {
        name: value for name in Sections.__struct_fields__ if (value := getattr(news, name)) is not None
    }
    return msgspec.structs.replace(known, **filled)
