"""Text blocks: headings, paragraphs, strips of figures, facts."""

from dataclasses import dataclass

from reports.model import Fact, Figure, Tone
from reports.pdf.flow import Block, Space
from reports.pdf.frame import (
    BODY,
    BRICK,
    CHAPTER,
    CHARACTER_PITCH,
    FIGURE,
    INK,
    LABEL,
    LEAST_SIZE,
    LINE_PITCH,
    NOTE,
    PINE,
    QUIET,
    RULE,
    SECTION,
    SUBHEAD,
    TIGHTEN,
    TITLE,
    WASH,
    Colour,
    Pen,
)
from reports.pdf.linebreak import wrap
from reports.pdf.typeface import Style, Typesetter

TONE_COLOUR: dict[Tone, Colour] = {Tone.MET: PINE, Tone.UNMET: BRICK, Tone.UNKNOWN: QUIET, Tone.PLAIN: INK}


@dataclass(slots=True)
class Line:
    """One line of text. `spread` justifies it."""

    text: str
    style: Style
    indent: float = 0.0
    spread: float = 0.0
    keeps: bool = False
    lead: Block | None = None
    space_above: float = 0.0

    @property
    def height(self) -> float:
        """Leading, and the space above."""
        return self.style.leading + self.space_above

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """The line, centred in its leading."""
        baseline = top - self.space_above - self.style.leading / 2 - self.style.size * 0.36
        pen.text(x + self.indent, baseline, self.text, self.style, self.spread)


def lay_paragraph(text: str, width: float, type_: Typesetter, note: bool) -> list[Block]:
    """Justified lines; the first is indented by two characters unless it is a note.

    Running text stands on the grid of 28 characters a line; widths here are those on the grid.
    """
    style = NOTE if note else BODY
    tighten = 0.0 if note else TIGHTEN
    pitch = style.size + tighten
    indent = 0.0 if note else 2 * pitch

    def measure(piece: str) -> float:
        return type_.width(piece, style) + tighten * len(piece)

    texts = wrap(text, width + 0.01, measure, indent)
    lines: list[Line] = []
    for number, line in enumerate(texts):
        start = indent if number == 0 else 0.0
        spread = tighten
        if number < len(texts) - 1 and len(line) > 1:
            slack = width - start - measure(line)
            spread += slack / (len(line) - 1) if 0 < slack < 3.5 * style.size else 0.0
        lines.append(Line(line, style, start, spread))
    if len(lines) > 1:
        lines[0].keeps = True
        lines[-2].keeps = True
    return list(lines)


def lay_title(lines: tuple[str, ...], sub: str, width: float, type_: Typesetter) -> list[Block]:
    """The document's title in 2号, centred, a line of space, and what it is of in a line below."""
    blocks: list[Block] = []
    for text in lines:
        for line in wrap(text, width, lambda piece: type_.width(piece, TITLE)):
            above = 0.0 if blocks else LINE_PITCH / 2
            indent = (width - type_.width(line, TITLE)) / 2
            blocks.append(Line(line, TITLE, indent, keeps=True, space_above=above))
    if sub:
        blocks.append(Line(sub, SECTION, max(0.0, (width - type_.width(sub, SECTION)) / 2), keeps=True))
    return [*blocks, Space(LINE_PITCH, keeps=True)]


def lay_heading(text: str, width: float, type_: Typesetter) -> list[Block]:
    """A heading inside a section."""
    texts = wrap(text, width, lambda piece: type_.width(piece, SUBHEAD))
    lines: list[Block] = []
    for number, line in enumerate(texts):
        lines.append(Line(line, SUBHEAD, keeps=True, space_above=7.0 if number == 0 else 0.0))
    return [*lines, Space(3, keeps=True)]


