"""Draws a `Report`: cover, contents, sections in their order, bookmarks, running heads."""

from collections.abc import Mapping

from reports.fonts import FontFiles
from reports.model import Chart, Content, Facts, Figures, Grid, Heading, Paragraph, Report, Section
from reports.pdf.blocks import FigureStrip, lay_facts, lay_heading, lay_opening, lay_paragraph
from reports.pdf.charts import lay_chart
from reports.pdf.contents import lay_entry
from reports.pdf.flow import Block, Break, Sheet, Space, paginate
from reports.pdf.frame import ACCENT, BRICK, INK, MM, QUIET, Page, Pen, Properties
from reports.pdf.linebreak import wrap
from reports.pdf.tables import lay_grid
from reports.pdf.typeface import Style, Typesetter

_CONTENTS = "contents"
_OFFICE_FACES = {"body": "仿宋", "note": "楷体", "title": "小标宋"}


def draw_report(report: Report, fonts: FontFiles) -> tuple[bytes, frozenset[str]]:
    """The PDF, and the characters that no face could draw (each stands as 〓 in the document)."""
    heading = f"{report.place}{report.period}{report.title}"
    pen = Pen(
        fonts,
        Properties(heading, f"数据截止 {report.as_of.isoformat()} {report.label}".strip(), report.creator),
    )
    pages: dict[str, int] = {}
    sheets = _contents(report, pages, pen.type)
    for section in report.sections:
        page = Page(section.landscape)
        running = f"{section.number} {section.title}".strip() if len(section.title) <= 16 else section.number
        sheets += paginate(lay_section(section, page, pen.type), page, section.anchor, running)
    for number, sheet in enumerate(sheets, start=2):
        pages.setdefault(sheet.anchor, number)
    _cover(pen, report)
    outline = {section.anchor: section for section in report.sections}
    for number, sheet in enumerate(sheets, start=2):
        _draw_sheet(pen, report, sheet, number, len(sheets) + 1, pages, outline)
    return pen.finish(), frozenset(pen.type.missing)


def lay_section(section: Section, page: Page, type_: Typesetter) -> list[Block]:
    """All blocks of a section for a page of this size."""
    opening = lay_opening(section.number, section.title, section.verdict, section.tone, page.width, type_)
    blocks: list[Block] = [opening]
    for content in section.content:
        used = sum(block.height for block in blocks)
        laid = _lay(content, page.width, type_, page.height - used)
        if laid and isinstance(content, Facts | Grid | Chart | Figures):
            laid.append(Space(7))
        elif laid and isinstance(content, Paragraph):
            laid.append(Space(5))
        blocks += laid
    return blocks


def _lay(content: Content, width: float, type_: Typesetter, left: float) -> list[Block]:
    match content:
        case Heading():
            laid = lay_heading(content.text, width, type_)
            return [Break(), *laid] if content.new_page else laid
        case Paragraph():
            return lay_paragraph(content.text, width, type_, content.note)
        case Figures():
            return [FigureStrip(content.figures, width)]
        case Facts():
            return lay_facts(content.facts, width, type_)
        case Chart():
            return lay_chart(content, width, type_)
        case Grid():
            return lay_grid(content, width, type_, left)


def _contents(report: Report, pages: Mapping[str, int], type_: Typesetter) -> list[Sheet]:
    page = Page()
    blocks: list[Block] = [lay_opening("", "目　录", "", report.sections[0].tone, page.width, type_)]
    for section in report.sections:
        number = section.number.removeprefix("指标").strip()
        blocks.append(
            lay_entry(section.anchor, number, section.title, section.level, page.width, pages, type_)
        )
    return paginate(blocks, page, _CONTENTS, "目录")


def _draw_sheet(
    pen: Pen,
    report: Report,
    sheet: Sheet,
    number: int,
    total: int,
    pages: Mapping[str, int],
    outline: Mapping[str, Section],
) -> None:
    pen.canvas.setPageSize(sheet.page.size)
    if pages[sheet.anchor] == number:
        pen.canvas.bookmarkPage(sheet.anchor)
        section = outline.get(sheet.anchor)
        title = f"{section.number} {section.title}".strip() if section else "目录"
        pen.canvas.addOutlineEntry(title, sheet.anchor, section.level if section else 0, closed=True)
    left = f"{report.place}{report.period}{report.title}　截止 {report.as_of.isoformat()}"
    pen.running(sheet.page, left, sheet.running, report.label, number, total)
    sheet.draw(pen)
    pen.canvas.showPage()


def _cover(pen: Pen, report: Report) -> None:
    page = Page()
    width, height = page.size
    pen.canvas.setPageSize(page.size)
    pen.canvas.bookmarkPage("cover")
    pen.canvas.addOutlineEntry("封面", "cover", 0)
    if report.label:
        pen.label_box(
            page.left + page.width, height - 24 * MM, report.label, Style("hei-bold", 13, 18, BRICK)
        )
    title = Style("title", 30, 44, INK)
    place = Style("title", 22, 34, ACCENT)
    y = height - 84 * MM
    for line in wrap(report.place, page.width, lambda piece: pen.type.width(piece, place)):
        pen.centre(width / 2, y, line, place)
        y -= place.leading
    y -= 8
    for line in wrap(report.title, page.width, lambda piece: pen.type.width(piece, title)):
        pen.centre(width / 2, y, line, title)
        y -= title.leading
    pen.rule(width / 2 - 30 * MM, y + 12, 60 * MM, ACCENT, 1.4)
    pen.centre(width / 2, y - 20, report.period, Style("song", 16, 24, INK))
    blocks = lay_facts(report.facts, 118 * MM, pen.type)
    top = 52 * MM + sum(block.height for block in blocks)
    for block in blocks:
        block.draw(pen, (width - 118 * MM) / 2, top)
        top -= block.height
    pen.centre(width / 2, 27 * MM, f"{report.creator} 依据登记的记录计算编制", Style("hei", 9, 12, QUIET))
    if pen.type.stand_ins:
        faces = "、".join(_OFFICE_FACES[role] for role in pen.type.stand_ins)
        pen.centre(width / 2, 21 * MM, f"未配置{faces}字体，以思源宋体代替", Style("hei", 7.5, 10, QUIET))
    pen.canvas.showPage()
