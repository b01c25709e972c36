"""What is kept of inspections, self-reports and problems, and what each step is told."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from domain.sheets.content import Person
from domain.work.fields import Form, line, prose, said, whole

InspectionKind = Literal["日常监督检查", "体系检查", "飞行检查", "双随机检查", "春季校园检查", "秋季校园检查"]
ReportKind = Literal["自查风险报告", "定期自查报告"]
Result = Literal["符合", "基本符合", "不符合"]


class Answer(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """One point of the checklist."""

    point: Annotated[str, line("要点编号", "1", longest=20)]
    answer: Annotated[Literal["是", "否", "不适用"], said("检查结果")]
    note: Annotated[str, prose("说明", 1_000)] | None = None


class Inspection(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """One inspection. The result is proposed from the answers; another one needs its reason."""

    credit_code: Annotated[str, line("统一社会信用代码")]
    kind: Annotated[InspectionKind, said("检查类型")]
    inspectors: Annotated[tuple[Person, ...], said("检查人员，至少两人")]
    area_code: Annotated[str, line("区划代码；由系统按主体填写")] | None = None
    checklist: Annotated[str, line("检查要点表代码")] | None = None
    checklist_version: Annotated[int | None, said("检查要点表版本；由系统填写")] = None
    answers: Annotated[tuple[Answer, ...], said("逐项结果")] = ()
    proposed: Annotated[Result | None, said("系统建议的结论")] = None
    result: Annotated[Result | None, said("检查结论；不填则采用系统建议")] = None
    result_reason: Annotated[str, prose("与系统建议不同的理由", 1_000)] | None = None


class NewInspection(Form, kw_only=True, frozen=True):
    """An inspection; `on` is its day. Points answered 否 open problems with this many days to put them right."""

    inspection: Annotated[Inspection, said("检查内容")]
    days_to_correct: Annotated[int, whole("要点不符合的整改天数", least=1, most=365)] = 30


class SelfReport(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A report of an enterprise about itself."""

    credit_code: Annotated[str, line("统一社会信用代码")]
    kind: Annotated[ReportKind, said("类型")]
    area_code: Annotated[str, line("区划代码；由系统按主体填写")] | None = None
    summary: Annotated[str, prose("自查情况")] | None = None


class NewSelfReport(Form, kw_only=True, frozen=True):
    """A self-report; `on` is its day."""

    report: Annotated[SelfReport, said("自查报告")]


class FoundProblem(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """One problem. `due_on` is 整改期限, a day as given that is never shifted."""

    source: Annotated[Literal["检查", "自查"], said("来源")]
    source_no: Annotated[str, line("检查编号或自查报告编号")]
    description: Annotated[str, prose("问题描述", 1_000)]
    due_on: Annotated[date, said("整改期限")]
    credit_code: Annotated[str, line("统一社会信用代码；由系统按来源填写")] | None = None
    area_code: Annotated[str, line("区划代码；由系统按主体填写")] | None = None
    measures: Annotated[str, prose("整改情况")] | None = None


class NewProblem(Form, kw_only=True, frozen=True):
    """A problem; `on` is the day it was found, by default that of its source."""

    problem: Annotated[FoundProblem, said("问题")]


class Postponement(Form, kw_only=True, frozen=True):
    """Another day by which the problem has to be put right."""

    due_on: Annotated[date, said("调整后的整改期限")]


class Correcting(Form, kw_only=True, frozen=True):
    """What was done about it."""

    measures: Annotated[str, prose("整改情况")]
