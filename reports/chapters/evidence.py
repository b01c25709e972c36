"""附件7 佐证材料目录, and what an indicator's section says of its evidence."""

from reports import wording
from reports.model import Align, Column, Content, Grid, Heading, PackageInput, Paragraph, Section
from reports.standing import EvidenceDocument


def evidence_section(given: PackageInput) -> Section:
    """Every document once, with the measures that it serves."""
    documents = given.papers.evidence
    if not documents:
        return Section("evidence", "附件7　佐证材料目录", (Paragraph("没有登记佐证材料。"), *_missing(given)))
    rows = tuple(
        (
            one.no,
            one.title,
            f"{one.issuer}\n{one.document_number}" if one.document_number else one.issuer,
            _day(one.issued_on),
            wording.NOTHING if one.pages is None else str(one.pages),
            one.secrecy,
            "、".join(one.measures),
            one.sha256[:16],
        )
        for one in documents
    )
    columns = (
        Column("编号", 84),
        Column("名称", 132),
        Column("发文单位和文号", 110),
        Column("日期", 66, Align.CENTRE),
        Column("页数", 36, Align.RIGHT),
        Column("公开属性", 58, Align.CENTRE),
        Column("指标", 60),
        Column("摘要（前16位）", 112),
    )
    return Section(
        "evidence",
        "附件7　佐证材料目录",
        (
            Paragraph(f"共{len(documents)}份。文件完整的摘要见材料包内的证据目录，核验时逐字节核对。"),
            Grid(columns, rows, anchors={at: document_anchor(one) for at, one in enumerate(documents)}),
            *_missing(given),
        ),
        landscape=True,
    )


def evidence_of(given: PackageInput, measure: str) -> list[Content]:
    """The documents of one measure with their pages, and what is still missing."""
    documents = [one for one in given.papers.evidence if measure in one.measures]
    missing = [one.requirement for one in given.papers.missing if one.measure == measure]
    content: list[Content] = [Heading("佐证材料")]
    if not documents:
        content.append(Paragraph("没有登记佐证材料。", note=True))
    if documents:
        rows = tuple((one.no, one.title, _pages(one, measure)) for one in documents)
        columns = (Column("编号", 100), Column("名称", 252), Column("所在页", 90))
        links = {(at, column): document_anchor(one) for at, one in enumerate(documents) for column in (0, 1)}
        content.append(Grid(columns, rows, links=links))
    if missing:
        content.append(Paragraph(f"尚缺：{'；'.join(missing)}。", note=True))
    return content


def document_anchor(document: EvidenceDocument) -> str:
    """The row of a document in the annex."""
    return f"evidence-{document.no}"


def _pages(document: EvidenceDocument, measure: str) -> str:
    """The pages that somebody named for the measure; where nobody did, only how many there are."""
    named = "、".join(pages for code, pages in document.references if code == measure)
    if named:
        return named
    return "未注明" if document.pages is None else f"未注明（共{document.pages}页）"


def _missing(given: PackageInput) -> list[Content]:
    """What measures must have and do not."""
    if not given.papers.missing:
        return []
    names = {measure.code: measure.name for measure in given.assessment.catalogue.measures}
    rows = tuple(
        (one.measure, names.get(one.measure, one.measure), one.requirement) for one in given.papers.missing
    )
    columns = (Column("代码", 44, Align.CENTRE), Column("指标", 200), Column("尚缺的材料", 200))
    return [Heading("尚缺的佐证材料"), Grid(columns, rows)]


def _day(day: object) -> str:
    return wording.NOTHING if day is None else str(day)
