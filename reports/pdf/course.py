"""The course of a figure through the year: a line of points over a scale that begins at 0, with its target.

The figures stand at the points themselves; a forecast is hollow and reached by a dashed line. Months whose figure is
not known interrupt the line.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from reports.model import CourseChart, Mark
from reports.pdf.charts import axis_text, fitted, nice_end
from reports.pdf.flow import Block
from reports.pdf.frame import BRICK, INK, LEAST_SIZE, QUIET, RULE, Pen
from reports.pdf.typeface import Style

_PLOT = 74.0
_TOP, _FOOT = 32.0, 20.0
_TEXT = Style("hei", LEAST_SIZE, 13, INK)
_QUIET = Style("hei", LEAST_SIZE, 13, QUIET)
_TARGET = Style("hei-bold", LEAST_SIZE, 13, BRICK)
_DOT = 2.3


@dataclass(slots=True)
class CourseLine:
    """One course."""

    chart: CourseChart
    width: float
    keeps: bool = False
    lead: Block | None = None

    @property
    def height(self) -> float:
        """Plot, words of the target above and labels of time below."""
        return _TOP + _PLOT + _FOOT

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Scale, target, line, points, figures."""
        marks = self.chart.marks
        known = [mark.height for mark in marks if mark.height is not None]
        end = nice_end(max([*known, self.chart.target]))
        floor = top - _TOP - _PLOT
        scale = [axis_text(end * part / 4) for part in range(5)]
        margin = min(self.width / 4, max(pen.type.width(text, _QUIET) for text in scale) + 6)
        left, width = x + margin, self.width - margin
        step = width / len(marks)
        places = [(left + (at + 0.5) * step, mark) for at, mark in enumerate(marks)]
        for part, text in enumerate(scale):
            y = floor + _PLOT * part / 4
            pen.rule(left, y, width, *((RULE, 0.35) if part else (QUIET, 0.7)))
            pen.right(left - 5, y - 3.7, text, fitted(text, _QUIET, margin - 6, pen.type))
        self._target(pen, left, width, floor, end)
        self._line(pen, places, floor, end)
        for at, mark in places:
            pen.centre(at, floor - 15, mark.label, _QUIET)
            if mark.height is not None:
                self._point(pen, at, floor + float(mark.height / end) * _PLOT, mark, (x, x + self.width))

    def _target(self, pen: Pen, x: float, width: float, floor: float, end: Fraction) -> None:
        y = floor + float(self.chart.target / end) * _PLOT
        pen.canvas.saveState()
        pen.canvas.setStrokeColorRGB(*BRICK)
        pen.canvas.setLineWidth(1.1)
        pen.canvas.setDash(5, 2.5)
        pen.canvas.line(x, y, x + width, y)
        pen.canvas.restoreState()
        pen.right(x + width, floor + _PLOT + 21, self.chart.target_text, _TARGET)

    def _line(self, pen: Pen, places: list[tuple[float, Mark]], floor: float, end: Fraction) -> None:
        pen.canvas.setStrokeColorRGB(*INK)
        for (left, before), (right, after) in pairwise(places):
            if before.height is None or after.height is None:
                continue
            pen.canvas.saveState()
            pen.canvas.setLineWidth(1.2)
            if after.forecast:
                pen.canvas.setDash(2, 2)
            low, high = (floor + float(height / end) * _PLOT for height in (before.height, after.height))
            pen.canvas.line(left, low, right, high)
            pen.canvas.restoreState()

    def _point(self, pen: Pen, at: float, y: float, mark: Mark, edges: tuple[float, float]) -> None:
        pen.canvas.setStrokeColorRGB(*INK)
        pen.canvas.setLineWidth(1)
        if mark.forecast:
            pen.canvas.setFillColorRGB(1, 1, 1)
        else:
            pen.canvas.setFillColorRGB(*INK)
        pen.canvas.circle(at, y, _DOT, stroke=1, fill=1)
        if not mark.figure:
            return
        style = fitted(mark.figure, _TEXT, edges[1] - edges[0], pen.type)
        width = pen.type.width(mark.figure, style)
        middle = min(max(at, edges[0] + width / 2), edges[1] - width / 2)
        pen.canvas.setFillColorRGB(1, 1, 1)
        pen.canvas.rect(middle - width / 2 - 0.5, y + 3.5, width + 1, LEAST_SIZE, stroke=0, fill=1)
        pen.centre(middle, y + 5, mark.figure, style)
