"""What is kept of a follow-up, and what its steps are told."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from domain.work.fields import Form, line, prose, said

Outcome = Literal["已排除风险", "已采取控制措施", "已转监督抽检", "已通报有关部门"]


class Note(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """What was done or found out on a day."""

    on: Annotated[date, said("日期")]
    by: Annotated[str, said("登记人")]
    words: Annotated[str, prose("跟踪情况")]


class FollowUp(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The problems of one sample. It says nothing of anybody being unqualified and is never published."""

    sheet_no: Annotated[str, line("抽样编号")]
    area_code: Annotated[str, line("区划代码", "320412")]
    organisation: Annotated[str, line("承办机构代码")] | None = None
    task_kind: Annotated[str, line("任务类别")]
    party_name: Annotated[str, line("被抽样单位名称")] | None = None
    producer_name: Annotated[str, line("标称生产企业名称")] | None = None
    report_no: Annotated[str, line("报告书编号")] | None = None
    items: Annotated[tuple[str, ...], said("问题项，按报告")]
    notes: Annotated[tuple[Note, ...], said("跟踪情况，按登记先后")] = ()
    outcome: Annotated[Outcome | None, said("跟踪结果")] = None


class Noting(Form, kw_only=True, frozen=True):
    """What was done or found out; `on` is its day."""

    words: Annotated[str, prose("跟踪情况")]


class Reporting(Form, kw_only=True, frozen=True):
    """What came of it."""

    outcome: Annotated[Outcome, said("跟踪结果")]
