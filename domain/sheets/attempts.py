"""Visits without a sample (拒绝抽样, 无样可抽): outcomes of their own, with people and facts."""

from domain.errors import RuleViolation
from domain.sheets.content import Attempt
from domain.work.kind import Bearings, Kind
from domain.work.reading import load_machine
from domain.work.record import Record, Step


class TooFewSamplers(RuleViolation):
    """Fewer than two distinct people sampled."""

    code = "too-few-people"

    def __init__(self) -> None:
        super().__init__("抽样、检查须至少两人，请补充人员姓名")


def may_record(_before: Record[Attempt] | None, after: Attempt, _step: Step) -> None:
    """Two people were there."""
    if len(set(after.samplers)) < 2:
        raise TooFewSamplers


def may_correct(before: Record[Attempt], after: Attempt, step: Step) -> None:
    """As for recording."""
    may_record(before, after, step)


MACHINE = load_machine("attempt", (may_record, may_correct))
"""Declared after its guards, which it names."""


def bearings(record: Record[Attempt]) -> Bearings:
    """A visit belongs where it was made."""
    visit = record.content
    return Bearings(area=visit.area_code, organisation=visit.organisation, credit_code=visit.unit_code)


ATTEMPT = Kind(machine=MACHINE, content=Attempt, bearings=bearings)
"""Attempts meet no exchange table."""
