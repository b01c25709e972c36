"""附件7 佐证材料目录, and what an indicator's section says of its evidence."""

from reports import wording
from reports.model import Align, Column, Content, Grid, Heading, PackageInput, Paragraph, Section


def evidence_section(given: PackageInput) -> Section:
    """Every document once, with the measures that it serves."""
    documents = given.papers.evidence
    if not documents:
        return Section("evidence", "附件7　佐证材料目录", (Paragraph("没有登记的佐证材料。"),))
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
        Column("名称", 150),
        Column("发文单位和文号", 120),
        Column("日期", 66, Align.CENTRE),
        Column("页数", 36, Align.RIGHT),
        Column("密级", 38, Align.CENTRE),
        Column("指标", 60),
        Column("摘要（前16位）", 104),
    )
    return Section(
        "evidence",
        "附件7　佐证材料目录",
        (
            Paragraph(f"共{len(documents)}份。文件完整的摘要见材料包内的证据目录，核验时逐字节核对。"),
            Grid(columns, rows),
        ),
        landscape=True,
    )


def evidence_of(given: PackageInput, measure: str) -> list[Content]:
    """The documents of one measure with their pages, and what is still missing."""
    documents = [one for one in given.papers.evidence if measure in one.measures]
    missing = [one.requirement for one in given.papers.missing if one.measure == measure]
    if not documents and not missing:
        return []
    content: list[Content] = [Heading("佐证材料")]
    if documents:
        rows = tuple((one.no, one.title, dict(one.references).get(measure, "全文")) for one in documents)
        columns = (Column("编号", 100), Column("名称", 252), Column("所在页", 90))
        links = {(at, 0): "evidence" for at in range(len(rows))}
        content.append(Grid(columns, rows, links=links))
    if missing:
        content.append(Paragraph(f"尚缺：{'；'.join(missing)}。", note=True))
    return content


def _day(day: object) -> str:
    return wording.NOTHING if day is None else str(day)
