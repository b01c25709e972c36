"""The catalogue of measures: what each indicator is, how it is counted and what it has to reach."""

from typing import Annotated, Literal

import msgspec
from litestar import Router, get
from litestar.params import PathParameter

from api.desk import shipped_catalogue
from api.routes.parameters import refusals
from api.routes.shapes import TaskLevel, said
from domain.catalogue import measures
from domain.indicators.values import plain


class Target(msgspec.Struct, kw_only=True):
    """What a value has to reach; it is judged on the exact figure."""

    text: Annotated[str, said("目标值", "≥98")]
    at_least: Annotated[bool, said("true 为不低于，false 为不高于")]
    bound: Annotated[str, said("目标数值，十进制", "98")]


class Measure(msgspec.Struct, kw_only=True):
    """One measure; an indicator has one or two of them."""

    code: Annotated[str, said("指标代码", "17")]
    indicator: Annotated[int, said("指标序号", 17)]
    name: Annotated[str, said("名称")]
    unit: Annotated[str, said("单位", "%")]
    scale: Annotated[int, said("数值 = 分子 ÷ 分母 × 本数", 100)]
    target: Annotated[Target, said("目标值")]
    source: Annotated[Literal["records", "returns"], said("records 由记录计算，returns 由部门填报")]
    combine: Annotated[Literal["sum", "recompute"], said("市级数值由各县区相加，或按全市记录重新计算")]
    numerator: Annotated[str, said("分子的含义")]
    denominator: Annotated[str, said("分母的含义")]
    department: Annotated[str, said("责任部门")]
    over: Annotated[
        Literal["flow", "stock"] | None, said("填报指标：flow 各季度相加，stock 取最近季度；其余为 null")
    ]
    filed_by: Annotated[
        list[Literal["district", "city"]], said("填报单位：district 各县区，city 市本级；非填报指标为空")
    ]
    carries_over: Annotated[bool, said("分子可否含以前季度的数，因而大于分母")]
    levels: Annotated[list[TaskLevel] | None, said("只计这些任务级别的批次；null 为全部")]


class Catalogue(msgspec.Struct, kw_only=True):
    """All measures of the edition in force."""

    edition: Annotated[str, said("版本", "2023")]
    title: Annotated[str, said("名称")]
    measures: Annotated[list[Measure], said("全部指标，按指标表的顺序")]


@get("/catalogue", summary="指标目录", responses=refusals(), sync_to_thread=True)
def get_catalogue() -> Catalogue:
    """The whole catalogue."""
    found = shipped_catalogue()
    return Catalogue(
        edition=found.edition, title=found.title, measures=[measure_of(measure) for measure in found.measures]
    )


@get("/catalogue/{measure:str}", summary="一个指标", responses=refusals(404), sync_to_thread=True)
def get_measure(measure: Annotated[str, PathParameter(description="指标代码，如 17 或 06-1")]) -> Measure:
    """One measure by its code."""
    return measure_of(shipped_catalogue().measure(measure))


def measure_of(measure: measures.Measure) -> Measure:
    """The shape of a measure."""
    target = Target(
        text=measure.target.text, at_least=measure.target.at_least, bound=plain(measure.target.bound) or "0"
    )
    fields = {
        name: getattr(measure, name)
        for name in Measure.__struct_fields__
        if name not in ("target", "filed_by")
    }
    return msgspec.convert(fields | {"target": target, "filed_by": list(measure.filed_by)}, Measure)


router = Router(
    path="/", route_handlers=[get_catalogue, get_measure], opt={"action": "registers.read"}, tags=["指标"]
)
