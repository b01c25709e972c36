"""The machine of follow-ups: one guard behind each step. That hands differ is in the data (`not_by`)."""

from domain.errors import RuleViolation
from domain.follow_ups.content import FollowUp
from domain.work.reading import load_machine
from domain.work.record import Record, Step


class NothingFollowedUp(RuleViolation):
    """Nobody has recorded what was done about the problems."""

    code = "nothing-followed-up"

    def __init__(self, no: str) -> None:
        super().__init__(f"问题项跟踪 {no} 还没有登记跟踪情况，请先登记（record）再提请办结", no=no)


def may_open(_before: Record[FollowUp] | None, _after: FollowUp, _step: Step) -> None:
    """Opened by what a report says."""


def may_record(_before: Record[FollowUp], _after: FollowUp, _step: Step) -> None:
    """The form says what was done."""


def may_report(before: Record[FollowUp], _after: FollowUp, _step: Step) -> None:
    """Something was done about it."""
    if not before.content.notes:
        raise NothingFollowedUp(before.no)


def may_return(_before: Record[FollowUp], _after: FollowUp, _step: Step) -> None:
    """Returning needs its comments, which the machine asks for."""


def may_close(_before: Record[FollowUp], _after: FollowUp, _step: Step) -> None:
    """By another person than who asked for it."""


def may_withdraw(_before: Record[FollowUp], _after: FollowUp, _step: Step) -> None:
    """Only open ones, which the machine sees to, and with a reason."""


MACHINE = load_machine("follow-up", (may_open, may_record, may_report, may_return, may_close, may_withdraw))
"""Declared after its guards, which it names."""
