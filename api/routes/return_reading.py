"""What filers owe, and the versions of one return beside each other."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from litestar import get
from litestar.di import NamedDependency

from api.routes.parameters import AreaFilter, choice, day, refusals, text
from api.routes.shapes import said
from api.routes.work_shapes import RecordNo
from api.workbench import Workbench
from domain.access.reading import READ
from domain.returns.due import OWED, STANDINGS
from domain.returns.history import Edition
from domain.returns.kind import RETURN
from sampling.returns.history import history_of_return, is_row_within
from sampling.returns.tasks import Asked, tasks_by

State = Literal["未填报", "草稿", "已提交", "退回", "已审核"]
Standing = Literal["待报", "逾期未报", "按时提交", "逾期提交", "已报（提交日不详）"]


class ReturnTask(msgspec.Struct, kw_only=True):
    """One return that a filer is to make."""

    measure: Annotated[str, said("指标代码")]
    name: Annotated[str, said("指标名称")]
    department: Annotated[str, said("牵头责任部门")]
    area: Annotated[str, said("填报单位的区划代码")]
    quarter: Annotated[str, said("季度")]
    due_on: Annotated[date, said("应报日期")]
    state: Annotated[State, said("最新版本的状态")]
    standing: Annotated[Standing, said("是否按时；以提交日为准")]
    submitted_on: Annotated[date | None, said("提交日；未提交或不详为 null")]


class ChangedFigure(msgspec.Struct, kw_only=True):
    """One thing that a version says otherwise."""

    field: Annotated[Literal["numerator", "denominator", "source"], said("字段")]
    was: Annotated[str | None, said("上一版本")]
    now: Annotated[str | None, said("本版本")]


class ReturnEdition(msgspec.Struct, kw_only=True):
    """One version of a return."""

    no: Annotated[str, said("编号")]
    version: Annotated[int, said("版本")]
    state: Annotated[State, said("状态")]
    numerator: Annotated[str, said("分子")]
    denominator: Annotated[str, said("分母")]
    source: Annotated[str | None, said("数据来源")]
    in_force: Annotated[bool, said("指标是否采用这一版本")]
    superseded_by: Annotated[int | None, said("取代它的已审核版本；未被取代为 null")]
    changes: Annotated[list[ChangedFigure], said("与上一版本的差异")]


@get(
    "/work/returns-tasks",
    summary="应报事项",
    description=(
        "本年和上年已结束的季度应报的各项，按应报日期排列。默认只列尚未提交的；"
        "standing 指定一种，all=true 列出全部。只列授权所及的填报单位。"
    ),
    responses=refusals(404),
    sync_to_thread=True,
    opt={"action": "return.read"},
)
def list_returns_tasks(
    bench: NamedDependency[Workbench],
    area: AreaFilter = None,
    organisation: Annotated[
        str | None,
        text(
            "机构代码，列其所在辖区、由其承担的责任部门牵头的应报事项；机构登记中没有责任部门的，列其所在辖区的全部"
        ),
    ] = None,
    department: Annotated[str | None, text("牵头责任部门，如市发改委")] = None,
    standing: Annotated[Standing | None, choice("是否按时", STANDINGS)] = None,
    every: Annotated[
        Literal["true", "false"] | None, choice("列出全部", ("true", "false"), name="all")
    ] = None,
    as_of: Annotated[date | None, day("截至日期，默认为今天")] = None,
) -> list[ReturnTask]:
    """What is owed, the most urgent first."""
    asked = Asked(area=area, organisation=organisation, department=department)
    with bench.view() as view:
        tasks = tasks_by(view, bench.catalogue, as_of or bench.today, bench.reach, asked)
    wanted = STANDINGS if every == "true" else OWED
    shown = (standing,) if standing is not None else wanted
    return [
        ReturnTask(**{name: getattr(one, name) for name in ReturnTask.__struct_fields__})
        for one in tasks
        if one.standing in shown
    ]


@get(
    "/work/returns/{record_no:str}/history",
    summary="一项填报的各版本及其差异",
    description=(
        "编号可以是其中任一版本的，只由文件导入、没有办理过的版本也可以（填报进度列有编号）。"
        "导入的版本按填报单位是否在授权范围内判断可否查看。"
    ),
    responses=refusals(404),
    sync_to_thread=True,
    opt={"action": f"{RETURN.code}.{READ}", "record": (RETURN, "record_no"), "row": is_row_within},
)
def get_return_history(bench: NamedDependency[Workbench], record_no: RecordNo) -> list[ReturnEdition]:
    """All versions of the return that this one is a version of, the oldest first."""
    with bench.view() as view:
        return [_shown(one) for one in history_of_return(view, bench.actor, record_no)]


def _shown(one: Edition) -> ReturnEdition:
    filed = one.filed
    return ReturnEdition(
        no=filed.no,
        version=filed.version,
        state=filed.state,  # type: ignore[arg-type]
        numerator=f"{filed.numerator:f}",
        denominator=f"{filed.denominator:f}",
        source=filed.source,
        in_force=one.in_force,
        superseded_by=one.superseded_by,
        changes=[
            ChangedFigure(field=change.field, was=change.was, now=change.now)  # type: ignore[arg-type]
            for change in one.changes
        ],
    )
