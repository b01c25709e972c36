"""The machine of custody with a guard behind each step, and where its records belong. It meets no exchange table."""

from domain.custody.content import SPARE, Custody, Portion
from domain.custody.errors import CustodyOutOfOrder, SpareKept
from domain.sheets.attempts import TooFewSamplers
from domain.work.kind import Bearings, Kind
from domain.work.reading import load_machine
from domain.work.record import Record, Step

MARKS: dict[Portion, str] = {"检验样品": "YP", "备份样品": "BY"}


def custody_no(sheet_no: str, portion: Portion) -> str:
    """The number of a portion's record."""
    return f"{sheet_no}-{MARKS[portion]}"


def may_seal(_before: Record[Custody] | None, _after: Custody, _step: Step) -> None:
    """That there is a sample and the seal is new the use case has looked up."""


def may_hand_over_sample(before: Record[Custody], after: Custody, _step: Step) -> None:
    """In the order of time. That giver and receiver differ the use case knows."""
    _in_order(before, after)


def may_receive_sample(before: Record[Custody], after: Custody, _step: Step) -> None:
    """In the order of time."""
    _in_order(before, after)


def may_move(before: Record[Custody], after: Custody, _step: Step) -> None:
    """In the order of time."""
    _in_order(before, after)


def may_open(before: Record[Custody], after: Custody, _step: Step) -> None:
    """In the order of time, and once it was received."""
    _in_order(before, after)


def may_keep(_before: Record[Custody], after: Custody, _step: Step) -> None:
    """Follows from the report by itself."""
    assert after.portion == SPARE


def may_destroy(before: Record[Custody], after: Custody, step: Step) -> None:
    """Never before the time of keeping is over."""
    _in_order(before, after)
    until = before.content.keep_until
    if before.content.portion == SPARE and until is not None and step.on < until:
        raise SpareKept(before.no, until, "法定保存期限未满，到期后再处置")


def insist_on_witnesses(witnesses: tuple[str, ...]) -> None:
    """Two distinct people saw it. Raises `TooFewSamplers`."""
    if len(set(witnesses)) < 2:
        raise TooFewSamplers


def _in_order(before: Record[Custody], after: Custody) -> None:
    if after.last.moment < before.content.last.moment:
        raise CustodyOutOfOrder(after.last.moment, before.content.last.moment)


def bearings(record: Record[Custody]) -> Bearings:
    """Where the sample was taken, for the organisation that took it, known by its sheet."""
    custody = record.content
    return Bearings(area=custody.area_code, organisation=custody.organisation, sheet_no=custody.sheet_no)


MACHINE = load_machine(
    "custody",
    (may_seal, may_hand_over_sample, may_receive_sample, may_move, may_open, may_keep, may_destroy),
)
"""Declared after its guards, which it names."""

CUSTODY = Kind(machine=MACHINE, content=Custody, bearings=bearings)
"""Custody meets no exchange table."""
