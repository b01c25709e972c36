"""Tables: column widths, wrapped cells, rows as blocks under a repeated header.

Cells are plain strings; a cell that fits on its line is never measured twice, which is what makes long ledgers
fast. Cells wrap, they are never cut.
"""

from dataclasses import dataclass, field

from reports.model import Align, Grid, Tone
from reports.pdf.flow import Block
from reports.pdf.frame import (
    ACCENT,
    BRICK,
    CELL,
    CELL_STRONG,
    HEAD_CELL,
    PINE,
    QUIET,
    RULE,
    TYPE_WIDTH,
    Colour,
    Page,
    Pen,
)
from reports.pdf.linebreak import wrap
from reports.pdf.typeface import Style, Typesetter

PAD_X = 4.0
PAD_Y = 2.0
_MOST_LINES = 20  # a row of more lines goes on as a further row, so that none is higher than a page
_SHORT = 0.45  # tables that take so much of a page are moved to the next one rather than split
_TONES: dict[Tone, Colour] = {Tone.MET: PINE, Tone.UNMET: BRICK, Tone.UNKNOWN: QUIET}


@dataclass(frozen=True, slots=True)
class Text:
    """A line of a cell, in place: distance from the left edge of the table and from the top of the row."""

    x: float
    baseline: float
    text: str
    style: Style


@dataclass(slots=True)
class Row:
    """A row of a table. `rules` are the pieces of the line under it.

    `again` is the header of a page that begins with it, where cells of rows on the page before go on in it.
    """

    height: float
    lines: list[Text]
    rules: list[tuple[float, float]]
    width: float
    lead: Block | None = None
    strong: bool = False
    keeps: bool = False
    links: tuple[tuple[float, float, str], ...] = ()  # start, width, anchor
    anchor: str = ""  # what leads to this row
    again: Block | None = None

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Text and the rule under the row; a strong row stands on a tint."""
        if self.anchor:
            pen.canvas.bookmarkHorizontal(self.anchor, 0, top)
        for start, width, anchor in self.links:
            pen.link(anchor, x + start, top - self.height, width, self.height)
        if self.strong:
            pen.wash(x, top - self.height, self.width, self.height)
        pen.texts((x + line.x, top - line.baseline, line.text, line.style) for line in self.lines)
        for start, length in self.rules:
            pen.rule(x + start, top - self.height, length, RULE, 0.4)


@dataclass(slots=True)
class Head:
    """The header of a table, between two stronger rules.

    Below it stand the cells that `goes_on` from the page before; `room` is what they need more than the row has.
    """

    header: float
    lines: list[Text]
    width: float
    goes_on: list[Text] = field(default_factory=list)
    room: float = 0.0
    lead: Block | None = None
    keeps: bool = True

    @property
    def height(self) -> float:
        """The header and the room below it."""
        return self.header + self.room

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Column headers, and what goes on below them."""
        pen.rule(x, top, self.width, ACCENT, 0.9)
        pen.texts((x + line.x, top - line.baseline, line.text, line.style) for line in self.lines)
        pen.rule(x, top - self.header, self.width, ACCENT, 0.6)
        below = top - self.header
        pen.texts((x + line.x, below - line.baseline, line.text, line.style) for line in self.goes_on)


def lay_grid(grid: Grid, width: float, type_: Typesetter) -> list[Block]:
    """The rows of a grid, laid out for a width."""
    return list(_Layout(grid, width, type_).rows())


