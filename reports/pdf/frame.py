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
# GB/T 9704-2012: the type area of 156 × 225 mm lies 37 mm below the upper edge and 28 mm from the binding edge.
BINDING = 28 * MM
TOP_MARGIN = 37 * MM
TYPE_WIDTH, TYPE_HEIGHT = 156 * MM, 225 * MM
LINES, CHARACTERS = 22, 28
LINE_PITCH = TYPE_HEIGHT / LINES
CHARACTER_PITCH = TYPE_WIDTH / CHARACTERS
BODY_SIZE = 16.0  # 3号
TITLE_SIZE = 22.0  # 2号
PAGE_NUMBER_SIZE = 14.0  # 4号
PAGE_NUMBER_BELOW = 7 * MM  # from the type area to the upper edge of the page number's dashes
# Two faces on one line stand closer than their bodies, so that 28 characters of 3号 fill the 156 mm.
TIGHTEN = CHARACTER_PITCH - BODY_SIZE
HEADER_ABOVE = 9 * MM  # from the type area up to the baseline of what stands above it
LEAST_SIZE = 10.5  # of anything in a table or a chart

Colour = tuple[float, float, float]
INK: Colour = (0.10, 0.10, 0.11)
QUIET: Colour = (0.32, 0.33, 0.35)
ACCENT: Colour = (0.10, 0.10, 0.11)
RULE: Colour = (0.62, 0.64, 0.66)
WASH: Colour = (0.93, 0.935, 0.94)
PINE: Colour = (0.08, 0.33, 0.22)
BRICK: Colour = (0.60, 0.12, 0.10)

BODY = Style("body", BODY_SIZE, LINE_PITCH, INK)
NOTE = Style("note", 12, 17.5, INK)
CELL = Style("hei", LEAST_SIZE, 14.5, INK)
CELL_STRONG = Style("hei-bold", LEAST_SIZE, 14.5, INK)
HEAD_CELL = Style("hei-bold", LEAST_SIZE, 14.5, ACCENT)
LABEL = Style("hei", LEAST_SIZE, 14.5, QUIET)
TITLE = Style("title", TITLE_SIZE, 34, INK)
CHAPTER = Style("heading", BODY_SIZE, LINE_PITCH, INK)
SECTION = Style("note", BODY_SIZE, LINE_PITCH, INK)
SUBHEAD = Style("hei-bold", 12, 18, INK)
RUNNING = Style("hei", LEAST_SIZE, 14, QUIET)
FIGURE = Style("hei-bold", 18, 22, INK)


@dataclass(frozen=True, slots=True)
class Page:
    """The size of a page and its type area; y grows upwards as in PDF.

    A landscape page is the portrait page turned: its head lies at the binding edge, and its page number stays where
    the portrait page has it, as the standard asks of tables that lie across.
    """

    landscape: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return (A4[1], A4[0]) if self.landscape else A4

    @property
    def left(self) -> float:
        """Left edge of the type area."""
        return A4[1] - TOP_MARGIN - TYPE_HEIGHT if self.landscape else BINDING

    @property
    def width(self) -> float:
        """Width of the type area."""
        return TYPE_HEIGHT if self.landscape else TYPE_WIDTH

    @property
    def top(self) -> float:
        """Upper edge of the type area."""
        return self.size[1] - (BINDING if self.landscape else TOP_MARGIN)

    @property
    def foot(self) -> float:
        """Lower edge of the type area."""
        return self.top - self.height

    @property
    def height(self) -> float:
        """Height of the type area."""
        return TYPE_WIDTH if self.landscape else TYPE_HEIGHT


@dataclass(frozen=True, slots=True)
class Properties:
    """What the document says of itself to a reader program."""

    title: str
    subject: str
    creator: str
    author: str = ""
    keywords: str = ""


class Pen:
    """Writes text and rules on the pages of one document.

    Same calls, same bytes: reportlab's invariant mode fixes dates and identifiers, and streams stay uncompressed
    because the output of zlib differs between its versions.
    """

    def __init__(self, fonts: FontFiles, properties: Properties) -> None:
        self.type = Typesetter(fonts)
        self.anchors: frozenset[str] = frozenset()  # the places that links may lead to
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
        self.canvas.setAuthor(properties.author)
        self.canvas.setKeywords(properties.keywords)
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

    def link(self, anchor: str, x: float, y: float, width: float, height: float) -> None:
        """A rectangle that leads to another place of the document, if it has it; y is its lower edge."""
        if anchor in self.anchors:
            self.canvas.linkRect(
                "", anchor, (x, y, x + width, y + height), relative=0, thickness=0, Border="[0 0 0]"
            )

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

    def running(self, page: Page, left: str, labels: Iterable[str], number: int) -> None:
        """What stands above the type area, and the page number below it."""
        y = page.top + HEADER_ABOVE * (0.55 if page.landscape else 1)
        edge = page.left + page.width
        for label in labels:
            edge = self.label_box(edge, y, label, Style("hei-bold", LEAST_SIZE, 14, BRICK)) - 8
        room = edge - page.left
        size = max(8.0, min(RUNNING.size, RUNNING.size * room / max(1.0, self.type.width(left, RUNNING))))
        style = Style(RUNNING.role, size, RUNNING.leading, RUNNING.colour)
        self.text(page.left, y, self.shortened(left, style, room), style)
        self.rule(page.left, y - 6, page.width)
        self._page_number(page, number)

    def shortened(self, text: str, style: Style, room: float) -> str:
        """The text, its middle left out where it is too wide; another place has it whole."""
        if self.type.width(text, style) <= room:
            return text
        keep = len(text) // 2
        while keep and self.type.width(f"{text[:keep]}…{text[-keep:]}", style) > room:
            keep -= 1
        return f"{text[:keep]}…{text[-keep:]}"

    def _page_number(self, page: Page, number: int) -> None:
        """`— 5 —` in 4号 outside: right on odd pages, left on even ones, one character from the edge."""
        style = Style("song", PAGE_NUMBER_SIZE, PAGE_NUMBER_SIZE, INK)
        text = f"— {number} —"
        width = self.type.width(text, style)
        down = PAGE_NUMBER_BELOW + PAGE_NUMBER_SIZE * 0.38
        portrait_left = BINDING + (TYPE_WIDTH - style.size - width if number % 2 else style.size)
        if not page.landscape:
            self.text(portrait_left, page.foot - down, text, style)
            return
        self.canvas.saveState()
        self.canvas.translate(page.left - down, A4[0] - portrait_left)
        self.canvas.rotate(-90)
        self.text(0, 0, text, style)
        self.canvas.restoreState()

    def finish(self) -> bytes:
        """The document."""
        self.canvas.save()
        return self._buffer.getvalue()
