"""附件8 数值与记录文件对照: where the figures of the report lead, and which file holds the rows behind each."""

from reports.model import Align, Column, Grid, PackageInput, Paragraph, Section


def record_anchor(measure: str) -> str:
    """The place of a measure in the annex."""
    return f"records-{measure}"


def records_section(given: PackageInput) -> Section:
    """A row per measure, which leads back to its section."""
    measures = given.assessment.catalogue.measures
    rows = tuple(
        (one.code, one.name, f"records/{one.code}.csv", str(given.records[one.code].height))
        for one in measures
    )
    columns = (
        Column("代码", 44, Align.CENTRE),
        Column("指标", 232),
        Column("记录文件", 106),
        Column("行数", 60, Align.RIGHT),
    )
    return Section(
        "records",
        "附件8　数值与记录文件对照",
        (
            Paragraph(
                "报告中的数值可以追溯到记录。每个数值背后的记录逐行列在材料包内的下列文件中，“计入分子”“计入分母”两列"
                f"各自相加，即{given.area.name}的分子和分母；工作簿中各指标的工作表列出其中的前若干行。"
            ),
            Grid(
                columns,
                rows,
                links={
                    (at, column): f"indicator-{one.indicator}"
                    for at, one in enumerate(measures)
                    for column in (0, 1)
                },
                anchors={at: record_anchor(one.code) for at, one in enumerate(measures)},
            ),
        ),
    )
