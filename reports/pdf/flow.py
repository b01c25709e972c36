"""Pages from blocks: what goes where is decided before anything is drawn.

A block is laid out for a width and knows its height; it is never cut. Because pagination is finished before
drawing begins, the contents and "page n of m" need no second pass.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

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


@runtime_checkable
class Continued(Protocol):
    """A block that, at the head of a page, is led by something else than `lead`: it names what began before."""

    @property
    def again(self) -> Block | None:
        """What stands above it there; None: its lead."""
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
    """Ends the page, unless it is still empty or has `room` points left."""

    room: float
    height: float = 0.0
    keeps: bool = False
    lead: Block | None = None

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Nothing."""


@dataclass(slots=True)
class Sheet:
    """A page with its blocks in place: each with the distance of its top from the upper edge of the type area."""

    page: Page
    anchors: list[str] = field(default_factory=list)  # of the sections that begin on it
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


def paginate(blocks: Sequence[Block], page: Page, anchor: str, flowing: Sheet | None = None) -> list[Sheet]:
    """Fill pages with the blocks of one section, the first on a new page or at the end of `flowing`.

    Returns the new pages. A block higher than a page gets a page of its own, from the top; laying out must not make
    such blocks.
    """
    sheets = [flowing or Sheet(page)]
    lead: Block | None = None
    begun = False
    for blocks_together in _groups(blocks, page.height):
        group, sheet = blocks_together, sheets[-1]
        if not sheet.placed:
            group = _without_leading_space(group)
        needed = sum(block.height for block in group) + sum(head.height for head in _leads(group, lead))
        divider = group[0] if group and isinstance(group[0], Break) else None
        broken = divider is not None and page.height - sheet.used < divider.room
        if sheet.placed and (broken or sheet.used + needed > page.height + 0.01):
            group = _without_leading_space(group)
            if not group:
                continue
            sheet = Sheet(page)
            sheets.append(sheet)
            lead = None
        if divider is not None or not group:
            continue
        if not begun:
            sheet.anchors.append(anchor)
            begun = True
        for block in group:
            if block.lead is not None and block.lead is not lead:
                sheet.place(block.lead if sheet.placed else _lead_on_top(block, block.lead))
            lead = block.lead
            sheet.place(block)
    return sheets if flowing is None else sheets[1:]


def _groups(blocks: Iterable[Block], height: float) -> Iterator[list[Block]]:
    """Blocks that must stand on one page, together; what no page could hold is parted where it fills one."""
    for group in _kept(blocks):
        piece: list[Block] = []
        used = 0.0
        for block in group:
            first = block.lead is not None and not any(one.lead is block.lead for one in piece)
            above = _lead_on_top(block, block.lead).height if block.lead else 0.0
            needed = block.height + (above if first else 0.0)
            if piece and used + needed > height:
                yield piece
                piece, used = [], 0.0
                needed = block.height + above
            piece.append(block)
            used += needed
        yield piece


def _kept(blocks: Iterable[Block]) -> list[list[Block]]:
    """Blocks that ask to stand together."""
    groups: list[list[Block]] = []
    open_group = False
    for block in blocks:
        if open_group:
            groups[-1].append(block)
        else:
            groups.append([block])
        open_group = block.keeps
    return groups


def _lead_on_top(block: Block, lead: Block) -> Block:
    """What stands above a block that is the first on its page."""
    return block.again or lead if isinstance(block, Continued) else lead


def _without_leading_space(group: list[Block]) -> list[Block]:
    """What of a group is placed at the head of a page; of one that is nothing but space, nothing."""
    at = 0
    while at < len(group) and isinstance(group[at], Space):
        at += 1
    return group[at:]


def _leads(group: Sequence[Block], current: Block | None) -> list[Block]:
    """The headers that placing this group would repeat."""
    found: list[Block] = []
    for block in group:
        if block.lead is not None and block.lead is not current:
            found.append(block.lead)
        current = block.lead
    return found
