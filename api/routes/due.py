"""What is due: lists, the ageing of what is overdue, and a calendar feed."""

from datetime import date
from typing import Annotated

import msgspec
from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.calendar_feed import calendar_feed
from api.routes.parameters import AreaFilter, day, refusals, text
from api.routes.shapes import said
from api.workbench import Workbench
from domain.work.due import Due, age_label, ageing
from sampling.clocks import Question, list_due
from sampling.work.kinds import KINDS

Within = Annotated[
    int | None,
    QueryParameter(ge=0, le=3650, description="只列此后若干自然日内到期及已逾期的，0 至 3650 的整数"),
]
CALENDAR = "text/calendar"


class DueClock(msgspec.Struct, kw_only=True):
    """A clock as it stands on the day asked about."""

    kind: Annotated[str, said("记录类别代码")]
    record_no: Annotated[str, said("编号")]
    sheet_no: Annotated[str | None, said("抽样编号")]
    clock: Annotated[str, said("期限代码")]
    name: Annotated[str, said("期限名称")]
    started: Annotated[str, said("起算")]
    extended: Annotated[int, said("已批准延长的数量")]
    extension_reasons: Annotated[list[str], said("延长的理由")]
    due: Annotated[str, said("届满")]
    provisional: Annotated[bool, said("是否暂算")]
    unknown_year: Annotated[int | None, said("须导入日历的年份；不是暂算为 null")]
    standing: Annotated[str, said("未到期、今日到期、逾期、暂算待定、按期完成、逾期完成")]
    days_left: Annotated[int, said("距届满的自然日数，已过为负数")]
    stopped: Annotated[str | None, said("完成时间")]
    area: Annotated[str | None, said("区划代码")]
    organisation: Annotated[str | None, said("承办机构")]
    person: Annotated[str | None, said("承办人")]


class DueList(msgspec.Struct, kw_only=True):
    """Everything that was asked for, the most urgent first."""

    as_of: Annotated[date, said("截至日期")]
    total: Annotated[int, said("条数")]
    items: list[DueClock]


class AgeingCell(msgspec.Struct, kw_only=True):
    """How many clocks of one organisation are overdue by so long."""

    organisation: Annotated[str | None, said("承办机构；未登记为 null")]
    clock: Annotated[str, said("期限代码")]
    age: Annotated[str, said("逾期时长")]
    count: Annotated[int, said("件数")]


@get("/work/due", summary="到期和逾期", responses=refusals(404), sync_to_thread=True)
def get_due(
    bench: NamedDependency[Workbench],
    organisation: Annotated[str | None, text("机构代码")] = None,
    person: Annotated[str | None, text("承办人")] = None,
    area: AreaFilter = None,
    within: Within = None,
    as_of: Annotated[date | None, day("截至日期，默认为今天")] = None,
    done_since: Annotated[date | None, day("另列此日以后完成的")] = None,
) -> DueList:
    """Clocks that run (and that stopped since a day, where asked)."""
    asked = as_of or bench.today
    question = Question(
        organisation=organisation, person=person, area=area, within=within, done_since=done_since
    )
    with bench.view() as view:
        found = list_due(view, question, asked, bench.actor)
    return DueList(as_of=asked, total=len(found), items=[shape_of(due) for due in found])


@get("/work/due/ageing", summary="逾期时长分布", responses=refusals(404), sync_to_thread=True)
def get_ageing(
    bench: NamedDependency[Workbench],
    organisation: Annotated[str | None, text("机构代码")] = None,
    area: AreaFilter = None,
    as_of: Annotated[date | None, day("截至日期，默认为今天")] = None,
) -> list[AgeingCell]:
    """What is overdue by organisation, clock and age; the counts add up."""
    with bench.view() as view:
        found = list_due(
            view, Question(organisation=organisation, area=area), as_of or bench.today, bench.actor
        )
    cells = sorted(
        ageing(found).items(), key=lambda cell: (cell[0][0] or "", cell[0][1], cell[0][2] or 10**6)
    )
    return [
        AgeingCell(organisation=whose, clock=clock, age=age_label(bound), count=count)
        for (whose, clock, bound), count in cells
    ]


@get(
    "/work/due.ics",
    summary="期限日历（iCalendar）",
    media_type=CALENDAR,
    responses=refusals(404),
    sync_to_thread=True,
)
def get_calendar_feed(
    bench: NamedDependency[Workbench],
    organisation: Annotated[str | None, text("机构代码")] = None,
    person: Annotated[str | None, text("承办人")] = None,
    area: AreaFilter = None,
) -> Response[str]:
    """The running clocks as all-day events."""
    question = Question(organisation=organisation, person=person, area=area)
    with bench.view() as view:
        found = list_due(view, question, bench.today, bench.actor)
    titles = {code: kind.machine.record for code, kind in KINDS.items()}
    return Response(calendar_feed(found, titles, bench.at), media_type=f"{CALENDAR}; charset=utf-8")


def shape_of(due: Due) -> DueClock:
    """A due clock as the interface gives it."""
    run, end = due.run, due.deadline
    return DueClock(
        kind=due.kind,
        record_no=due.record_no,
        sheet_no=due.bearings.sheet_no,
        clock=run.clock,
        name=end.clock.name,
        started=run.started.isoformat(),
        extended=run.extended,
        extension_reasons=[one.reason for one in run.extensions if one.reason],
        due=end.due.isoformat(),
        provisional=end.provisional,
        unknown_year=end.unknown_year,
        standing=due.standing.value,
        days_left=due.days_left,
        stopped=run.stopped.isoformat() if run.stopped else None,
        area=due.bearings.area,
        organisation=due.bearings.organisation,
        person=due.bearings.person,
    )


router = Router(
    path="/",
    route_handlers=[get_due, get_ageing, get_calendar_feed],
    opt={"action": "due.read"},
    tags=["期限"],
)
"""Kept apart from the records: a clock is theirs, a due list is somebody's."""