@dataclass(slots=True)
class Opening:
    """The head of a section, indented like a paragraph, with its verdict in a frame at the end of its first line."""

    lines: list[str]
    style: Style
    verdict: str
    tone: Tone
    width: float
    keeps: bool = True
    lead: Block | None = None

    @property
    def height(self) -> float:
        """Lines of running text."""
        return len(self.lines) * self.style.leading

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Title left, verdict right."""
        baseline = top - self.style.leading / 2 - self.style.size * 0.36
        for number, line in enumerate(self.lines):
            start = 2 * CHARACTER_PITCH if number == 0 else 0.0
            pen.text(x + start, baseline - number * self.style.leading, line, self.style, TIGHTEN)
        if self.verdict:
            style = Style("hei-bold", 12, 14, TONE_COLOUR[self.tone])
            pen.label_box(x + self.width, baseline + 1, self.verdict, style)


def lay_opening(
    number: str, title: str, verdict: str, tone: Tone, width: float, type_: Typesetter, level: int = 0
) -> Opening:
    """Level 1 in 黑体, level 2 in 楷体; lines keep clear of the verdict."""
    style = SECTION if level else CHAPTER
    room = width - (84 if verdict else 0)
    text = f"{number}　{title}" if number else title
    lines = wrap(
        text, room, lambda piece: type_.width(piece, style) + TIGHTEN * len(piece), 2 * CHARACTER_PITCH
    )
    return Opening(lines, style, verdict, tone, width)


@dataclass(slots=True)
class FigureStrip:
    """Large figures side by side on a tint; a figure too wide for its field is set smaller."""

    figures: tuple[Figure, ...]
    width: float
    height: float = 60.0
    keeps: bool = False
    lead: Block | None = None

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Label above, figure and unit below."""
        pen.wash(x, top - 54, self.width, 54, WASH)
        field = self.width / len(self.figures)
        for number, figure in enumerate(self.figures):
            left = x + number * field + 12
            if number:
                pen.canvas.setStrokeColorRGB(*RULE)
                pen.canvas.setLineWidth(0.5)
                pen.canvas.line(left - 12, top - 44, left - 12, top - 8)
            pen.link(figure.link, left - 12, top - 54, field, 54)
            pen.text(left, top - 17, figure.label, LABEL)
            self._figure(pen, figure, left, top - 40, field - 20)

    def _figure(self, pen: Pen, figure: Figure, left: float, baseline: float, room: float) -> None:
        colour = TONE_COLOUR[figure.tone]
        size = FIGURE.size
        unit = Style("hei", LEAST_SIZE, 12, QUIET)
        unit_width = pen.type.width(figure.unit, unit) + 3 if figure.unit else 0.0
        while (
            size > LEAST_SIZE
            and pen.type.width(figure.text, Style(FIGURE.role, size, size, colour)) + unit_width > room
        ):
            size -= 0.5
        style = Style(FIGURE.role, size, size, colour)
        if pen.type.width(figure.text, style) + unit_width > room:
            _long_figure(pen, figure, style, left, baseline, room)
            return
        pen.text(left, baseline, figure.text, style)
        pen.text(left + pen.type.width(figure.text, style) + 3, baseline, figure.unit, unit)


def _long_figure(pen: Pen, figure: Figure, style: Style, left: float, baseline: float, room: float) -> None:
    """A figure that is too wide even at the least size goes over up to three lines, its unit at the end of the last."""
    text = f"{figure.text}{figure.unit}"

    def broken(size: Style) -> list[str]:
        return wrap(text, room, lambda piece: pen.type.width(piece, size))

    while len(broken(style)) > 3:
        style = Style(style.role, style.size - 0.5, style.leading, style.colour)
    lines = broken(style)
    for number, line in enumerate(lines):
        pen.text(left, baseline + 11 - number * 11.5, line, style)


@dataclass(slots=True)
class FactLine:
    """A label and its text, which may run over several lines, and a figure at the end."""

    label: str
    lines: list[str]
    figure: str
    label_width: float
    width: float
    link: str = ""
    keeps: bool = False
    lead: Block | None = None

    @property
    def height(self) -> float:
        """Lines and padding."""
        return len(self.lines) * 15.5 + 5

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Label in grey, text beside it, a hairline beneath."""
        pen.text(x + 4, top - 13.6, self.label, LABEL)
        for number, line in enumerate(self.lines):
            pen.text(x + self.label_width, top - 13.6 - number * 15.5, line, _FACT)
        pen.right(x + self.width - 4, top - 13.6, self.figure, _FACT_FIGURE)
        pen.rule(x, top - self.height, self.width, RULE, 0.4)
        pen.link(self.link, x, top - self.height, self.width, self.height)


_FACT = Style("hei", LEAST_SIZE, 15.5, INK)
_FACT_FIGURE = Style("hei-bold", LEAST_SIZE, 15.5, INK)


def lay_facts(facts: tuple[Fact, ...], width: float, type_: Typesetter) -> list[Block]:
    """Facts under each other, texts and figures aligned."""
    label_width = max(type_.width(fact.label, _FACT) for fact in facts) + 18
    figure_width = max(type_.width(fact.figure, _FACT_FIGURE) for fact in facts)
    lines: list[Block] = []
    for fact in facts:
        room = width - label_width - (figure_width + 16 if fact.figure else 4)
        texts = wrap(fact.text, room, lambda piece: type_.width(piece, _FACT))
        lines.append(FactLine(fact.label, texts, fact.figure, label_width, width, fact.link))
    return lines
