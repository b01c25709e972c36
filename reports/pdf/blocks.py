"""Text blocks: headings, paragraphs, strips of figures, facts."""

from dataclasses import dataclass

from reports.model import Fact, Figure, Tone
from reports.pdf.flow import Block, Space
from reports.pdf.frame import (
    ACCENT,
    BODY,
    BRICK,
    CHAPTER,
    FIGURE,
    INK,
    LABEL,
    NOTE,
    PINE,
    QUIET,
    RULE,
    SUBHEAD,
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
    """Justified lines; the first is indented by two characters unless it is a note."""
    style = NOTE if note else BODY
    indent = 0.0 if note else 2 * style.size
    texts = wrap(text, width, lambda piece: type_.width(piece, style), indent)
    lines: list[Line] = []
    for number, line in enumerate(texts):
        start = indent if number == 0 else 0.0
        spread = 0.0
        if number < len(texts) - 1 and len(line) > 1:
            slack = width - start - type_.width(line, style)
            spread = slack / (len(line) - 1) if 0 < slack < 3.5 * style.size else 0.0
        lines.append(Line(line, style, start, spread))
    if len(lines) > 1:
        lines[0].keeps = True
        lines[-2].keeps = True
    return list(lines)


def lay_heading(text: str, width: float, type_: Typesetter) -> list[Block]:
    """A heading inside a section."""
    texts = wrap(text, width, lambda piece: type_.width(piece, SUBHEAD))
    lines: list[Block] = []
    for number, line in enumerate(texts):
        lines.append(Line(line, SUBHEAD, keeps=True, space_above=6.0 if number == 0 else 0.0))
    return [*lines, Space(3, keeps=True)]


@dataclass(slots=True)
class Opening:
    """The head of a section: number, title, verdict, and a rule beneath."""

    number: str
    lines: list[str]
    verdict: str
    tone: Tone
    width: float
    keeps: bool = True
    lead: Block | None = None

    @property
    def height(self) -> float:
        """With the space under the rule."""
        return (18 if self.number else 0) + len(self.lines) * CHAPTER.leading + 14

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Title left, verdict right."""
        y = top
        if self.number:
            pen.text(x, y - 10, self.number, Style("hei-bold", 9.5, 16, QUIET))
            y -= 18
        for line in self.lines:
            pen.text(x, y - CHAPTER.leading / 2 - CHAPTER.size * 0.36, line, CHAPTER)
            y -= CHAPTER.leading
        if self.verdict:
            pen.label_box(
                x + self.width, top - 11, self.verdict, Style("hei-bold", 10, 14, TONE_COLOUR[self.tone])
            )
        pen.rule(x, y - 4, self.width, ACCENT, 1.2)


def lay_opening(
    number: str, title: str, verdict: str, tone: Tone, width: float, type_: Typesetter
) -> Opening:
    """Wrap the title so that it leaves the verdict its place when both share a line."""
    room = width - (70 if verdict and not number else 0)
    return Opening(number, wrap(title, room, lambda piece: type_.width(piece, CHAPTER)), verdict, tone, width)


@dataclass(slots=True)
class FigureStrip:
    """Large figures side by side on a tint; a figure too wide for its field is set smaller."""

    figures: tuple[Figure, ...]
    width: float
    height: float = 58.0
    keeps: bool = False
    lead: Block | None = None

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Label above, figure and unit below."""
        pen.wash(x, top - 52, self.width, 52, WASH)
        field = self.width / len(self.figures)
        for number, figure in enumerate(self.figures):
            left = x + number * field + 12
            if number:
                pen.canvas.setStrokeColorRGB(*RULE)
                pen.canvas.setLineWidth(0.5)
                pen.canvas.line(left - 12, top - 44, left - 12, top - 8)
            pen.text(left, top - 17, figure.label, LABEL)
            self._figure(pen, figure, left, top - 40, field - 20)

    def _figure(self, pen: Pen, figure: Figure, left: float, baseline: float, room: float) -> None:
        colour = TONE_COLOUR[figure.tone]
        size = FIGURE.size
        unit = Style("hei", 8.5, 12, QUIET)
        unit_width = pen.type.width(figure.unit, unit) + 3 if figure.unit else 0.0
        while (
            size > 6
            and pen.type.width(figure.text, Style(FIGURE.role, size, size, colour)) + unit_width > room
        ):
            size -= 0.5
        style = Style(FIGURE.role, size, size, colour)
        pen.text(left, baseline, figure.text, style)
        pen.text(left + pen.type.width(figure.text, style) + 3, baseline, figure.unit, unit)


@dataclass(slots=True)
class FactLine:
    """A label and its text, which may run over several lines, and a figure at the end."""

    label: str
    lines: list[str]
    figure: str
    label_width: float
    width: float
    keeps: bool = False
    lead: Block | None = None

    @property
    def height(self) -> float:
        """Lines and padding."""
        return len(self.lines) * 14 + 4.5

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Label in grey, text beside it, a hairline beneath."""
        pen.text(x + 4, top - 12.6, self.label, Style("hei", 9, 14, QUIET))
        for number, line in enumerate(self.lines):
            pen.text(x + self.label_width, top - 12.6 - number * 14, line, _FACT)
        pen.right(x + self.width - 4, top - 12.6, self.figure, _FACT_FIGURE)
        pen.rule(x, top - self.height, self.width, RULE, 0.4)


_FACT = Style("hei", 9, 14, INK)
_FACT_FIGURE = Style("hei-bold", 9, 14, INK)


def lay_facts(facts: tuple[Fact, ...], width: float, type_: Typesetter) -> list[Block]:
    """Facts under each other, texts and figures aligned."""
    label_width = max(type_.width(fact.label, _FACT) for fact in facts) + 18
    figure_width = max(type_.width(fact.figure, _FACT_FIGURE) for fact in facts)
    lines: list[Block] = []
    for fact in facts:
        room = width - label_width - (figure_width + 16 if fact.figure else 4)
        texts = wrap(fact.text, room, lambda piece: type_.width(piece, _FACT))
        lines.append(FactLine(fact.label, texts, fact.figure, label_width, width))
    return lines
