"""Draws a `Report`: cover, contents, sections in their order, bookmarks, running heads."""

from collections.abc import Mapping
from functools import partial
from itertools import zip_longest

from reports.fonts import FontFiles
from reports.model import (
    Chart,
    Content,
    CourseChart,
    Facts,
    Figures,
    Grid,
    Heading,
    Paragraph,
    Report,
    Seals,
    Section,
    Title,
)
from reports.pdf.blocks import (
    FigureStrip,
    lay_facts,
    lay_heading,
    lay_opening,
    lay_paragraph,
    lay_title,
)
from reports.pdf.charts import lay_chart
from reports.pdf.contents import lay_entry
from reports.pdf.course import CourseLine
from reports.pdf.flow import Block, Break, Sheet, Space, paginate
from reports.pdf.frame import BRICK, INK, LEAST_SIZE, MM, RUNNING, TITLE_SIZE, Page, Pen, Properties
from reports.pdf.linebreak import wrap
from reports.pdf.seals import lay_seals
from reports.pdf.tables import Row, lay_grid
from reports.pdf.typeface import Style, Typesetter

_CONTENTS = "contents"
_COVER_FACTS = 130 * MM
_PLACE_ROOM = 102.0
_BETWEEN = 16.0  # points above a section that goes on below another


def draw_report(report: Report, fonts: FontFiles) -> tuple[bytes, frozenset[str]]:
    """The PDF, and the characters that no face could draw (each stands as 〓 in the document)."""
    heading = f"{report.place}{report.period}{report.title}"
    subject = "　".join((f"数据截止 {report.as_of.isoformat()}", *report.labels))
    pen = Pen(fonts, Properties(heading, subject, report.creator, report.author, report.keywords))
    pages: dict[str, int] = {}
    sheets = _contents(report, pages, pen.type)
    for section in report.sections:
        _add(sheets, section, pen.type)
    for number, sheet in enumerate(sheets, start=2):
        for anchor in sheet.anchors:
            pages.setdefault(anchor, number)
    pen.anchors = frozenset(pages) | _row_anchors(report)
    _cover(pen, report)
    outline = {section.anchor: section for section in report.sections}
    for number, sheet in enumerate(sheets, start=2):
        _draw_sheet(pen, report, sheet, number, outline)
    return pen.finish(), frozenset(pen.type.missing)


def _row_anchors(report: Report) -> frozenset[str]:
    grids = (one for section in report.sections for one in section.content if isinstance(one, Grid))
    return frozenset(anchor for grid in grids for anchor in grid.anchors.values())


def _add(sheets: list[Sheet], section: Section, type_: Typesetter) -> None:
    """The section's pages after those that there are, or on the last of them where it may go on there."""
    page = Page(section.landscape)
    blocks = lay_section(section, page, type_)
    last = sheets[-1] if sheets else None
    flowing = last if section.flows and last is not None and last.page == page else None
    if flowing is not None and page.height - flowing.used < section.room * page.height:
        flowing = None
    if flowing is not None:
        blocks.insert(0, Space(_BETWEEN, keeps=True))
    sheets += paginate(blocks, page, section.anchor, flowing)


def lay_section(section: Section, page: Page, type_: Typesetter) -> list[Block]:
    """All blocks of a section for a page of this size."""
    blocks: list[Block] = []
    contents = list(section.content)
    if contents and isinstance(contents[0], Title):
        blocks += lay_title(contents[0].lines, contents[0].sub, page.width, type_)
        contents.pop(0)
    opening = lay_opening(
        section.number, section.title, section.verdict, section.tone, page.width, type_, section.level
    )
    blocks.append(opening)
    for content, after in zip_longest(contents, contents[1:]):
        laid = _lay(content, page, type_)
        if laid and isinstance(content, Facts | Grid | Chart | CourseChart | Figures | Seals):
            noted = isinstance(content, Grid) and isinstance(after, Paragraph) and after.note
            if noted and isinstance(laid[-1], Row):
                laid[-1].keeps = True
            headed = isinstance(content, Figures)  # which stand over what they sum up
            if headed and isinstance(laid[-1], FigureStrip):
                laid[-1].keeps = True
            laid = [Space(4, keeps=True), *laid, Space(8, keeps=noted or headed)]
        blocks += laid
    return blocks


