"""The chapter on how to read the report: definitions, as-of date, population, and what is lacking, in plain words."""

from collections.abc import Mapping

import polars as pl

from domain.indicators.values import Status
from reports import wording
from reports.chapters.course import FORMULA
from reports.model import Align, Column, Content, Grid, Heading, PackageInput, Paragraph, Section

_TABLES = {
    "areas": "辖区",
    "population": "常住人口",
    "enterprises": "主体",
    "plans": "抽检计划",
    "samples": "抽样单",
    "sheets": "抽样单",
    "items": "检验项目",
    "reviews": "复检异议",
    "disposals": "核查处置",
    "inspections": "监督检查",
    "self_reports": "自查报告",
    "problems": "检查问题",
    "cases": "案件线索",
    "returns": "部门填报",
}


def reading_section(given: PackageInput, faces: str) -> Section:
    """附件6: how the figures come about, in plain words, and how the document is set."""
    return Section(
        anchor="reading",
        title="附件6　编制方法说明",
        content=(
            *_definitions(given),
            *_statuses(),
            *_population(given),
            *_gaps(given),
            *_deadlines(given),
            *_forecasts(),
            *_records(given),
            *_layout(faces),
        ),
    )


def _definitions(given: PackageInput) -> list[Content]:
    assessment = given.assessment
    day = wording.long_date(assessment.as_of)
    return [
        Heading("一、评价年度与截止日"),
        Paragraph(
            f"本报告列出{given.area.name}{assessment.year}年度各项量化指标的数值。评价年度自{assessment.year}年1月1日"
            f"起，至{assessment.year}年12月31日和截止日中较早的一日止；抽样、检查、发现等日期在此期间内的计入。"
            f"报告、完成、办结等情况看到截止日{day}为止，截止日当日的计入。"
        ),
        Heading("二、数值、目标与结论"),
        Paragraph(
            "每个数值由分子和分母得出，指标表述、目标和分子分母的含义取自封面所列指标目录。数值按四舍五入保留两位"
            "小数；是否达标按未经舍入的准确数判断，两位小数会使人误认为达标或未达标的，多列几位。差距是数值与目标之差，"
            "正数表示优于目标，负数表示未达到目标。"
        ),
        Paragraph(
            "一项指标含两个数值的，两个都达标才算达标，有一个未达标即为未达标，其余情形为无法判定。全市数值按指标"
            "口径由全部记录或各填报单位的数据得出，不是各县（市、区）数值的平均。"
        ),
        Paragraph(
            "“计入批次”指：有效的抽样单，抽样日期在评价年度内，报告日期不晚于截止日，任务类别不是快速检测；按抽样地"
            "归入辖区。样品结论依检验项目判定，并按截止日前作出的复检和异议结论改变，复检结论为最终结论。期限的最后一日"
            "不算逾期。"
        ),
    ]


def _statuses() -> list[Content]:
    rows = (
        ("正常", "数据齐全，作达标判断"),
        ("填报不全", "有填报单位缺季度数据；列出已审核部分的数值，不作达标判断"),
        ("缺数据", "没有任何可用的数据；数值未知，不作达标判断，也不当作0"),
        ("不适用", "分母为0，或本项不由该级填报；不作达标判断"),
    )
    columns = (Column("数据", 70, Align.CENTRE), Column("含义", 390))
    return [Heading("三、数据状况"), Grid(columns, rows)]


def _population(given: PackageInput) -> list[Content]:
    rows = []
    for area in given.areas:
        basis = given.assessment.population.get(area.code)
        if basis is None:
            rows.append((area.name, wording.NOTHING, wording.NOTHING, "没有登记，按人口计算的指标为缺数据"))
        else:
            rows.append((area.name, str(basis.residents), f"{basis.year}年", basis.source or "来源未登记"))
    columns = (
        Column("辖区", 72),
        Column("常住人口（人）", 80, Align.RIGHT),
        Column("年份", 46, Align.CENTRE),
        Column("来源", 262),
    )
    year = given.assessment.year
    return [
        Heading("四、人口口径"),
        Paragraph(f"每千人批次的分母是该辖区自身登记的常住人口，取不晚于{year}年的最新年份，不由下级相加。"),
        Grid(columns, tuple(rows)),
    ]


