"""The chapters that list rows: plan completion and unqualified samples with their disposal."""

import polars as pl

from reports import wording
from reports.columns import PLAN_COLUMNS, UNQUALIFIED_COLUMNS, in_order
from reports.model import Align, Column, Content, Grid, Heading, PackageInput, Paragraph, Section

_MOST_ROWS = 200  # of the plan on paper


def plan_section(given: PackageInput) -> Section:
    """Completion by kind and by area, then the rows that are not completed; the workbook has all of them."""
    frame = in_order(given.plans, PLAN_COLUMNS)
    content: list[Content] = [
        Paragraph(
            "每一计划行的完成批次是计入批次与计划批次中较小的数，超出部分不弥补其他行。监督抽检、评价性抽检的完成批次"
            "之和即各自计划完成率的分子。"
        )
    ]
    if frame.is_empty():
        content.append(Paragraph(f"{given.assessment.year}年没有登记抽检计划。"))
    else:
        content += [
            Heading("按类别汇总"),
            _plan_totals(frame),
            Heading("按辖区汇总"),
            _plan_areas(given, frame),
            Heading("未完成的计划行"),
            *_open_rows(given, frame.filter(pl.col("completed") < pl.col("planned")), frame.height),
        ]
    return Section("plans", "附件1　抽检计划完成情况", tuple(content), landscape=True)


def _plan_totals(frame: pl.DataFrame) -> Grid:
    totals = frame.group_by("kind", "level").agg(
        pl.len(), pl.col("planned").sum(), pl.col("counted").sum(), pl.col("completed").sum()
    )
    rows = tuple(
        (
            kind,
            level,
            str(lines),
            str(planned),
            str(counted),
            str(completed),
            wording.share(completed, planned),
        )
        for kind, level, lines, planned, counted, completed in totals.sort("kind", "level").iter_rows()
    )
    columns = (
        Column("类别", 90),
        Column("任务级别", 60, Align.CENTRE),
        Column("计划行", 50, Align.RIGHT),
        Column("计划批次", 62, Align.RIGHT),
        Column("计入批次", 62, Align.RIGHT),
        Column("完成批次", 62, Align.RIGHT),
        Column("完成率（%）", 72, Align.DECIMAL),
    )
    return Grid(columns, rows)


def _plan_areas(given: PackageInput, frame: pl.DataFrame) -> Grid:
    totals = frame.group_by("area", "kind").agg(
        pl.len(), pl.col("planned").sum(), pl.col("counted").sum(), pl.col("completed").sum()
    )
    rows: list[tuple[str, ...]] = []
    last = None
    for area, kind, *numbers in totals.sort("area", "kind").iter_rows():
        name = "" if area == last else given.name_of(area)
        rows.append((name, kind, *map(str, numbers), wording.share(numbers[3], numbers[1])))
        last = area
    columns = (
        Column("辖区", 90),
        Column("类别", 90),
        Column("计划行", 50, Align.RIGHT),
        Column("计划批次", 62, Align.RIGHT),
        Column("计入批次", 62, Align.RIGHT),
        Column("完成批次", 62, Align.RIGHT),
        Column("完成率（%）", 72, Align.DECIMAL),
    )
    return Grid(columns, tuple(rows), spans=frozenset((0,)))


def _open_rows(given: PackageInput, frame: pl.DataFrame, all_rows: int) -> list[Content]:
    told = f"计划共{all_rows}行，完成批次未达到计划批次的{frame.height}行"
    if frame.is_empty():
        return [Paragraph(f"{told}。全部计划行见指标一览工作簿的“计划完成”表。")]
    if frame.height > _MOST_ROWS:
        told += f"，列出欠额最大的{_MOST_ROWS}行"
        lacking = pl.col("planned") - pl.col("completed")
        frame = frame.sort(lacking, "plan_no", descending=[True, False]).head(_MOST_ROWS)
    else:
        told += "，逐行列出如下"
    return [Paragraph(f"{told}；全部计划行见指标一览工作簿的“计划完成”表。"), _plan_rows(given, frame)]


def _plan_rows(given: PackageInput, frame: pl.DataFrame) -> Grid:
    names = {code: given.name_of(code) for code in frame["area"].unique().to_list()}
    rows = tuple(
        (
            plan_no,
            names[area],
            kind,
            level,
            category,
            stage or wording.NOTHING,
            str(planned),
            str(counted),
            wording.share(completed, planned),
        )
        for plan_no, _, kind, level, area, category, stage, planned, counted, completed in frame.iter_rows()
    )
    columns = (
        Column("计划编号", 92),
        Column("辖区", 56),
        Column("类别", 54),
        Column("级别", 32, Align.CENTRE),
        Column("食品大类", 84),
        Column("环节", 32, Align.CENTRE),
        Column("计划", 34, Align.RIGHT),
        Column("计入", 34, Align.RIGHT),
        Column("完成率（%）", 46, Align.DECIMAL),
    )
    return Grid(columns, rows)


def unqualified_section(given: PackageInput) -> Section:
    """The ledger, oldest report first, on landscape pages."""
    frame = in_order(given.unqualified, UNQUALIFIED_COLUMNS).sort("reported_on", "sheet_no", nulls_last=True)
    content: list[Content] = []
    if frame.is_empty():
        content.append(Paragraph("截至截止日没有结论为不合格的样品。"))
    else:
        states = (
            frame.group_by("disposal_state").len().sort("len", "disposal_state", descending=[True, False])
        )
        told = "，".join(f"{state}{count}个" for state, count in states.iter_rows())
        content.append(Paragraph(f"共{frame.height}个结论为不合格的样品。按处置情况分：{told}。"))
        content.append(_ledger(given, frame))
    return Section("unqualified", "附件2　不合格样品及处置情况", tuple(content), landscape=True)


def _ledger(given: PackageInput, frame: pl.DataFrame) -> Grid:
    names = {code: given.name_of(code) for code in frame["area"].unique().to_list()}
    rows = tuple(
        (
            str(number),
            f"{sheet_no}\n{sample}（{category}）",
            f"{unit}\n{producer}" if producer else unit,
            names[area],
            f"{_day(sampled)}\n{_day(reported)}",
            items,
            state,
            f"{_day(due)}\n{_day(done)}",
        )
        for number, (
            sheet_no,
            sample,
            category,
            unit,
            producer,
            area,
            sampled,
            reported,
            items,
            state,
            due,
            done,
        ) in enumerate(frame.iter_rows(), start=1)
    )
    columns = (
        Column("序号", 34, Align.CENTRE),
        Column("抽样编号、样品（食品大类）", 144),
        Column("被抽样单位、标称生产企业", 149),
        Column("辖区", 52),
        Column("抽样、报告日期", 68, Align.CENTRE),
        Column("不合格项目", 72),
        Column("处置情况", 51),
        Column("期限、完成日期", 68, Align.CENTRE),
    )
    return Grid(columns, rows)


def _day(day: object) -> str:
    return wording.NOTHING if day is None else str(day)
