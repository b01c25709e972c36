"""Reserved blocks of sheet numbers: what was not used is voided when the block comes back."""

from domain.sheets.content import Block
from domain.work.kind import Bearings, Kind
from domain.work.reading import load_machine
from domain.work.record import Record, Step

OPEN = "open"
UNUSED = "未使用"


def may_reserve(_before: Record[Block] | None, _after: Block, _step: Step) -> None:
    """Serials are handed out by the series itself, so a block can overlap with nothing."""


def may_return(_before: Record[Block], _after: Block, _step: Step) -> None:
    """A block comes back once, which the machine sees to."""


MACHINE = load_machine("sheet-block", (may_reserve, may_return))
"""Declared after its guards, which it names."""

BLOCK = Kind(
    machine=MACHINE,
    content=Block,
    bearings=lambda record: Bearings(organisation=record.content.organisation, person=record.content.holder),
)
"""Blocks meet no exchange table."""