def _gaps(given: PackageInput) -> list[Content]:
    """Which returns are lacking, which values are unknown for it."""
    content: list[Content] = [Heading("五、数据缺口")]
    rows = []
    for measure in given.assessment.catalogue.measures:
        lacking = given.assessment.missing_returns.get((measure.code, given.area.code), ())
        if lacking:
            rows.append((measure.code, measure.name, wording.lacking_quarters(lacking)))
    unknown = [value for value in given.values if value.status in (Status.MISSING, Status.INCOMPLETE)]
    if not rows and not unknown:
        return [*content, Paragraph("本报告所列数值没有填报缺口。")]
    own = sum(1 for value in unknown if value.area == given.area.code)
    told = f"{given.area.name}有{own}个数值填报不全或缺数据"
    if len(given.areas) > 1:
        told += f"，所辖县（市、区）合计有{len(unknown) - own}个"
    content.append(Paragraph(f"{told}，均不作达标判断。"))
    if rows:
        columns = (Column("代码", 44, Align.CENTRE), Column("指标", 180), Column("缺少的已审核填报", 240))
        content.append(Grid(columns, tuple(rows)))
    return content


def _deadlines(given: PackageInput) -> list[Content]:
    source = given.assessment.calendar_source or "未登记"
    rows = []
    for measure in given.assessment.catalogue.measures:
        frame = given.records.get(measure.code)
        if frame is not None and "provisional" in frame.columns:
            provisional = frame.filter(pl.col("provisional")).height
            if provisional:
                rows.append((measure.code, measure.name, str(provisional)))
    content: list[Content] = [
        Heading("六、期限与日历"),
        Paragraph(
            f"工作日按公布的放假调休安排计算，日历来源：{source}。按自然日计算的期限，最后一日是休息日的，顺延至其后"
            "第一个工作日；整改期限按登记的日期，不顺延。"
        ),
    ]
    if not rows:
        return [*content, Paragraph("本报告所用期限均在已公布的日历之内，没有暂算的期限。")]
    columns = (
        Column("代码", 40, Align.CENTRE),
        Column("指标", 330),
        Column("暂算期限（条）", 90, Align.RIGHT),
    )
    return [
        *content,
        Paragraph("下列记录的期限落在尚未公布放假安排的年份，只按周末暂算；是否逾期不受暂算影响的才作判断。"),
        Grid(columns, tuple(rows)),
    ]


def _forecasts() -> list[Content]:
    return [
        Heading("七、预测"),
        Paragraph(
            f"截止日在年内、已有四个以上整月数据的，由记录计算的数值（按学期计算的除外）附年末预测，只有一个算法：{FORMULA}。预测不参与判定。"
        ),
    ]


def _layout(faces: str) -> list[Content]:
    told = (
        "版心、字号、行数和页码按《党政机关公文格式》（GB/T 9704-2012）编排：版心156毫米×225毫米，正文3号字，每面22行、"
        "每行28字；表格和图中的文字不小于五号。"
    )
    return [Heading("九、版式和字体"), Paragraph(told + (f"字体：{faces}" if faces else ""))]


def _records(given: PackageInput) -> list[Content]:
    read = given.assessment.records_read
    content: list[Content] = [
        Heading("八、所依据的记录"),
        Paragraph(
            "材料包内的 records 文件夹逐项列出每个数值背后的记录及其对分子、分母的贡献，各行相加即得数值的分子和分母；"
            "核对办法见核验说明。"
        ),
    ]
    if not read:
        return content
    told = "计算时读入登记的全部记录，条数如下。"
    if given.area.code != given.assessment.city.code:
        told = f"计算时读入登记的全部记录，条数如下；其中有其他辖区的，不计入{given.area.name}的数值。"
    return [*content, Paragraph(told), _counts(read)]


def _counts(read: Mapping[str, int]) -> Grid:
    """Rows per table, three tables to a line."""
    cells = [text for table, count in read.items() for text in (_TABLES.get(table, table), str(count))]
    cells += [""] * (-len(cells) % 6)
    columns = (Column("记录", 90), Column("条数", 63, Align.RIGHT)) * 3
    return Grid(columns, tuple(tuple(cells[at : at + 6]) for at in range(0, len(cells), 6)))
