"""Bar charts by area with a target line, legible in grey print.

Bars always start at 0: a bar is read by its length, and a scale that begins at 95 would make one tenth of a point
look like a collapse. What lies close together is told apart by the figures beside the bars and by the filling
(solid: met, hatched: not met, outline: not judged).
"""

from dataclasses import dataclass
from fractions import Fraction

from reports.model import Bar, Chart, Tone
from reports.pdf.flow import Block
from reports.pdf.frame import ACCENT, BRICK, INK, LEAST_SIZE, QUIET, RULE, Colour, Pen
from reports.pdf.typeface import Style, Typesetter

_ROW = 15.0
_BAR = 9.0
_TOP = 28.0  # room for the words of the target line
_FOOT = 36.0  # axis figures and legend
_MOST = 24  # bars in one chart; a city with more areas gets several
_LABEL = Style("hei", LEAST_SIZE, 13, INK)
_STRONG = Style("hei-bold", LEAST_SIZE, 13, INK)
_SMALL = Style("hei", LEAST_SIZE, 13, QUIET)
_TARGET = Style("hei-bold", LEAST_SIZE, 13, BRICK)
_SOLID: Colour = (0.36, 0.48, 0.61)
_OUTLINE: Colour = (0.70, 0.36, 0.34)
_STEPS = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)  # tenths
_LEGEND = ((Tone.MET, "达标"), (Tone.UNMET, "未达标"), (Tone.UNKNOWN, "不作判定"))


def nice_end(longest: Fraction) -> Fraction:
    """The smallest of some round figures that is not below `longest`: 1, 1.2, 1.5, 2 … 10 times a power of ten.

    1 where nothing is to be drawn.
    """
    if longest <= 0:
        return Fraction(1)
    unit = Fraction(1)
    while unit * 10 < longest:
        unit *= 10
    while unit >= longest:
        unit /= 10
    return next(step * unit / 10 for step in _STEPS if step * unit / 10 >= longest)


def lay_chart(chart: Chart, width: float, type_: Typesetter) -> list[Block]:
    """The chart as one block, or several of up to 24 bars on one common scale."""
    ends = [bar.length for bar in chart.bars if bar.length is not None]
    end = nice_end(max([*ends, chart.target]))
    labels = min(width * 0.3, max(type_.width(bar.label, _STRONG) for bar in chart.bars))
    figures = min(width * 0.35, max(type_.width(bar.figure, _STRONG) for bar in chart.bars))
    remarks = max(type_.width(bar.remark, _SMALL) for bar in chart.bars)
    parts = [chart.bars[start : start + _MOST] for start in range(0, len(chart.bars), _MOST)]
    remark_width = remarks + 6 if remarks else 0.0
    return [
        BarChart(part, chart.target, chart.target_text, end, width, labels + 8, figures + 12, remark_width)
        for part in parts
    ]


