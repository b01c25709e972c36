"""Annexes counted from the records: cases, coverage of stages and trades, and the state of the data."""

from collections import Counter

import polars as pl

from domain.indicators.surroundings import DataQuality
from domain.indicators.values import MeasureValue
from domain.returns.due import IN_TIME, LATE, MISSING, NOT_YET, UNDATED
from reports import wording
from reports.model import Align, Column, Content, Fact, Facts, Grid, Heading, PackageInput, Paragraph, Section
from reports.standing import Explained

Lookup = dict[tuple[str, str], MeasureValue]
_STANDING_COLUMNS = {
    IN_TIME: ("按时", 40),
    LATE: ("逾期", 40),
    MISSING: ("逾期未报", 66),
    NOT_YET: ("待报", 40),
    UNDATED: ("日期不详", 66),
}
_NONE = Paragraph("本版本没有这一部分的数据。")


def cases_section(given: PackageInput, values: Lookup) -> Section:
    """附件3: complaints as filed, how many clues and cases the year had, and those that are not at their end."""
    content: list[Content] = [Heading("投诉举报")]
    told = [one for one in given.assessment.catalogue.measures if one.topic == "complaints"]
    for measure in told:
        statement = wording.statement(
            values[measure.code, given.area.code], given.area.name, given.assessment.as_of
        )
        content.append(Paragraph(f"{measure.name}：{statement}"))
    if not told:
        content.append(Paragraph("指标目录没有标明投诉举报方面的指标。"))
    content.append(Heading("违法线索和案件"))
    if given.around is None:
        content.append(_NONE)
        return Section("cases", "附件3　投诉举报与案件", tuple(content))
    frame = given.around.surroundings.cases
    if frame.is_empty():
        content.append(Paragraph("评价年度内没有登记违法线索。"))
    else:
        should = frame.filter(pl.col("should_file"))
        filed, closed = should["filed_on"].drop_nulls().len(), should["closed_on"].drop_nulls().len()
        content.append(
            Paragraph(
                f"评价年度内登记线索{frame.height}条，其中应当立案的{should.height}条，截至截止日已立案{filed}件、已办结{closed}件。"
            )
        )
        waiting = should.filter(pl.col("filed_on").is_null() | pl.col("closed_on").is_null())
        if waiting.is_empty():
            content.append(Paragraph("应当立案的线索都已立案并办结。全部线索见材料包内指标10的记录文件。"))
        else:
            content.append(
                Paragraph(
                    f"截至截止日尚未立案或尚未办结的{waiting.height}条，逐条列出如下；列入不表示逾期，是否逾期见指标10。"
                    "全部线索见材料包内指标10的记录文件。"
                )
            )
            content.append(_case_rows(given, waiting))
    return Section("cases", "附件3　投诉举报与案件", tuple(content))


def _case_rows(given: PackageInput, frame: pl.DataFrame) -> Grid:
    cells = [
        (clue, given.name_of(area), _day(found), _day(filed), _day(closed))
        for clue, area, found, _, filed, closed in frame.iter_rows()
    ]
    columns = (
        Column("线索编号", 128),
        Column("辖区", 100),
        Column("发现日期", 70, Align.CENTRE),
        Column("立案日期", 70, Align.CENTRE),
        Column("办结日期", 70, Align.CENTRE),
    )
    return Grid(columns, tuple(cells))


def coverage_section(given: PackageInput) -> Section:
    """附件4: active enterprises of every stage and trade, and how many of them were sampled in the year."""
    title = "附件4　各环节和业态抽检覆盖情况"
    if given.around is None or given.around.surroundings.coverage.is_empty():
        return Section("coverage", title, (Paragraph("没有登记在营的食品生产经营主体。"),))
    frame = given.around.surroundings.coverage
    rows: list[tuple[str, ...]] = []
    last = None
    for stage, trade, active, sampled in frame.iter_rows():
        rows.append(
            ("" if stage == last else stage, trade, str(active), str(sampled), wording.share(sampled, active))
        )
        last = stage
    columns = (
        Column("环节", 60, Align.CENTRE),
        Column("业态", 150),
        Column("在营主体（户）", 80, Align.RIGHT),
        Column("被抽检（户）", 80, Align.RIGHT),
        Column("占比（%）", 72, Align.DECIMAL),
    )
    return Section(
        "coverage",
        title,
        (
            Paragraph(
                "被抽检的主体，指评价年度内有计入批次以其为被抽样单位或标称生产企业的在营主体；没有登记信用代码的批次不能计到主体。"
            ),
            Grid(columns, tuple(rows), spans=frozenset((0,))),
        ),
    )


