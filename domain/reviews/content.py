"""What is kept of re-inspections and objections, and what each step is told."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from domain.organisations import OrganisationCode
from domain.work.fields import Form, line, prose, said, whole

Applicant = Literal["被抽样单位", "标称生产企业"]
Outcome = Literal["维持", "改判合格", "改判不合格"]
# Grounds on which 《食品安全抽样检验管理办法》 has a re-inspection refused.
Ground = Literal["微生物指标不合格", "备份样品超过保质期", "逾期申请", "备份样品无法实现复检目的", "其他"]
Subject = Literal["抽样过程", "样品真实性", "检验方法", "标准适用"]
SAMPLING: Subject = "抽样过程"


class LaboratoryDraw(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """How the laboratory was drawn: anybody can draw again from this."""

    candidates: Annotated[tuple[str, ...], said("候选机构代码，按代码排序，不含初检机构")]
    nonce: Annotated[str, said("随机数（十六进制）")]
    drawn: Annotated[str, said("抽中的机构代码")]


class Review(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """What both have in common. `apply_by` is the last day to apply, as far as it is known."""

    sheet_no: Annotated[str, line("抽样编号")]
    area_code: Annotated[str, line("抽样地区划代码")] | None = None
    applicant: Annotated[Applicant, said("申请人")]
    applied_on: Annotated[date, said("申请日期")]
    served_on: Annotated[date | None, said("结果通知书送达日期")] = None
    apply_by: Annotated[date | None, said("申请期限届满日")] = None
    obstacles: Annotated[tuple[Ground, ...], said("系统查明的不予受理情形")] = ()
    ground: Annotated[Ground | None, said("不予受理的情形")] = None
    refusal_words: Annotated[str, prose("不予受理的说明", 1_000)] | None = None
    outcome: Annotated[Outcome | None, said("结论")] = None
    report_no: Annotated[str, line("复检或审核结论文号")] | None = None


class Reinspection(Review, kw_only=True, frozen=True):
    """A re-inspection."""

    first_laboratory: OrganisationCode | None = None
    laboratory: OrganisationCode | None = None
    draw: Annotated[LaboratoryDraw | None, said("确定复检机构的抽取记录")] = None


class Objection(Review, kw_only=True, frozen=True):
    """An objection."""

    subject: Annotated[Subject, said("异议类型")]


class ReinspectionApplication(Form, kw_only=True, frozen=True):
    """An application; `on` is the day it came in."""

    sheet_no: Annotated[str, line("抽样编号")]
    applicant: Annotated[Applicant, said("申请人")]


class ObjectionApplication(Form, kw_only=True, frozen=True):
    """An objection; `on` is the day it came in."""

    sheet_no: Annotated[str, line("抽样编号")]
    applicant: Annotated[Applicant, said("申请人")]
    subject: Annotated[Subject, said("异议类型")]


class Refusal(Form, kw_only=True, frozen=True):
    """Why an application is not accepted."""

    ground: Annotated[Ground, said("不予受理的情形")]
    words: Annotated[str, prose("说明", 1_000)] | None = None


class Conclusion(Form, kw_only=True, frozen=True):
    """The conclusion; `on` is its day, from which the verdict changes."""

    outcome: Annotated[Outcome, said("结论")]
    report_no: Annotated[str, line("复检报告或审核结论文号", "合成数据复2023-001")]


class MoreWorkdays(Form, kw_only=True, frozen=True):
    """An approved extension in working days."""

    amount: Annotated[int, whole("批准延长的工作日数", least=1, most=60)]
