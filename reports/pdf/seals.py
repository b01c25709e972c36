"""Places for seals: frames of one size, two beside each other, with who seals and room for the date."""

from dataclasses import dataclass

from reports.pdf.flow import Block
from reports.pdf.frame import INK, LABEL, QUIET, Pen
from reports.pdf.linebreak import wrap
from reports.pdf.typeface import Style

_HEIGHT = 118.0
_GAP = 12.0
_MOST_LINES = 5  # of a name; the table of signatures above has it whole
_NAME = Style("hei", 12, 16, INK)


@dataclass(slots=True)
class SealRow:
    """Up to two places."""

    names: tuple[str, ...]
    width: float
    height: float = _HEIGHT + _GAP
    keeps: bool = False
    lead: Block | None = None

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Frame, name, the word 盖章处, and the line for the date."""
        each = (self.width - _GAP) / 2
        for number, name in enumerate(self.names):
            left = x + number * (each + _GAP)
            pen.canvas.setStrokeColorRGB(*QUIET)
            pen.canvas.setLineWidth(0.7)
            pen.canvas.setDash(3, 2)
            pen.canvas.rect(left, top - _HEIGHT, each, _HEIGHT, stroke=1, fill=0)
            pen.canvas.setDash()
            lines = wrap(name, each - 20, lambda piece: pen.type.width(piece, _NAME))
            for line, text in enumerate(lines[:_MOST_LINES]):
                pen.text(left + 10, top - 20 - line * _NAME.leading, text, _NAME)
            if len(lines) < 3:
                pen.centre(left + each / 2, top - _HEIGHT / 2 - 4, "（盖章处）", LABEL)
            pen.right(left + each - 10, top - _HEIGHT + 10, "年　　月　　日", LABEL)


def lay_seals(names: tuple[str, ...], width: float) -> list[Block]:
    """Rows of two."""
    return [SealRow(names[at : at + 2], width) for at in range(0, len(names), 2)]
