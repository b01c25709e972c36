"""五、评审意见及答复: reviewers' findings with their answers, and what differs from the edition submitted before."""

from reports import wording
from reports.model import Align, Column, Content, Grid, Heading, PackageInput, Paragraph, Section


def reviews_section(given: PackageInput, number: str) -> Section:
    """Findings, then changed figures."""
    return Section(
        "reviews",
        f"{number}、评审意见及答复",
        (*_findings(given), *_changes(given)),
        landscape=bool(given.papers.findings),
    )


def _findings(given: PackageInput) -> list[Content]:
    findings = given.papers.findings
    if not findings:
        return [Paragraph("没有登记的评审意见。")]
    rows = tuple(
        (
            one.no,
            f"{one.raised_by}\n{one.raised_on.isoformat()}",
            one.subject,
            one.words,
            one.answer or wording.NOTHING,
            f"{one.state}\n{one.due_on.isoformat()}",
        )
        for one in findings
    )
    columns = (
        Column("编号", 92),
        Column("提出", 78),
        Column("对象", 100),
        Column("意见", 158),
        Column("答复", 140),
        Column("状态和期限", 70, Align.CENTRE),
    )
    return [Paragraph(f"共登记评审意见{len(findings)}条，逐条列出意见和答复。"), Grid(columns, rows)]


def _changes(given: PackageInput) -> list[Content]:
    papers = given.papers
    if papers.submitted is None:
        return []
    content: list[Content] = [Heading(f"与上一次报送（{papers.submitted}）相比的变化")]
    if not papers.changes:
        return [*content, Paragraph("各项数值与上一次报送相同。")]
    rows = tuple(
        (one.measure, given.name_of(one.area), one.was, one.now, one.why or wording.NOTHING)
        for one in papers.changes
    )
    columns = (
        Column("指标", 50, Align.CENTRE),
        Column("辖区", 80),
        Column("上次", 66, Align.DECIMAL),
        Column("本次", 66, Align.DECIMAL),
        Column("原因", 180),
    )
    return [*content, Grid(columns, rows)]
