"""How far sampling plans are carried out: progress by row, area and month, and completion by current and first plan."""

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Router, get
from litestar.di import NamedDependency

from api.plan_figures import Completion, PlanFigures, completion, plan_figures
from api.routes.parameters import AreaFilter, AsOf, CityChoice, Year, refusals
from api.routes.shapes import said
from api.session import Archive
from domain.indicators.values import MeasureValue, plain
from domain.plans.progress import Counts, Progress


class BatchCounts(msgspec.Struct, kw_only=True):
    """Batches, counted."""

    planned: Annotated[int, said("计划批次")]
    sampled: Annotated[int, said("已抽样批次")]
    reported: Annotated[int, said("已出报告批次")]
    completed: Annotated[int, said("完成批次：已出报告批次与计划批次中较小者，逐行相加")]
    qualified: Annotated[int, said("其中合格批次")]
    unqualified: Annotated[int, said("其中不合格批次")]


class ProgressNumbers(BatchCounts, kw_only=True):
    """Batches, and what is still to do."""

    due: Annotated[int, said("按全年天数均分，至截止日应完成的批次")]
    behind: Annotated[int, said("落后批次")]
    remaining: Annotated[int, said("尚未完成的批次")]
    weekly_need: Annotated[int | None, said("年底前完成每周须出报告的批次（向上取整）；已无时间则为 null")]


class RowProgress(ProgressNumbers, kw_only=True):
    """Progress of one plan row."""

    plan_no: Annotated[str, said("计划编号")]
    kind: Annotated[str, said("类别")]
    level: Annotated[str, said("任务级别")]
    area_code: Annotated[str, said("区划代码")]
    category: Annotated[str, said("食品大类")]
    stage: Annotated[str | None, said("环节；null 为不限")]


class AreaProgress(ProgressNumbers, kw_only=True):
    """Progress of the rows that name one area."""

    area_code: Annotated[str, said("区划代码")]
    area_name: Annotated[str, said("辖区名称")]


class MonthProgress(msgspec.Struct, kw_only=True):
    """What was sampled in one month, and what came of those batches."""

    month: Annotated[int, said("月份")]
    sampled: Annotated[int, said("当月抽样批次")]
    reported: Annotated[int, said("其中已出报告批次")]
    qualified: Annotated[int, said("其中合格批次")]
    unqualified: Annotated[int, said("其中不合格批次")]


class PlanProgressReport(msgspec.Struct, kw_only=True):
    """Progress of a year's plans at or below an area."""

    year: Annotated[int, said("年度")]
    as_of: Annotated[date, said("截止日")]
    together: Annotated[ProgressNumbers, said("合计")]
    rows: Annotated[list[RowProgress], said("各行，按计划编号")]
    areas: Annotated[list[AreaProgress], said("各辖区（按计划行所列的辖区），按代码")]
    months: Annotated[list[MonthProgress], said("各月")]


class CompletionFigure(msgspec.Struct, kw_only=True):
    """Plan completion by one edition of the plans."""

    numerator: Annotated[str | None, said("分子：完成批次")]
    denominator: Annotated[str | None, said("分母：计划批次")]
    value: Annotated[str | None, said("完成率（%），两位小数")]
    met: Annotated[bool | None, said("是否达标；未知为 null")]


class CompletionShown(msgspec.Struct, kw_only=True):
    """Plan completion by the current plans and by those first approved."""

    measure: Annotated[str, said("指标代码")]
    area: Annotated[str, said("区划代码")]
    current: Annotated[CompletionFigure, said("按现行计划")]
    original: Annotated[CompletionFigure, said("按最初批准的计划")]


@get(
    "/plan-progress",
    summary="抽检计划进度",
    description="按计划行、辖区、月份给出计划、抽样、报告、合格、不合格批次，以及落后批次和每周所需批次。",
    responses=refusals(404, 422),
    sync_to_thread=True,
    opt={"area": True},
)
def get_plan_progress(
    archive: NamedDependency[Archive],
    year: Year,
    as_of: AsOf,
    area: AreaFilter = None,
    city: CityChoice = None,
) -> PlanProgressReport:
    """Progress as of a day."""
    with archive.view() as view:
        figures = plan_figures(archive.assessor(view, year, as_of, city=city, area=None), area)
    return report_of(year, as_of, figures)


@get(
    "/plan-completion",
    summary="计划完成率：现行计划与最初计划对照",
    responses=refusals(404, 422),
    sync_to_thread=True,
    opt={"area": True},
)
def get_plan_completion(
    archive: NamedDependency[Archive],
    year: Year,
    as_of: AsOf,
    area: AreaFilter = None,
    city: CityChoice = None,
) -> list[CompletionShown]:
    """Indicators 06-1 and 06-2 by both editions."""
    with archive.view() as view:
        found = completion(archive.desk(view), view, year, as_of, city=city, area=area)
    return [completion_of(one) for one in found]


def report_of(year: int, as_of: date, figures: PlanFigures) -> PlanProgressReport:
    """The figures as programs read them."""
    rows = [
        RowProgress(
            plan_no=row.plan_no,
            kind=row.kind,
            level=row.level,
            area_code=row.area,
            category=row.category,
            stage=row.stage,
            **_numbers(progress),
        )
        for row, progress in figures.rows
    ]
    areas = [
        AreaProgress(area_code=info.code, area_name=info.name, **_numbers(progress))
        for info, progress in figures.areas
    ]
    months = [
        MonthProgress(
            month=month,
            sampled=counts.sampled,
            reported=counts.reported,
            qualified=counts.qualified,
            unqualified=counts.unqualified,
        )
        for month, counts in figures.months
    ]
    together = ProgressNumbers(**_numbers(figures.together))
    return PlanProgressReport(
        year=year, as_of=as_of, together=together, rows=rows, areas=areas, months=months
    )


def completion_of(one: Completion) -> CompletionShown:
    """Both figures of one measure and area."""
    return CompletionShown(
        measure=one.current.measure.code,
        area=one.current.area,
        current=_figure(one.current),
        original=_figure(one.original),
    )


def _figure(value: MeasureValue) -> CompletionFigure:
    return CompletionFigure(
        numerator=plain(value.numerator),
        denominator=plain(value.denominator),
        value=None if value.value is None else str(value.value),
        met=value.met,
    )


def _numbers(progress: Progress) -> dict[str, Any]:
    counted: dict[str, Any] = {name: getattr(progress.counts, name) for name in Counts.__slots__}
    return counted | {
        "due": progress.due,
        "behind": progress.behind,
        "remaining": progress.remaining,
        "weekly_need": progress.weekly_need,
    }


router = Router(
    path="/",
    route_handlers=[get_plan_progress, get_plan_completion],
    opt={"action": "plans.progress"},
    tags=["抽检计划"],
)
