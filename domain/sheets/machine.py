"""The machine of sheets: one guard behind each step."""

from domain.errors import RuleViolation
from domain.sheets.content import Sheet
from domain.sheets.rules import insist_on_rules
from domain.work.reading import load_machine
from domain.work.record import Record, Step

NUMBER_PARTS = ("area_code", "organisation", "level")


class NumberFixed(RuleViolation):
    """A field that the number was made of cannot change."""

    code = "number-fixed"

    def __init__(self, field: str) -> None:
        super().__init__(
            f"{field} 已编入抽样编号，不能更改；确需更改的，请作废本单（void）后重新填写", field=field
        )


class SamplingDayFixed(RuleViolation):
    """The sampling day cannot change once the laboratory has the sample."""

    code = "sampling-day-fixed"

    def __init__(self) -> None:
        super().__init__("样品已由承检机构接收，抽样日期不能再更改")


def may_draft(_before: Record[Sheet] | None, _after: Sheet, _step: Step) -> None:
    """Anything may be drafted."""


def may_void_unused(_before: Record[Sheet] | None, _after: Sheet, _step: Step) -> None:
    """A reserved number that nobody used is kept, voided."""


def may_edit(before: Record[Sheet], after: Sheet, _step: Step) -> None:
    """A draft may change in everything but what its number says."""
    _check_number(before.content, after)


def may_submit(before: Record[Sheet], after: Sheet, _step: Step) -> None:
    """All field rules hold."""
    insist_on_rules(before.no, after)


def may_correct(before: Record[Sheet], after: Sheet, _step: Step) -> None:
    """A correction keeps to the field rules and to what others have relied on."""
    _check_number(before.content, after)
    insist_on_rules(before.no, after)
    if before.state == "received" and after.sampled_on != before.content.sampled_on:
        raise SamplingDayFixed


def may_receive(_before: Record[Sheet], _after: Sheet, _step: Step) -> None:
    """Whatever was sampled can be received."""


def may_reject(_before: Record[Sheet], _after: Sheet, _step: Step) -> None:
    """Rejecting needs its reason, which the machine asks for."""


def may_void(_before: Record[Sheet], _after: Sheet, _step: Step) -> None:
    """Until the laboratory has the sample a sheet can be voided; its number stays."""


def _check_number(before: Sheet, after: Sheet) -> None:
    for name in NUMBER_PARTS:
        if getattr(before, name) != getattr(after, name):
            raise NumberFixed(name)


MACHINE = load_machine(
    "sheet",
    (
        may_draft,
        may_void_unused,
        may_edit,
        may_submit,
        may_correct,
        may_receive,
        may_reject,
        may_void,
    ),
)
"""Declared after its guards, which it names."""
