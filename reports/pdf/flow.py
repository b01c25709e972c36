"""Pages from blocks: what goes where is decided before anything is drawn.

A block is laid out for a width and knows its height; it is never cut. Because pagination is finished before
drawing begins, the contents and "page n of m" need no second pass.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from reports.pdf.frame import Page, Pen


class Block(Protocol):
    """A piece of a page.

    `keeps` holds it together with the block after it; `lead` is repeated above it wherever its row of equals
    begins or goes on on a new page (the header of a table).
    """

    @property
    def height(self) -> float:
        """Points from top to bottom."""
        ...

    @property
    def keeps(self) -> bool:
        """Whether it stays on the page of the block after it."""
        ...

    @property
    def lead(self) -> "Block | None":
        """What is repeated above it on a new page."""
        ...

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw it with its upper left corner at (x, top)."""
        ...


@dataclass(frozen=True, slots=True)
class Space:
    """Empty height; dropped at the head and at the foot of a page."""

    height: float
    keeps: bool = False
    lead: Block | None = None

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class Break:
    """Ends the page, unless it is still empty."""

    height: float = 0.0
    keeps: bool = False
    lead: Block | None = None

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Nothing."""


@dataclass(slots=True)
class Sheet:
    """A page with its blocks in place: each with the distance of its top from the upper edge of the type area."""

    page: Page
    anchor: str
    running: str
    placed: list[tuple[Block, float]] = field(default_factory=list)
    used: float = 0.0

    def place(self, block: Block) -> None:
        """Put a block under those already there."""
        self.placed.append((block, self.used))
        self.used += block.height

    def draw(self, pen: Pen) -> None:
        """Draw all blocks."""
        for block, offset in self.placed:
            block.draw(pen, self.page.left, self.page.top - offset)


def paginate(blocks: Sequence[Block], page: Page, anchor: str, running: str) -> list[Sheet]:
    """Fill pages with the blocks of one section, the first on a new page.

    A block higher than a page gets a page of its own, from the top; laying out must not make such blocks.
    """
    sheets = [Sheet(page, anchor, running)]
    lead: Block | None = None
    for group in _groups(blocks):
        sheet = sheets[-1]
        if isinstance(group[0], Space) and not sheet.placed:
            continue
        needed = sum(block.height for block in group)
        needed += sum(head.height for head in _leads(group, lead))
        if isinstance(group[0], Space) and sheet.used + needed > page.height:
            continue
        broken = isinstance(group[0], Break)
        if sheet.placed and (broken or sheet.used + needed > page.height + 0.01):
            sheet = Sheet(page, anchor, running)
            sheets.append(sheet)
            lead = None
        if broken:
            continue
        for block in group:
            if block.lead is not None and block.lead is not lead:
                sheet.place(block.lead)
            lead = block.lead
            sheet.place(block)
    return sheets


def _groups(blocks: Iterable[Block]) -> list[list[Block]]:
    """Blocks that must stand on one page, together."""
    groups: list[list[Block]] = []
    open_group = False
    for block in blocks:
        if open_group:
            groups[-1].append(block)
        else:
            groups.append([block])
        open_group = block.keeps
    return groups


def _leads(group: Sequence[Block], current: Block | None) -> list[Block]:
    """The headers that placing this group would repeat."""
    found: list[Block] = []
    for block in group:
        if block.lead is not None and block.lead is not current:
            found.append(block.lead)
        current = block.lead
    return found