@dataclass(slots=True)
class BarChart:
    """Bars under each other; the scale runs from 0 to `end`."""

    bars: tuple[Bar, ...]
    target: Fraction
    target_text: str
    end: Fraction
    width: float
    label_width: float
    figure_width: float
    remark_width: float
    lead: Block | None = None
    keeps: bool = False

    @property
    def height(self) -> float:
        """Height with the words of the target above and the legend below."""
        return _TOP + len(self.bars) * _ROW + _FOOT

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Scale, bars, target line, legend."""
        left = x + self.label_width
        span = self.width - self.label_width - self.figure_width - self.remark_width
        upper, lower = top - _TOP, top - _TOP - len(self.bars) * _ROW
        self._scale(pen, left, span, upper, lower)
        for number, bar in enumerate(self.bars):
            middle = upper - (number + 0.5) * _ROW
            style = _STRONG if bar.strong else _LABEL
            # The table below the chart has the whole name.
            label = pen.shortened(bar.label, style, self.label_width - 6)
            pen.right(left - 6, middle - style.size * 0.36, label, style)
            if bar.length is not None and bar.length > 0:
                _fill(
                    pen,
                    left,
                    middle - _BAR / 2,
                    max(0.6, float(bar.length / self.end) * span),
                    _BAR,
                    bar.tone,
                )
            figures_at = left + span + self.figure_width
            figure = fitted(bar.figure, style, self.figure_width - 8, pen.type)
            pen.right(figures_at, middle - figure.size * 0.36, bar.figure, figure)
            pen.text(figures_at + 6, middle - _SMALL.size * 0.36, bar.remark, _SMALL)
        pen.canvas.setStrokeColorRGB(*QUIET)
        pen.canvas.setLineWidth(0.7)
        pen.canvas.line(left, upper, left, lower)
        self._target(pen, left, span, upper, lower)
        _legend(pen, left, lower - 31)

    def _scale(self, pen: Pen, left: float, span: float, upper: float, lower: float) -> None:
        parts = 4 if (self.end * 4).denominator == 1 or self.end.denominator > 1 else 5
        for part in range(parts + 1):
            at = left + span * part / parts
            pen.canvas.setStrokeColorRGB(*RULE)
            pen.canvas.setLineWidth(0.35)
            pen.canvas.line(at, upper, at, lower)
            text = axis_text(self.end * part / parts)
            pen.centre(at, lower - 13, text, fitted(text, _SMALL, span / parts - 4, pen.type))

    def _target(self, pen: Pen, left: float, span: float, upper: float, lower: float) -> None:
        at = left + float(self.target / self.end) * span
        pen.canvas.saveState()
        pen.canvas.setStrokeColorRGB(*BRICK)
        pen.canvas.setLineWidth(1.1)
        pen.canvas.setDash(4, 2)
        pen.canvas.line(at, upper + 5, at, lower)
        pen.canvas.restoreState()
        room = pen.type.width(self.target_text, _TARGET) / 2
        pen.centre(
            min(max(at, left + room), left + span + self.figure_width - room),
            upper + 8,
            self.target_text,
            _TARGET,
        )


def fitted(text: str, style: Style, room: float, type_: Typesetter) -> Style:
    """The style, smaller where the text needs more than its room."""
    needed = type_.width(text, style)
    if needed <= room:
        return style
    size = style.size * room / needed
    return Style(style.role, size, style.leading, style.colour)


def axis_text(figure: Fraction) -> str:
    """An axis figure; the ends of scales are chosen so that three decimals always suffice."""
    text = f"{float(figure):.3f}".rstrip("0").rstrip(".")
    return text or "0"


def _fill(pen: Pen, x: float, y: float, width: float, height: float, tone: Tone) -> None:
    canvas = pen.canvas
    if tone in (Tone.MET, Tone.PLAIN):
        canvas.setFillColorRGB(*_SOLID)
        canvas.setStrokeColorRGB(*ACCENT)
        canvas.setLineWidth(0.5)
        canvas.rect(x, y, width, height, stroke=1, fill=1)
        return
    colour = _OUTLINE if tone is Tone.UNMET else QUIET
    canvas.setFillColorRGB(1, 1, 1)
    canvas.setStrokeColorRGB(*colour)
    canvas.setLineWidth(0.7)
    canvas.rect(x, y, width, height, stroke=1, fill=1)
    if tone is Tone.UNMET:
        canvas.setLineWidth(0.5)
        canvas.lines(_hatch(x, y, width, height))


def _hatch(x: float, y: float, width: float, height: float) -> list[tuple[float, float, float, float]]:
    """Rising diagonals, 4 points apart, cut at the edges of the bar."""
    segments = []
    offset = -height + 4.0
    while offset < width:
        start, stop = max(offset, 0.0), min(offset + height, width)
        segments.append((x + start, y + start - offset, x + stop, y + stop - offset))
        offset += 4.0
    return segments


def _legend(pen: Pen, x: float, y: float) -> None:
    for tone, words in _LEGEND:
        _fill(pen, x, y, 14, 7, tone)
        pen.text(x + 18, y + 0.8, words, _SMALL)
        x += 18 + pen.type.width(words, _SMALL) + 14