def quality_section(given: PackageInput) -> Section:
    """附件5: completeness, timeliness, corrections and likely duplicates, as counts of records."""
    content: list[Content] = [
        Paragraph(
            "下列各项由登记的记录直接计数，说明数据本身的状况，不影响指标数值的计算。快速检测不计在内。"
        )
    ]
    if given.around is None:
        content.append(_NONE)
    else:
        content.append(Facts(tuple(_facts(given.around.surroundings.quality))))
        content += _returns(given, given.around.surroundings.quality)
    content += _filings(given)
    explanations = _explained_here(given)
    if explanations:
        content.append(Heading("对填报数据的说明"))
        content.append(_explanations(given, explanations))
    return Section("quality", "附件5　数据质量说明", tuple(content))


def _returns(given: PackageInput, quality: DataQuality) -> list[Content]:
    """Completeness and corrections of what departments file."""
    if not quality.returns:
        return [Heading("部门填报"), Paragraph("本级没有已结束季度的填报。", note=True)]
    names = {measure.code: measure.name for measure in given.assessment.catalogue.measures}
    rows = tuple(
        (
            one.measure,
            names.get(one.measure, one.measure),
            str(one.expected),
            str(one.accepted),
            wording.share(one.accepted, one.expected),
            str(one.corrected),
            str(one.waiting),
        )
        for one in quality.returns
    )
    columns = (
        Column("代码", 42, Align.CENTRE),
        Column("指标", 160),
        Column("应填", 44, Align.RIGHT),
        Column("已审核", 50, Align.RIGHT),
        Column("完整率（%）", 76, Align.DECIMAL),
        Column("更正过", 50, Align.RIGHT),
        Column("待审核", 50, Align.RIGHT),
    )
    return [
        Heading("部门填报"),
        Grid(columns, rows),
        Paragraph(
            "应填按填报单位和截止日前已结束的季度计；更正过指审核过的版本不止第一版；待审核指最新版本为草稿、已提交或退回。",
            note=True,
        ),
    ]


def _filings(given: PackageInput) -> list[Content]:
    """Whether returns came in time, by measure."""
    filings = given.papers.filings
    names = {measure.code: measure.name for measure in given.assessment.catalogue.measures}
    if not filings:
        return [Paragraph("填报是否按时，没有记录，不详。", note=True)]
    counts: Counter[tuple[str, str]] = Counter()
    for one in filings:
        counts[one.measure, one.standing] += one.count
    rows = tuple(
        (
            code,
            names[code],
            str(sum(counts[code, standing] for standing in _STANDING_COLUMNS)),
            *(str(counts[code, standing]) for standing in _STANDING_COLUMNS),
        )
        for code in names
        if any(one.measure == code for one in filings)
    )
    columns = (
        Column("代码", 42, Align.CENTRE),
        Column("指标", 140),
        Column("应报", 40, Align.RIGHT),
        *(Column(header, share, Align.RIGHT) for header, share in _STANDING_COLUMNS.values()),
    )
    return [
        Heading("填报是否按时"),
        Grid(columns, rows),
        Paragraph(
            "应报按填报单位和截止日前已结束的季度计。以首次提交且未被退回的日期与应报日期比较，应报日期当日为按时；"
            "其后的更正不影响。“待报”指截止日尚未到应报日期；由文件导入的，提交日期不详。",
            note=True,
        ),
    ]


def _facts(quality: DataQuality) -> list[Fact]:
    def days(number: int | None) -> str:
        return wording.NOTHING if number is None else f"{number}天"

    return [
        Fact("抽样单", "评价年度内抽样的抽样单", str(quality.sheets)),
        Fact("作废或拒收", "其中不再有效的", str(quality.void)),
        Fact("尚无报告", "有效但截至截止日没有出具报告的", str(quality.unreported)),
        Fact("缺信用代码", "有效但没有登记被抽样单位信用代码的", str(quality.without_code)),
        Fact("缺检验项目", "已出具报告但没有检验项目的", str(quality.without_items)),
        Fact("未判定", "计入批次中没有结论的", str(quality.undecided)),
        Fact("复检异议", "计入批次中有复检或异议的", str(quality.reviewed)),
        Fact("出具报告", "自抽样至报告的天数，中位数", days(quality.median_days)),
        Fact("最长", "自抽样至报告的天数，最长", days(quality.slowest_days)),
        Fact("疑似重复", "同一单位同日同名样品的计入批次", str(quality.same_product)),
    ]


def _explained_here(given: PackageInput) -> list[Explained]:
    """Explanations of the areas that this edition reports on."""
    areas = {area.code for area in given.areas}
    return [one for one in given.papers.explanations if one.area in areas]


def _explanations(given: PackageInput, explanations: list[Explained]) -> Grid:
    rows = tuple(
        (one.measure, given.name_of(one.area), one.quarter, one.check, one.words) for one in explanations
    )
    columns = (
        Column("指标", 44, Align.CENTRE),
        Column("填报单位", 80),
        Column("季度", 60, Align.CENTRE),
        Column("检查", 100),
        Column("说明", 158),
    )
    return Grid(columns, rows)


def _day(day: object) -> str:
    return wording.NOTHING if day is None else str(day)
