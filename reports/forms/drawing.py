"""Drawing forms: rows as high as their text needs, the text as large as the page allows, never beyond its cell.

One size serves the whole page: the largest of `SIZES` at which everything fits. What does not fit even at the least
size is refused with `FormOverflow`; nothing is ever cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics.barcode.qr import QrCodeWidget

from domain.errors import RuleViolation
from reports.fonts import FontFiles
from reports.forms.model import Block, Cell, CellKind, FormPage, Row
from reports.pdf.frame import A4, INK, MM, QUIET, Pen, Properties
from reports.pdf.linebreak import wrap
from reports.pdf.typeface import Style, Typesetter

SIZES = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0)
ROOMY = 8.0  # below this size rows give up some of their least height too
LEADING = 1.3
LEFT, TOP, FOOT = 18 * MM, 14 * MM, 12 * MM
WIDTH = A4[0] - 2 * LEFT
PADDING = 1.3 * MM
TITLE = Style("song-bold", 16, 22, INK)
SUBTITLE = Style("song", 9.5, 13, INK)
FOOT_STYLE = Style("hei", 7.5, 10, QUIET)
CODE_SIDE = 17 * MM


class FormOverflow(RuleViolation):
    """What was filled in does not fit on the one page that the form has."""

    code = "form-overflow"

    def __init__(self, title: str) -> None:
        super().__init__(f"《{title}》的内容过多，一页放不下，请缩短备注等较长的内容后再打印", title=title)


@dataclass(frozen=True, slots=True)
class _Laid:
    """A row with its height and the lines of its cells."""

    row: Row
    height: float
    cells: tuple[tuple[float, Style, list[str]], ...]


def draw_form(pages: Sequence[FormPage], fonts: FontFiles, *, creator: str) -> tuple[bytes, frozenset[str]]:
    """The document, and the characters that no face could draw. Same pages, same bytes. Raises `FormOverflow`."""
    pen = Pen(fonts, Properties(pages[0].title, pages[0].title, creator))
    for page in pages:
        _draw_page(pen, page)
        pen.canvas.showPage()
    return pen.finish(), frozenset(pen.type.missing)


def _draw_page(pen: Pen, page: FormPage) -> None:
    head = _head_height(page)
    available = A4[1] - TOP - FOOT - head - (10 if page.foot else 0)
    size, laid = _fitted(page, available, pen.type)
    used = sum(_block_height(block, rows, size) for block, rows in zip(page.blocks, laid, strict=True))
    spare = available - used
    if page.mark:
        _mark(pen, page.mark)
    _head(pen, page)
    y = A4[1] - TOP - head
    stretching = sum(row.row.stretch for rows in laid for row in rows)
    gap = 0.0 if stretching or len(page.blocks) < 2 else spare / len(page.blocks)
    for number, (block, rows) in enumerate(zip(page.blocks, laid, strict=True)):
        grown = [_grown(row, spare, stretching) for row in rows]
        if number and page.cut:
            _cut_line(pen, y - gap / 2)
        y = _draw_block(pen, block, grown, y - gap, size)
    if page.foot:
        pen.centre(A4[0] / 2, FOOT - 2, page.foot + _missing_words(pen), FOOT_STYLE)


def _missing_words(pen: Pen) -> str:
    """Which characters no face has, by their code points: a reader can write them in by hand."""
    if not pen.type.missing:
        return ""
    named = sorted(pen.type.missing)
    listed = "、".join(f"U+{ord(one):04X}" for one in named[:8]) + ("等" if len(named) > 8 else "")
    return f"　〓为字库没有的字（{listed}），请手写补正"


def _fitted(page: FormPage, available: float, type_: Typesetter) -> tuple[float, list[list[_Laid]]]:
    for size in SIZES:
        laid = [[_lay(row, size, type_) for row in block.rows] for block in page.blocks]
        heights = [_block_height(block, rows, size) for block, rows in zip(page.blocks, laid, strict=True)]
        if sum(heights) <= available:
            return size, laid
    raise FormOverflow(page.title)


def _lay(row: Row, size: float, type_: Typesetter) -> _Laid:
    shares = sum(cell.share for cell in row.cells)
    cells = []
    height = row.least * MM * min(1.0, size / ROOMY)
    for cell in row.cells:
        width = WIDTH * cell.share / shares
        style = _style(cell.kind, size)
        lines = _lines(cell, width - 2 * PADDING, style, type_)
        height = max(height, len(lines) * style.leading + 2 * PADDING)
        cells.append((width, style, lines))
    return _Laid(row, height, tuple(cells))


def _style(kind: CellKind, size: float) -> Style:
    """Running text is larger and wider set than what stands in cells."""
    if kind is CellKind.PROSE:
        return Style("song", size * 1.25, size * 2.1, INK)
    return Style("hei" if kind is CellKind.LABEL else "song", size, size * LEADING, INK)


def _lines(cell: Cell, width: float, style: Style, type_: Typesetter) -> list[str]:
    if cell.kind is not CellKind.PROSE:
        return wrap(cell.text, width, lambda piece: type_.width(piece, style))
    lines: list[str] = []
    for paragraph in cell.text.split("\n"):
        lines += wrap(f"　　{paragraph}", width, lambda piece: type_.width(piece, style))
    return lines


def _grown(row: _Laid, spare: float, stretching: int) -> _Laid:
    if not row.row.stretch:
        return row
    return _Laid(row.row, row.height + spare * row.row.stretch / stretching, row.cells)


def _block_height(block: Block, rows: Sequence[_Laid], size: float) -> float:
    words = len(block.below) * size * LEADING + (4 if block.below else 0)
    title = TITLE.leading if block.title else 0.0
    above = SUBTITLE.leading + 3 if any(block.above) else 0.0
    return title + above + sum(row.height for row in rows) + words


def _draw_block(pen: Pen, block: Block, rows: Sequence[_Laid], y: float, size: float) -> float:
    if block.title:
        pen.centre(A4[0] / 2, y - TITLE.size, block.title, TITLE)
        y -= TITLE.leading
    if any(block.above):
        pen.text(LEFT, y - SUBTITLE.size, block.above[0], SUBTITLE)
        pen.right(LEFT + WIDTH, y - SUBTITLE.size, block.above[1], SUBTITLE)
        y -= SUBTITLE.leading + 3
    top = y
    pen.canvas.setStrokeColorRGB(*INK)
    for row in rows:
        _draw_row(pen, row, y)
        y -= row.height
    pen.canvas.setLineWidth(1.0)
    pen.canvas.setStrokeColorRGB(*INK)
    pen.canvas.rect(LEFT, y, WIDTH, top - y, stroke=1, fill=0)
    if block.below:
        y -= 4
    for line in block.below:
        pen.text(LEFT, y - size, line, Style("song", size, size * LEADING, INK))
        y -= size * LEADING
    return y


def _draw_row(pen: Pen, row: _Laid, top: float) -> None:
    x = LEFT
    for cell, (width, style, lines) in zip(row.row.cells, row.cells, strict=True):
        pen.canvas.setLineWidth(0.5)
        pen.canvas.setStrokeColorRGB(*INK)
        pen.canvas.rect(x, top - row.height, width, row.height, stroke=1, fill=0)
        used = len(lines) * style.leading
        above = PADDING if cell.kind is CellKind.PROSE else (row.height - used) / 2
        baseline = top - above - style.leading / 2 - style.size * 0.36
        for line in lines:
            if cell.kind is CellKind.LABEL:
                pen.centre(x + width / 2, baseline, line, style)
            else:
                pen.text(x + PADDING, baseline, line, style)
            baseline -= style.leading
        x += width


def _head_height(page: FormPage) -> float:
    height = (TITLE.leading if page.title else 0.0) + (SUBTITLE.leading if page.subtitle else 0.0)
    return max(height, CODE_SIDE if page.code else 0.0) + 4


def _head(pen: Pen, page: FormPage) -> None:
    top = A4[1] - TOP
    if page.code:
        _square_code(pen, page.code, LEFT + WIDTH - CODE_SIDE, top - CODE_SIDE)
    pen.centre(A4[0] / 2, top - TITLE.size, page.title, TITLE)
    pen.centre(A4[0] / 2, top - TITLE.leading - SUBTITLE.size, page.subtitle, SUBTITLE)
    if page.label:
        style = Style("hei-bold", 9, 12, (0.62, 0.17, 0.15))
        pen.label_box(LEFT + pen.type.width(page.label, style) + 10, top - 11, page.label, style)


def _square_code(pen: Pen, words: str, x: float, y: float) -> None:
    """A QR code of the words, module by module: a drawing of the library's would name a face that is not embedded."""
    code = QrCodeWidget(words, barLevel="M").qr  # type: ignore[attr-defined]  # made in its constructor
    code.make()
    count = code.getModuleCount()
    side = CODE_SIDE / count
    pen.canvas.setFillColorRGB(0, 0, 0)
    for row in range(count):
        for column in range(count):
            if code.isDark(row, column):
                place = (x + column * side, y + (count - 1 - row) * side)
                pen.canvas.rect(*place, side, side, stroke=0, fill=1)


def _mark(pen: Pen, words: str) -> None:
    """Large pale words across the page, below everything else."""
    canvas = pen.canvas
    canvas.saveState()
    canvas.translate(A4[0] / 2, A4[1] / 2)
    canvas.rotate(40)
    pen.centre(0, -40, words, Style("hei-bold", 130, 130, (0.92, 0.92, 0.92)))
    canvas.restoreState()


def _cut_line(pen: Pen, y: float) -> None:
    canvas = pen.canvas
    canvas.saveState()
    canvas.setDash(3, 3)
    pen.rule(LEFT, y, WIDTH, QUIET)
    canvas.restoreState()
    pen.centre(A4[0] / 2, y + 2, "沿此线裁开", FOOT_STYLE)
