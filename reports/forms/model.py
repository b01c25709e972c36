"""A form as plain data: blocks of rows of cells on one page. What is written where, not how it looks.

Widths are shares of the row. A label cell is printed in the form's own words, a value cell holds what was filled in.
"""

from dataclasses import dataclass
from enum import Enum

DRAFT, VOID, SYNTHETIC = "草稿", "作废", "合成数据"


class CellKind(Enum):
    """What a cell is."""

    LABEL = "label"
    VALUE = "value"
    PROSE = "prose"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row; `share` is its part of the row's width."""

    text: str
    share: int
    kind: CellKind = CellKind.VALUE


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side. `least` is the least height in millimetres, `stretch` how much of spare height it takes."""

    cells: tuple[Cell, ...]
    least: float = 6.5
    stretch: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """Rows in one frame, with words above and below it. A block stands alone: a seal is cut out of its page."""

    rows: tuple[Row, ...]
    title: str = ""
    above: tuple[str, str] = ("", "")
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormPage:
    """One page. `code` is what its square code says, `mark` what is written across it, `foot` its last line."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    code: str = ""
    mark: str = ""
    label: str = ""
    foot: str = ""
    cut: bool = False


def label(text: str, share: int) -> Cell:
    """A cell with the form's own words."""
    return Cell(text, share, CellKind.LABEL)


def value(text: object, share: int) -> Cell:
    """A cell with what was filled in; nothing where nothing was."""
    return Cell("" if text is None else str(text), share)


def prose(text: str, share: int = 1) -> Cell:
    """A cell with running text."""
    return Cell(text, share, CellKind.PROSE)


def choices(options: tuple[str, ...], chosen: str | None, share: int) -> Cell:
    """Boxes, the chosen one filled; a choice beyond the form's own is added."""
    shown = options if chosen is None or chosen in options else (*options, chosen)
    # Half-width blanks: a line may end there, and six choices fit where they must.
    return Cell("  ".join(f"{'■' if one == chosen else '□'}{one}" for one in shown), share)
