"""The machines of disposal tasks and transfer letters: one guard behind each step."""

from domain.disposals.content import Disposal, TransferLetter
from domain.disposals.sections import check_sections, missing_sections
from domain.errors import RuleViolation
from domain.work.reading import load_machine
from domain.work.record import Record, Step


class SectionsMissing(RuleViolation):
    """Required sections are not recorded."""

    code = "sections-missing"

    def __init__(self, no: str, missing: list[str]) -> None:
        super().__init__(
            f"处置任务 {no} 还缺少：{'、'.join(missing)}，请填写（record）后再办理", no=no, missing=missing
        )


class PenaltySuspended(RuleViolation):
    """The penalty waits for the objection."""

    code = "penalty-suspended"

    def __init__(self, sheet_no: str) -> None:
        super().__init__(
            f"抽样单 {sheet_no} 的异议已受理、尚未审结，立案处罚须等审结后再填写；产品控制不停止",
            sheet_no=sheet_no,
        )


class ServedBeforeReceipt(RuleViolation):
    """The notice was served before the conclusion came in."""

    code = "served-before-receipt"

    def __init__(self, no: str) -> None:
        super().__init__(f"处置任务 {no} 的送达日期早于收到不合格结论的日期，请核对", no=no)


def may_open(_before: Record[Disposal] | None, _after: Disposal, _step: Step) -> None:
    """Opened by what a report says."""


def may_serve(before: Record[Disposal], _after: Disposal, step: Step) -> None:
    """Nothing is served before it came in."""
    if step.on < before.events[0].on:
        raise ServedBeforeReceipt(before.no)


def may_start(_before: Record[Disposal], _after: Disposal, _step: Step) -> None:
    """Product control begins at once; an objection does not stop it."""


def may_record(before: Record[Disposal], after: Disposal, _step: Step) -> None:
    """Sections are whole, and a penalty waits while an objection is under review."""
    check_sections(after.sections)
    _let_penalty_wait(before.content, after)


def _let_penalty_wait(before: Disposal, after: Disposal) -> None:
    if after.objection_pending and after.sections.penalty != before.sections.penalty:
        raise PenaltySuspended(after.sheet_no)


def may_submit(before: Record[Disposal], after: Disposal, _step: Step) -> None:
    """Nothing required is missing."""
    missing = missing_sections(after)
    if missing:
        raise SectionsMissing(before.no, missing)


def may_return(_before: Record[Disposal], _after: Disposal, _step: Step) -> None:
    """Returning needs its comments, which the machine asks for."""


def may_approve(before: Record[Disposal], after: Disposal, step: Step) -> None:
    """Nothing required is missing; that hands differ is in the data."""
    may_submit(before, after, step)


def may_supervise(_before: Record[Disposal], _after: Disposal, _step: Step) -> None:
    """Any open task may be put under supervision."""


def may_extend(_before: Record[Disposal], _after: Disposal, _step: Step) -> None:
    """Beyond the clock's longest approval too: that is shown, never refused."""


def may_withdraw(_before: Record[Disposal], _after: Disposal, _step: Step) -> None:
    """Only open tasks, which the machine sees to: what was done was done."""


def may_correct(before: Record[Disposal], after: Disposal, step: Step) -> None:
    """A correction leaves nothing out that completing asked for; its penalty waits as well."""
    check_sections(after.sections)
    _let_penalty_wait(before.content, after)
    may_submit(before, after, step)


def may_draft(_before: Record[TransferLetter] | None, _after: TransferLetter, _step: Step) -> None:
    """Drafted by what a report says."""


def may_send(_before: Record[TransferLetter], _after: TransferLetter, _step: Step) -> None:
    """The form names the addressee."""


def may_answer(_before: Record[TransferLetter], _after: TransferLetter, _step: Step) -> None:
    """The form says what came back."""


MACHINE = load_machine(
    "disposal",
    (
        may_open,
        may_serve,
        may_start,
        may_record,
        may_submit,
        may_return,
        may_approve,
        may_supervise,
        may_extend,
        may_withdraw,
        may_correct,
    ),
)
"""Declared after its guards, which it names."""

LETTERS = load_machine("transfer-letter", (may_draft, may_send, may_answer, may_withdraw))
"""As above."""
