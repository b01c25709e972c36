"""What is kept of a remark, and what its steps are told."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from domain.organisations import OrganisationCode
from domain.work.fields import Form, line, prose, said, whole

Subject = Literal["指标", "数值", "材料"]
AnswerKind = Literal["变更数据", "补充材料", "说明"]


class Answer(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """An answer. `reference` is the return or record that was changed, or the evidence that was added."""

    kind: Annotated[AnswerKind, said("答复方式")]
    words: Annotated[str, prose("答复内容")]
    reference: Annotated[str, line("变更的填报或记录编号，或补充的佐证材料编号")] | None = None


class Remark(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A remark. `measure` with `figure_area` names a figure, `evidence` a document."""

    year: Annotated[int, whole("年度", least=1900, most=2100)]
    area_code: Annotated[str, line("被评审的市的区划代码", "320400")]
    subject: Annotated[Subject, said("对象")]
    words: Annotated[str, prose("意见")]
    raised_by: Annotated[str, line("提出意见的单位或评审组")]
    measure: Annotated[str, line("指标代码", "17", longest=20)] | None = None
    figure_area: Annotated[str, line("数值所属辖区的区划代码", "320412")] | None = None
    evidence: Annotated[str, line("佐证材料编号")] | None = None
    snapshot: Annotated[str, line("所评审的快照编号")] | None = None
    department: Annotated[str, line("答复部门", "市市场监管局", longest=60)] | None = None
    organisation: OrganisationCode | None = None
    due_on: Annotated[date | None, said("答复期限")] = None
    answer: Annotated[Answer | None, said("答复")] = None
    on_paper: Annotated[bool, said("凭评审组的书面意见登记")] = False


class NewRemark(Form, kw_only=True, frozen=True):
    """A remark to be raised; `on` is the day on which the reviewer raised it."""

    remark: Annotated[Remark, said("意见；交办和答复的内容由后续步骤填写")]


class Assignment(Form, kw_only=True, frozen=True):
    """Who answers, and until when."""

    department: Annotated[str, line("答复部门", "市市场监管局", longest=60)]
    organisation: OrganisationCode | None = None
    due_on: Annotated[date, said("答复期限")]


class Answering(Form, kw_only=True, frozen=True):
    """The answer."""

    answer: Annotated[Answer, said("答复")]
