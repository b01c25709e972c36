"""一、基本情况: areas and population, enterprises by stage and risk grade, plans, as counted from the records."""

from datetime import date

import polars as pl

from reports import wording
from reports.model import Align, Column, Content, Grid, Heading, PackageInput, Paragraph, Section, Title


def basics_section(given: PackageInput, number: str, title: Title) -> Section:
    """The first chapter, under the document's title."""
    return Section(
        "basics",
        f"{number}、基本情况",
        (title, *_areas(given), *_enterprises(given), *_plans(given)),
    )


def _areas(given: PackageInput) -> list[Content]:
    own = given.assessment.population.get(given.area.code)
    around = given.around
    told = f"{given.area.name}（{given.area.code}）"
    if len(given.areas) > 1:
        told += f"辖{len(given.areas) - 1}个县（市、区）"
        told += f"，登记的下级区划共{around.surroundings.areas}个" if around else ""
    elif around:
        told += f"登记的下级区划共{around.surroundings.areas}个"
    if own is None:
        told += "。常住人口没有登记，按人口计算的指标为缺数据。"
    else:
        told += f"。{own.year}年常住人口{own.residents}人，来源：{own.source or '未登记'}。"
    content: list[Content] = [Paragraph(told)]
    if len(given.areas) > 1:
        rows = tuple(_population_row(given, area.code, area.name) for area in given.areas[1:])
        columns = (
            Column("辖区", 90),
            Column("常住人口（人）", 90, Align.RIGHT),
            Column("年份", 56, Align.CENTRE),
            Column("来源", 206),
        )
        content += [Heading("辖区人口"), Grid(columns, rows)]
    return content


def _population_row(given: PackageInput, code: str, name: str) -> tuple[str, ...]:
    basis = given.assessment.population.get(code)
    if basis is None:
        return (name, wording.NOTHING, wording.NOTHING, "未登记")
    return (name, str(basis.residents), str(basis.year), basis.source or "来源未登记")


def _enterprises(given: PackageInput) -> list[Content]:
    if given.around is None:
        return []
    frame = given.around.surroundings.enterprises
    if frame.is_empty():
        return [Paragraph(f"{_as_of(given)}没有登记在营的食品生产经营主体。")]
    grades = sorted(frame["risk_grade"].unique().to_list())
    stages = frame["stage"].unique(maintain_order=True).to_list()
    counts = {(stage, grade): count for stage, grade, count in frame.iter_rows()}
    rows = [
        (
            stage,
            *(str(counts.get((stage, grade), 0)) for grade in grades),
            str(sum(counts.get((stage, grade), 0) for grade in grades)),
        )
        for stage in stages
    ]
    total = int(frame["active"].sum())
    sums = (str(int(frame.filter(pl.col("risk_grade") == grade)["active"].sum())) for grade in grades)
    rows.append(("合计", *sums, str(total)))
    columns = (
        Column("环节", 60, Align.CENTRE),
        *(Column(f"{grade}级" if len(grade) == 1 else grade, 60, Align.RIGHT) for grade in grades),
        Column("合计", 66, Align.RIGHT),
    )
    return [
        Paragraph(f"{_as_of(given)}在营的食品生产经营主体共{total}户，按环节和风险等级如下。"),
        Heading("食品生产经营主体（户）"),
        Grid(columns, tuple(rows), strong=frozenset((len(rows) - 1,))),
    ]


def _as_of(given: PackageInput) -> str:
    """The day on which enterprises are counted as active: the year's end, or the day of the figures before it."""
    return f"截至{wording.long_date(min(given.assessment.as_of, date(given.assessment.year, 12, 31)))}，"


def _plans(given: PackageInput) -> list[Content]:
    if given.around is None:
        return []
    frame = given.around.surroundings.plans
    year = given.assessment.year
    if frame.is_empty():
        return [Paragraph(f"{year}年没有登记抽检计划。")]
    rows = tuple((kind, level, str(count), str(batches)) for kind, level, count, batches in frame.iter_rows())
    columns = (
        Column("类别", 120),
        Column("任务级别", 90, Align.CENTRE),
        Column("计划行", 90, Align.RIGHT),
        Column("计划批次", 100, Align.RIGHT),
    )
    total = int(frame["batches"].sum())
    return [
        Paragraph(
            f"{year}年登记的抽检计划共{int(frame['rows'].sum())}行、{total}批次，按类别和级别如下；完成情况见附件1。"
        ),
        Heading("抽检计划"),
        Grid(columns, rows),
    ]
