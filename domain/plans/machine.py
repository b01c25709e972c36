"""The machine of sampling plans: one guard behind each step."""

from domain.errors import RuleViolation
from domain.plans.content import Plan
from domain.plans.rows import differences
from domain.work.errors import SamePerson
from domain.work.reading import load_machine
from domain.work.record import Record, Step

# Steps that end what was proposed before.
_SETTLED = ("approve", "amend", "decline")


class PlanEmpty(RuleViolation):
    """A plan that plans nothing."""

    code = "plan-empty"

    def __init__(self) -> None:
        super().__init__("计划中没有批次大于 0 的行，请先补充后再批准")


class AmendmentEmpty(RuleViolation):
    """An amendment that changes nothing."""

    code = "amendment-empty"

    def __init__(self) -> None:
        super().__init__("提出的调整与现行计划相同，没有可调整之处，请核对")


def may_draft(_before: Record[Plan] | None, _after: Plan, _step: Step) -> None:
    """Any plan may be drafted."""


def may_edit(_before: Record[Plan], _after: Plan, _step: Step) -> None:
    """A draft binds nobody."""


def may_approve(before: Record[Plan], _after: Plan, _step: Step) -> None:
    """Only what plans something is approved."""
    if not any(row.batches for row in before.content.rows):
        raise PlanEmpty


def may_propose(before: Record[Plan], after: Plan, _step: Step) -> None:
    """An amendment changes something, and leaves something planned."""
    if not differences(before.content.rows, after.proposal):
        raise AmendmentEmpty
    if not any(row.batches for row in after.proposal):
        raise PlanEmpty


def may_amend(before: Record[Plan], _after: Plan, step: Step) -> None:
    """Another person than those who proposed this very amendment; who proposed an earlier one may approve it."""
    for event in reversed(before.events):
        if event.command in _SETTLED:
            return
        if event.command == "propose" and event.actor == step.actor:
            raise SamePerson("批准调整", step.actor, "提出调整")


def may_decline(_before: Record[Plan], _after: Plan, _step: Step) -> None:
    """Declining needs its reason, which the machine asks for."""


def may_close(_before: Record[Plan], _after: Plan, _step: Step) -> None:
    """A plan may end before its year does."""


def may_abandon(_before: Record[Plan], _after: Plan, _step: Step) -> None:
    """A draft binds nobody; its number stays taken."""


MACHINE = load_machine(
    "plan", (may_draft, may_edit, may_approve, may_propose, may_amend, may_decline, may_close, may_abandon)
)
"""Declared after its guards, which it names."""