class _Layout:
    """Works out one table."""

    def __init__(self, grid: Grid, width: float, type_: Typesetter) -> None:
        self.grid = grid
        self.width = width
        self.type = type_
        self.leading, self.pad = CELL.leading, PAD_Y
        self.plain, self.bold, self.head = CELL, CELL_STRONG, HEAD_CELL
        total = sum(column.share for column in grid.columns)
        self.widths = [column.share / total * width for column in grid.columns]
        self.starts = [sum(self.widths[:i]) for i in range(len(self.widths))]
        self.points = [self._point(i) for i in range(len(grid.columns))]

    def rows(self) -> list[Row]:
        """All rows; the header is the lead of each."""
        head = self._head()
        rows: list[Row] = []
        begun: dict[int, int] = {}  # by column of spans, the row whose cell goes on
        for number, cells in enumerate(self.grid.rows):
            parts = self._row(number, cells, head)
            begun |= {index: number for index in self.grid.spans if cells[index]}
            going_on = {index: at for index, at in begun.items() if at != number}
            if going_on:
                parts[0].again = self._head_again(head, going_on, parts[0].height)
            rows += parts
        if rows:
            rows[-1].rules = [(0.0, self.width)]
            whole = sum(row.height for row in rows)
            short = whole <= _SHORT * Page(self.width > TYPE_WIDTH + 1).height
            for row in rows[:-1] if short else (rows[0], *rows[-2:-1]):
                row.keeps = True
        return rows

    def _point(self, index: int) -> float:
        """Room right of the decimal point that the column's figures need."""
        if self.grid.columns[index].align is not Align.DECIMAL:
            return 0.0
        tails = {cells[index][cells[index].find(".") :] for cells in self.grid.rows if "." in cells[index]}
        return max((self.type.width(tail, self.bold) for tail in tails), default=0.0)

    def _head(self) -> Head:
        cells = [
            self._wrapped(column.header, index, self.head) for index, column in enumerate(self.grid.columns)
        ]
        most = max(len(lines) for lines in cells)
        lines = []
        for index, texts in enumerate(cells):
            raise_by = (most - len(texts)) * self.leading / 2
            lines += self._place(texts, index, self.head, raise_by, heading=True)
        return Head(most * self.leading + 2 * self.pad, lines, self.width)

    def _head_again(self, head: Head, going_on: dict[int, int], height: float) -> Head:
        """The header where a row of this height begins a page, with the cells that go on in it."""
        lines: list[Text] = []
        most = 0.0
        for index, number in sorted(going_on.items()):
            style = self._style(number, index)
            texts = self._wrapped(self.grid.rows[number][index], index, style)[:_MOST_LINES]
            lines += self._place(texts, index, style)
            most = max(most, len(texts) * self.leading + 2 * self.pad)
        return Head(head.header, head.lines, head.width, lines, max(0.0, most - height))

    def _style(self, number: int, index: int) -> Style:
        base = self.bold if number in self.grid.strong else self.plain
        tone = self.grid.tones.get((number, index))
        if tone is None:
            return base
        return Style(self.bold.role, base.size, base.leading, _TONES.get(tone, base.colour))

    def _row(self, number: int, cells: tuple[str, ...], head: Head) -> list[Row]:
        strong = number in self.grid.strong
        wrapped = []
        most = 1
        for index, cell in enumerate(cells):
            style = self._style(number, index)
            texts = self._wrapped(cell, index, style) if cell else []
            most = max(most, len(texts))
            wrapped.append((index, texts, style))
        rows = []
        for start in range(0, most, _MOST_LINES):
            lines: list[Text] = []
            for index, texts, style in wrapped:
                lines += self._place(texts[start : start + _MOST_LINES], index, style)
            last = start + _MOST_LINES >= most
            height = min(most - start, _MOST_LINES) * self.leading + 2 * self.pad
            rules = self._rules(number) if last else []
            links = self._links(number) if not start else ()
            anchor = self.grid.anchors.get(number, "") if not start else ""
            rows.append(Row(height, lines, rules, self.width, head, strong, links=links, anchor=anchor))
        return rows

    def _links(self, number: int) -> tuple[tuple[float, float, str], ...]:
        links = self.grid.links
        if not links:
            return ()
        found = ((at, links.get((number, at))) for at in range(len(self.widths)))
        return tuple((self.starts[at], self.widths[at], anchor) for at, anchor in found if anchor)

    def _wrapped(self, text: str, index: int, style: Style) -> list[str]:
        room = self.widths[index] - 2 * PAD_X
        if len(text) * style.size <= room and "\n" not in text:
            return [text]
        return wrap(text, room, lambda piece: self.type.width(piece, style))

    def _place(
        self, texts: list[str], index: int, style: Style, lower: float = 0.0, heading: bool = False
    ) -> list[Text]:
        align = self.grid.columns[index].align
        left, right = self.starts[index] + PAD_X, self.starts[index] + self.widths[index] - PAD_X
        first = self.pad + self.leading * 0.5 + style.size * 0.36 + lower
        placed = []
        for number, text in enumerate(texts):
            if align is Align.LEFT:
                x = left
            elif align is Align.CENTRE:
                x = (left + right - self.type.width(text, style)) / 2
            elif align is Align.RIGHT or heading:
                x = right - self.type.width(text, style)
            else:
                whole = text.partition(".")[0]
                x = max(left, right - self.points[index] - self.type.width(whole, style))
            placed.append(Text(x, first + number * self.leading, text, style))
        return placed

    def _rules(self, number: int) -> list[tuple[float, float]]:
        """The line under a row, left out where the cell below continues this one."""
        rows = self.grid.rows
        if not self.grid.spans or number + 1 >= len(rows):
            return [(0.0, self.width)]
        below = rows[number + 1]
        joined = {index for index in self.grid.spans if not below[index]}
        pieces: list[tuple[float, float]] = []
        for index, (start, length) in enumerate(zip(self.starts, self.widths, strict=True)):
            if index in joined:
                continue
            if pieces and abs(pieces[-1][0] + pieces[-1][1] - start) < 0.01:
                pieces[-1] = (pieces[-1][0], pieces[-1][1] + length)
            else:
                pieces.append((start, length))
        return pieces
