"""What a sampling plan holds, and what its steps are told.

A plan is a document with rows; each row is one row of the exchange table `plans`, under a number of its own that
sheets refer to. A row that an amendment takes out stays, withdrawn, with no batches planned: sheets may name it.
"""

from typing import Annotated, Literal

import msgspec

from domain.organisations import OrganisationCode
from domain.work.fields import Form, line, prose, said, whole

PlanKind = Literal["监督抽检", "评价性抽检", "风险监测", "农产品监测"]
TaskLevel = Literal["国抽", "省抽", "市抽", "县抽"]
Stage = Literal["生产", "流通", "餐饮"]


class RowForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A row as it is asked for. `row_no` names a row that there is already; a new row gets its number here."""

    row_no: Annotated[str, line("计划编号（行）；新增的行不填，由系统编号", longest=80)] | None = None
    kind: Annotated[PlanKind, said("类别")]
    level: Annotated[TaskLevel, said("任务级别")]
    area_code: Annotated[str, line("区划代码", "320412")]
    category: Annotated[str, line("食品大类", "糕点")]
    stage: Annotated[Stage | None, said("环节；不填为不限")] = None
    batches: Annotated[int, whole("计划批次", most=10_000_000)]
    item_set: Annotated[str, line("检验项目组名称")] | None = None


class PlanRow(RowForm, kw_only=True, frozen=True):
    """A row of a plan, numbered. `year` only where a file said another year than the plan's."""

    row_no: Annotated[str, line("计划编号（行）", "JH2024-001", longest=80)]
    withdrawn: Annotated[bool, said("是否已由调整撤下（计划批次为 0，仍可查）")] = False
    year: Annotated[int, whole("导入的文件所称的年份，与计划不同时才有", least=1900, most=2100)] | None = None


class PlannedItem(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """What is to be tested, how, and by what it is judged."""

    item_name: Annotated[str, line("检验项目", "铅（以Pb计）")]
    method: Annotated[str, line("检验方法", "GB 5009.12")] | None = None
    standard: Annotated[str, line("判定依据", "GB 2762")] | None = None


class ItemSet(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """Items that rows refer to by the name of the set."""

    name: Annotated[str, line("检验项目组名称", "糕点常规项目")]
    items: Annotated[tuple[PlannedItem, ...], said("检验项目")]


class PlanHead(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The plan as a document."""

    title: Annotated[str, line("计划名称", "合成数据2024年食品安全监督抽检计划")]
    year: Annotated[int, whole("年度", least=1900, most=2100)]
    scope: Annotated[Literal["年度计划", "专项计划"], said("计划性质")]
    organisation: OrganisationCode
    item_sets: Annotated[tuple[ItemSet, ...], said("检验项目组")] = ()
    reporting: Annotated[str, prose("结果报送要求")] | None = None


class Plan(PlanHead, kw_only=True, frozen=True):
    """A plan with its rows and, while an amendment waits for approval, the rows that it proposes."""

    __schema_name__ = (
        "PlanDocument"  # in the interface description, where lists of rows have a Plan of their own
    )

    rows: Annotated[tuple[PlanRow, ...], said("现行的各行")]
    proposal: Annotated[tuple[PlanRow, ...], said("待批的调整后各行；没有待批的调整则为空")] = ()


class NewPlan(Form, kw_only=True, frozen=True):
    """A plan as it is drafted."""

    plan_no: Annotated[
        str,
        msgspec.Meta(
            description="计划编号，64 位以内的大写字母、数字和连字符",
            pattern=r"^[A-Z0-9](?:[A-Z0-9-]{0,62}[A-Z0-9])?$(?!\n)",
            examples=["JH2024"],
        ),
    ]
    head: Annotated[PlanHead, said("计划")]
    rows: Annotated[tuple[RowForm, ...], said("各行")]


class PlanEdit(Form, kw_only=True, frozen=True):
    """The draft as it should be."""

    head: Annotated[PlanHead, said("计划")]
    rows: Annotated[tuple[RowForm, ...], said("各行")]


class Amendment(Form, kw_only=True, frozen=True):
    """The rows as they should be from now on; rows that are left out are withdrawn."""

    rows: Annotated[tuple[RowForm, ...], said("调整后的各行；未列出的现行行即撤下")]
