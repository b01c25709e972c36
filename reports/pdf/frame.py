"""The page frame that all PDFs share: size and margins, type scale, colours, header and footer, document properties.

Also the `Pen`, the only thing that puts text on a page. What a document says is not known here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from reports.fonts import FontFiles
from reports.pdf.typeface import Style, Typesetter

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
MARGIN_SIDE = 24 * MM
MARGIN_TOP = 27 * MM
MARGIN_FOOT = 23 * MM
HEADER_AT = 17 * MM  # from the top edge to the baseline of the header
FOOTER_AT = 13 * MM  # from the foot edge to the baseline of the footer

Colour = tuple[float, float, float]
INK: Colour = (0.12, 0.13, 0.15)
QUIET: Colour = (0.40, 0.42, 0.45)
ACCENT: Colour = (0.13, 0.25, 0.40)
RULE: Colour = (0.74, 0.77, 0.80)
WASH: Colour = (0.945, 0.953, 0.963)
PINE: Colour = (0.12, 0.38, 0.28)
BRICK: Colour = (0.62, 0.17, 0.15)

BODY = Style("body", 10.5, 18, INK)
NOTE = Style("note", 9, 14.5, (0.26, 0.28, 0.31))
CELL = Style("hei", 8.5, 12, INK)
CELL_STRONG = Style("hei-bold", 8.5, 12, INK)
HEAD_CELL = Style("hei-bold", 8.5, 12, ACCENT)
LABEL = Style("hei", 8.5, 12, QUIET)
CHAPTER = Style("song-bold", 16, 22.5, ACCENT)
SUBHEAD = Style("hei-bold", 11, 16, ACCENT)
RUNNING = Style("hei", 8, 10, QUIET)
FIGURE = Style("hei-bold", 18, 22, INK)


@dataclass(frozen=True, slots=True)
class Page:
    """The size of a page and its type area; y grows upwards as in PDF."""

    landscape: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return (A4[1], A4[0]) if self.landscape else A4

    @property
    def left(self) -> float:
        """Left edge of the type area."""
        return MARGIN_SIDE

    @property
    def width(self) -> float:
        """Width of the type area."""
        return self.size[0] - 2 * MARGIN_SIDE

    @property
    def top(self) -> float:
        """Upper edge of the type area."""
        return self.size[1] - MARGIN_TOP

    @property
    def foot(self) -> float:
        """Lower edge of the type area."""
        return MARGIN_FOOT

    @property
    def height(self) -> float:
        """Height of the type area."""
        return self.top - self.foot


@dataclass(frozen=True, slots=True)
class Properties:
    """What the document says of itself to a reader program."""

    title: str
    subject: str
    creator: str


class Pen:
    """Writes text and rules on the pages of one document.

    Same calls, same bytes: reportlab's invariant mode fixes dates and identifiers, and streams stay uncompressed
    because the output of zlib differs between its versions.
    """

    def __init__(self, fonts: FontFiles, properties: Properties) -> None:
        self.type = Typesetter(fonts)
        self._buffer = BytesIO()
        self.canvas = Canvas(
            self._buffer,
            pagesize=A4,
            invariant=1,
            pageCompression=0,
            lang="zh-CN",
            initialFontName=self.type.base_name,  # type: ignore[arg-type]  # the stubs say float; a name is meant
        )
        self.canvas.setTitle(properties.title)
        self.canvas.setSubject(properties.subject)
        self.canvas.setCreator(properties.creator)
        self.canvas.setAuthor("")
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        self.canvas.showOutline()

    def text(self, x: float, y: float, text: str, style: Style, spread: float = 0.0) -> None:
        """Write a line with its baseline at y, starting at x; `spread` is added after every character."""
        if not text:
            return
        self.canvas.setFillColorRGB(*style.colour)
        for face, piece in self.type.runs(text, style.role):
            self.canvas.setFont(face.name, style.size)
            self.canvas.drawString(x, y, piece, charSpace=spread)
            x += face.width(piece, style.size) + spread * len(piece)

    def texts(self, lines: Iterable[tuple[float, float, str, Style]]) -> None:
        """Write many lines, each (x, baseline, text, style), in one go: a third of the time of single ones."""
        block = self.canvas.beginText()
        colour: Colour | None = None
        for x, y, text, style in lines:
            if style.colour != colour:
                colour = style.colour
                block.setFillColorRGB(*colour)
            for face, piece in self.type.runs(text, style.role):
                block.setFont(face.name, style.size)
                block.setTextOrigin(x, y)
                block.textOut(piece)
                x += face.width(piece, style.size)
        self.canvas.drawText(block)

    def right(self, x: float, y: float, text: str, style: Style) -> None:
        """Write a line that ends at x."""
        self.text(x - self.type.width(text, style), y, text, style)

    def centre(self, x: float, y: float, text: str, style: Style) -> None:
        """Write a line centred on x."""
        self.text(x - self.type.width(text, style) / 2, y, text, style)

    def rule(self, x: float, y: float, width: float, colour: Colour = RULE, weight: float = 0.5) -> None:
        """A horizontal line."""
        self.canvas.setStrokeColorRGB(*colour)
        self.canvas.setLineWidth(weight)
        self.canvas.line(x, y, x + width, y)

    def wash(self, x: float, y: float, width: float, height: float, colour: Colour = WASH) -> None:
        """A filled rectangle without outline; y is its lower edge."""
        self.canvas.setFillColorRGB(*colour)
        self.canvas.rect(x, y, width, height, stroke=0, fill=1)

    def label_box(self, right: float, y: float, text: str, style: Style) -> float:
        """A word in a frame that ends at `right`; returns where it begins."""
        width = self.type.width(text, style) + 10
        self.canvas.setStrokeColorRGB(*style.colour)
        self.canvas.setLineWidth(0.7)
        self.canvas.roundRect(
            right - width, y - style.size * 0.38, width, style.size * 1.6, 2, stroke=1, fill=0
        )
        self.text(right - width + 5, y, text, style)
        return right - width

    def running(self, page: Page, left: str, right: str, label: str, number: int, total: int) -> None:
        """Header and footer of a page."""
        y = page.size[1] - HEADER_AT
        self.text(page.left, y, left, RUNNING)
        edge = page.left + page.width
        if label:
            edge = self.label_box(edge, y, label, Style("hei-bold", 8, 10, BRICK)) - 8
        if page.left + self.type.width(left, RUNNING) + 12 <= edge - self.type.width(right, RUNNING):
            self.right(edge, y, right, RUNNING)
        self.rule(page.left, y - 6, page.width)
        self.centre(page.size[0] / 2, FOOTER_AT, f"第 {number} 页　共 {total} 页", RUNNING)

    def finish(self) -> bytes:
        """The document."""
        self.canvas.save()
        return self._buffer.getvalue()