def _lay(content: Content, page: Page, type_: Typesetter) -> list[Block]:
    width, height = page.width, page.height
    match content:
        case Heading():
            laid = lay_heading(content.text, width, type_)
            return [Break(content.room * height), *laid] if content.room else laid
        case Paragraph():
            return lay_paragraph(content.text, width, type_, content.note)
        case Figures():
            return [FigureStrip(content.figures, width)]
        case Facts():
            return lay_facts(content.facts, width, type_)
        case Chart():
            return lay_chart(content, width, type_)
        case CourseChart():
            return [CourseLine(content, width)]
        case Grid():
            return lay_grid(content, width, type_)
        case Title():
            return lay_title(content.lines, content.sub, width, type_)
        case Seals():
            return lay_seals(content.names, width)


def _contents(report: Report, pages: Mapping[str, int], type_: Typesetter) -> list[Sheet]:
    page = Page()
    blocks: list[Block] = [
        *lay_title(("目　录",), "", page.width, type_),
    ]
    for section in report.sections:
        number = section.number.removeprefix("指标").strip()
        blocks.append(
            lay_entry(section.anchor, number, section.title, section.level, page.width, pages, type_)
        )
    return paginate(blocks, page, _CONTENTS)


def _draw_sheet(pen: Pen, report: Report, sheet: Sheet, number: int, outline: Mapping[str, Section]) -> None:
    pen.canvas.setPageSize(sheet.page.size)
    for anchor in sheet.anchors:
        section = outline.get(anchor)
        title = f"{section.number} {section.title}".strip() if section else "目录"
        pen.canvas.bookmarkPage(anchor)
        pen.canvas.addOutlineEntry(title, anchor, section.level if section else 0, closed=True)
    left = f"{report.place}{report.period}{report.title}　截止 {report.as_of.isoformat()}"
    pen.running(sheet.page, left, report.labels, number)
    sheet.draw(pen)
    pen.canvas.showPage()


def _cover(pen: Pen, report: Report) -> None:
    page = Page()
    height = page.size[1]
    middle = page.left + page.width / 2
    pen.canvas.setPageSize(page.size)
    pen.canvas.bookmarkPage("cover")
    pen.canvas.addOutlineEntry("封面", "cover", 0)
    edge = page.left + page.width
    for label in report.labels:
        edge = pen.label_box(edge, height - 26 * MM, label, Style("hei-bold", 14, 18, BRICK)) - 10
    title = Style("title", 30, 44, INK)
    place, lines = _place(report.place, page.width, pen.type)
    y = height - 84 * MM
    for line in lines:
        pen.centre(middle, y, line, place)
        y -= place.leading
    y -= 8 + 34 - place.leading
    for line in wrap(report.title, page.width, lambda piece: pen.type.width(piece, title)):
        pen.centre(middle, y, line, title)
        y -= title.leading
    pen.rule(middle - 30 * MM, y + 12, 60 * MM, INK, 1.2)
    pen.centre(middle, y - 20, report.period, Style("song", 16, 24, INK))
    blocks = lay_facts(report.facts, _COVER_FACTS, pen.type)
    top = page.foot + 18 * MM + sum(block.height for block in blocks)
    for block in blocks:
        block.draw(pen, middle - _COVER_FACTS / 2, top)
        top -= block.height
    pen.centre(middle, page.foot + 6 * MM, f"{report.creator} 依据登记的记录计算编制", RUNNING)
    pen.canvas.showPage()


def _place(name: str, width: float, type_: Typesetter) -> tuple[Style, list[str]]:
    """The name over the title: smaller where it would run into what stands below it."""
    style = Style("title", TITLE_SIZE, 34, INK)
    while True:
        lines = wrap(name, width, partial(_width, type_, style))
        if len(lines) * style.leading <= _PLACE_ROOM or style.size <= LEAST_SIZE:
            return style, lines
        style = Style(style.role, style.size - 1, style.leading - 1.5, INK)


def _width(type_: Typesetter, style: Style, text: str) -> float:
    return type_.width(text, style)
