"""What is kept of an inspection plan, and what its steps are told."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from domain.supervision.content import InspectionKind
from domain.work.fields import Form, line, said, whole

MAX_ROWS = 20_000


class InspectionPlanRow(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """So many inspections of one kind at one enterprise by a day."""

    credit_code: Annotated[str, line("统一社会信用代码")]
    kind: Annotated[InspectionKind, said("检查类型")]
    due: Annotated[int, whole("应检查次数", least=1, most=100)] = 1
    by: Annotated[date | None, said("完成期限；不填为计划期末")] = None
    area_code: Annotated[str, line("区划代码；由系统按主体填写")] | None = None
    risk_grade: Annotated[
        Literal["A", "B", "C", "D"] | None, said("风险等级；由系统按主体填写，未定级为 null")
    ] = None


class GradedFill(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """Rows for every active enterprise of the plan's area that the frequencies say something of."""

    kind: Annotated[InspectionKind, said("检查类型；校园检查只列学校和托幼食堂，每学期一次，其他按风险等级")]
    stages: Annotated[tuple[Literal["生产", "流通", "餐饮"], ...], said("环节；不填为全部")] = ()


class NewInspectionPlan(Form, kw_only=True, frozen=True):
    """A plan whose rows come by hand, from the frequencies, from a draw, or from all of these."""

    title: Annotated[str, line("名称")]
    area_code: Annotated[str, line("区划代码，含下级")]
    first_on: Annotated[date, said("计划期起")]
    last_on: Annotated[date, said("计划期止")]
    rows: Annotated[
        tuple[InspectionPlanRow, ...], msgspec.Meta(description="逐行填写的计划", max_length=MAX_ROWS)
    ] = ()
    graded: Annotated[GradedFill | None, said("按风险等级和频次生成")] = None
    draw_no: Annotated[str, line("由双随机抽取结果生成：抽取编号")] | None = None


class InspectionPlan(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A plan. Each version keeps its rows, so that the original and the current plan can both be read."""

    title: Annotated[str, said("名称")]
    area_code: Annotated[str, said("区划代码")]
    first_on: Annotated[date, said("计划期起")]
    last_on: Annotated[date, said("计划期止")]
    rows: Annotated[tuple[InspectionPlanRow, ...], said("计划，按企业、类型、期限排列")]
    source: Annotated[str | None, said("频次依据")] = None
    draw_no: Annotated[str | None, said("来源的抽取编号")] = None
