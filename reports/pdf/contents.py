"""The table of contents: entries with leader dots and page numbers, each a link."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.pdf.flow import Block
from reports.pdf.frame import ACCENT, INK, RULE, Pen
from reports.pdf.linebreak import wrap
from reports.pdf.typeface import Style, Typesetter


@dataclass(slots=True)
class Entry:
    """A line of the contents: title, leader, page; the whole line is a link. `pages` is filled before drawing."""

    anchor: str
    number: str
    lines: list[str]
    level: int
    width: float
    pages: Mapping[str, int]
    keeps: bool = False
    lead: Block | None = None

    @property
    def height(self) -> float:
        """One or more lines; chapters have air above."""
        return len(self.lines) * 18 + (6 if self.level == 0 else 0)

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Leader dots end at one column whatever the title's length."""
        style = entry_style(self.level)
        indent = 18.0 * self.level
        y = top - (6 if self.level == 0 else 0) - 13.5
        if self.number:
            pen.text(x + indent, y, self.number, style)
            indent += ENTRY_NUMBER
        for number, line in enumerate(self.lines):
            pen.text(x + indent, y - number * 18, line, style)
        last = y - (len(self.lines) - 1) * 18
        start = x + indent + pen.type.width(self.lines[-1], style) + 6
        stop = x + self.width - 26
        if stop > start:
            pen.canvas.saveState()
            pen.canvas.setStrokeColorRGB(*RULE)
            pen.canvas.setLineWidth(0.8)
            pen.canvas.setDash(0.8, 3.2)
            pen.canvas.line(stop, last + 1, start, last + 1)
            pen.canvas.restoreState()
        pen.right(x + self.width, last, str(self.pages[self.anchor]), style)
        pen.link(self.anchor, x, top - self.height, self.width, self.height)


ENTRY_NUMBER = 28.0


def entry_style(level: int) -> Style:
    """Chapters are bold."""
    return Style("hei", 12, 18, ACCENT) if level == 0 else Style("body", 12, 18, INK)


def lay_entry(
    anchor: str,
    number: str,
    title: str,
    level: int,
    width: float,
    pages: Mapping[str, int],
    type_: Typesetter,
) -> Entry:
    """An entry whose title keeps clear of the page numbers."""
    room = width - 18.0 * level - (ENTRY_NUMBER if number else 0) - 40
    lines = wrap(title, room, lambda piece: type_.width(piece, entry_style(level)))
    return Entry(anchor, number, lines, level, width, pages)
