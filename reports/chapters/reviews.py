"""五、评审意见及答复: reviewers' findings with their answers, and what differs from the edition submitted before."""

from reports import wording
from reports.model import Align, Column, Content, Grid, Heading, PackageInput, Paragraph, Section
from reports.standing import ReviewFinding


def reviews_section(given: PackageInput, number: str, landscape: bool) -> Section:
    """Findings, then changed figures; without findings it goes on below the chapter before it, `landscape` like that."""
    return Section(
        "reviews",
        f"{number}、评审意见及答复",
        (*_findings(given), *_changes(given)),
        landscape=landscape or bool(given.papers.findings),
        flows=not given.papers.findings,
    )


def _findings(given: PackageInput) -> list[Content]:
    findings = given.papers.findings
    if not findings:
        return [Paragraph("没有登记的评审意见。")]
    rows = tuple(
        (
            one.no,
            f"{one.raised_by}\n{one.raised_on.isoformat()}",
            _subject(given, one),
            one.words,
            _answer(one),
            f"{one.state}\n{one.due_on.isoformat() if one.due_on else wording.NOTHING}",
        )
        for one in findings
    )
    columns = (
        Column("编号", 108),
        Column("提出", 74),
        Column("对象", 90),
        Column("意见", 152),
        Column("答复", 152),
        Column("状态和期限", 70, Align.CENTRE),
    )
    return [Paragraph(f"共登记评审意见{len(findings)}条，逐条列出意见和答复。"), Grid(columns, rows)]


def _subject(given: PackageInput, one: ReviewFinding) -> str:
    """What it is about, with the name of the area where it is about a figure."""
    if one.area is None:
        return one.subject
    return one.subject.replace(f"（{one.area}）", "") + f"（{given.name_of(one.area)}）"


def _answer(one: ReviewFinding) -> str:
    if not one.answer:
        return "尚未答复"
    return f"{one.answer}（{one.answered_on.isoformat()}）" if one.answered_on else one.answer


def _changes(given: PackageInput) -> list[Content]:
    papers = given.papers
    if papers.submitted is None:
        return [Paragraph("此前没有报送过的版本，没有可比较的数值。")]
    areas = {area.code for area in given.areas}
    changes = [one for one in papers.changes if one.area in areas]
    content: list[Content] = [Heading(f"与上一次报送（{papers.submitted}）相比的变化")]
    if not changes:
        return [*content, Paragraph("本报告所列辖区的数值没有登记变化。")]
    rows = tuple(
        (one.measure, given.name_of(one.area), one.was, one.now, one.why or wording.NOTHING)
        for one in changes
    )
    columns = (
        Column("指标", 50, Align.CENTRE),
        Column("辖区", 80),
        Column("上次（分子/分母）", 104, Align.RIGHT),
        Column("本次（分子/分母）", 104, Align.RIGHT),
        Column("原因", 104),
    )
    return [*content, Grid(columns, rows)]
