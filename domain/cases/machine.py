"""The machine of clues and cases: one guard behind each step."""

from domain.cases.content import Case
from domain.errors import RuleViolation
from domain.work.reading import load_machine
from domain.work.record import Record, Step


class PenaltyUnexplained(RuleViolation):
    """A decision without fine and forfeiture does not say why."""

    code = "penalty-unexplained"

    def __init__(self) -> None:
        super().__init__("未罚没的决定须写明不予处罚的理由（why_no_penalty）")


class AmountNegative(RuleViolation):
    """An amount of money below zero."""

    code = "amount-negative"

    def __init__(self) -> None:
        super().__init__("罚没金额不能为负数，请核对")


class FilingUndue(RuleViolation):
    """A case is filed on a clue that was judged not to need one."""

    code = "filing-undue"

    def __init__(self) -> None:
        super().__init__("线索登记为不应立案；确需立案的，请先更正线索（correct）并说明理由")


def may_record(_before: Record[Case] | None, _after: Case, _step: Step) -> None:
    """Any clue may be recorded."""


def may_correct(_before: Record[Case], _after: Case, _step: Step) -> None:
    """Words and parties may be corrected until the case is decided."""


def may_extend_filing(_before: Record[Case], _after: Case, _step: Step) -> None:
    """Lawful beyond the clock's one approval too (collective decision), so it is shown and never refused."""


def may_extend_decision(_before: Record[Case], _after: Case, _step: Step) -> None:
    """As for filing: hearings and tests do not count, and are entered as extensions with their reason."""


def may_file(before: Record[Case], _after: Case, _step: Step) -> None:
    """Only what should be filed is filed."""
    if not before.content.should_file:
        raise FilingUndue


def may_decline(_before: Record[Case], _after: Case, _step: Step) -> None:
    """Declining needs its reason, which the machine asks for."""


def may_decide(_before: Record[Case], after: Case, _step: Step) -> None:
    """A decision says what was taken, or why nothing was."""
    assert after.decision is not None
    taken = [amount for amount in (after.decision.fine, after.decision.forfeited) if amount is not None]
    if any(amount < 0 for amount in taken):
        raise AmountNegative
    if not any(taken) and not after.decision.why_no_penalty:
        raise PenaltyUnexplained


MACHINE = load_machine(
    "case",
    (
        may_record,
        may_correct,
        may_extend_filing,
        may_extend_decision,
        may_file,
        may_decline,
        may_decide,
    ),
)
"""Declared after its guards, which it names."""
