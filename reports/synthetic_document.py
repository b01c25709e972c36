"""Drawing a made-up document of evidence: a head with issuer, number and title, lines of text, the label on every page."""

from collections.abc import Sequence
from datetime import date

from domain.errors import RuleViolation
from reports.fonts import FontFiles
from reports.pdf.frame import BRICK, INK, QUIET, Page, Pen, Properties
from reports.pdf.linebreak import wrap
from reports.pdf.typeface import Style

LABEL = "合成数据"
HEAD = Style("song-bold", 20, 28, BRICK)
TITLE = Style("song-bold", 16, 24, INK)
TEXT = Style("song", 12, 20, INK)
SMALL = Style("song", 11, 18, QUIET)


class DocumentTooLong(RuleViolation):
    """A page's lines do not fit on it."""

    code = "document-too-long"

    def __init__(self, title: str) -> None:
        super().__init__(f"《{title}》有一页的内容放不下，请减少每页的内容", title=title)


def draw_document(
    *,
    issuer: str,
    number: str,
    title: str,
    issued_on: date,
    pages: Sequence[Sequence[str]],
    fonts: FontFiles,
    creator: str,
) -> bytes:
    """The document as PDF with its faces embedded. Same content, same bytes. Raises `DocumentTooLong`."""
    pen, page = Pen(fonts, Properties(title, title, creator)), Page()
    for at, lines in enumerate(pages, start=1):
        pen.running(page, issuer, (LABEL,), at)
        y = page.top - HEAD.leading
        if at == 1:
            y = _head(pen, page, y, issuer, number, title)
        y = _body(pen, page, y, lines)
        if at == len(pages):
            pen.right(page.left + page.width, y - TEXT.leading, issuer, TEXT)
            told = f"{issued_on.year}年{issued_on.month}月{issued_on.day}日"
            pen.right(page.left + page.width, y - 2 * TEXT.leading, told, TEXT)
            y -= 2 * TEXT.leading
        if y < page.foot:
            raise DocumentTooLong(title)
        pen.canvas.showPage()
    return pen.finish()


def _head(pen: Pen, page: Page, y: float, issuer: str, number: str, title: str) -> float:
    middle = page.left + page.width / 2
    pen.centre(middle, y, f"{issuer}文件", HEAD)
    pen.centre(middle, y - 26, number, SMALL)
    pen.rule(page.left, y - 36, page.width, BRICK, 1.2)
    y -= 44 + TITLE.leading
    for line in wrap(title, page.width, lambda text: pen.type.width(text, TITLE)):
        pen.centre(middle, y, line, TITLE)
        y -= TITLE.leading
    return y - 6


def _body(pen: Pen, page: Page, y: float, lines: Sequence[str]) -> float:
    indent = 2 * TEXT.size
    placed: list[tuple[float, float, str, Style]] = []
    for text in lines:
        for at, line in enumerate(wrap(text, page.width, lambda some: pen.type.width(some, TEXT), indent)):
            placed.append((page.left + (0 if at else indent), y, line, TEXT))
            y -= TEXT.leading
    pen.texts(placed)
    return y
