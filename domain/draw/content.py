"""What is kept of a draw that is worked on, and what each step is told.

Nothing secret is part of it: nonce, rosters and recusals lie sealed apart until the draw has been made.
"""

from datetime import date
from typing import Annotated, Any, Literal

import msgspec

from domain.draw.parameters import INSPECTORS_EACH, Parameters
from domain.draw.reading import DEFAULT_RUNS, MAX_DAYS, MAX_TASKS, MAX_WEIGHT, RUNS, read_parameters
from domain.work.fields import Form, line, said, whole

Attribute = Literal["risk_grade", "stage", "trade", "area_code"]
Excluded = Literal["抽样", "检查", "抽样或检查"]
_FORM = "抽取要求"
_Word = Annotated[str, line("取值")]


def _few(description: str) -> msgspec.Meta:
    """A list short enough for one question to the database."""
    return msgspec.Meta(description=f"{description}，100 个以内", max_length=100)


class RosterFilter(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """Which enterprises of the register are on the roster; what is left empty does not filter."""

    area_code: Annotated[str, line("区划代码，含下级")] | None = None
    stages: Annotated[tuple[Literal["生产", "流通", "餐饮"], ...], said("环节")] = ()
    trades: Annotated[tuple[_Word, ...], _few("业态")] = ()
    risk_grades: Annotated[
        tuple[Literal["A", "B", "C", "D"] | None, ...], said("风险等级；未定级为 null")
    ] = ()
    tags: Annotated[tuple[_Word, ...], _few("标签，具有其中之一即列入")] = ()


class StratumWish(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A stratum and its quota, or its weight where a total is shared out."""

    values: Annotated[tuple[str | None, ...], said("各分层属性的取值，次序同 stratify_by；未定级为 null")]
    amount: Annotated[int, whole("名额；填写了 total 时为权重", least=1, most=MAX_WEIGHT)]


class CandidateInspector(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """An inspector who may be drawn."""

    id: Annotated[str, line("检查人员编号", "J001", longest=64)]
    name: Annotated[str, line("姓名")]
    recused: Annotated[tuple[str, ...], said("回避企业的统一社会信用代码")] = ()


class NewDraw(Form, kw_only=True, frozen=True):
    """What is to be drawn, and the public value that will decide. The day of the commitment is always today."""

    title: Annotated[str, line("名称")]
    value_source: Annotated[str, line("公开值的来源和写法，如哪一期开奖号码", longest=1_000)]
    value_date: Annotated[date, said("公开值的公布日期，须在今天之后")]
    roster: Annotated[RosterFilter, said("企业名单的范围")] = RosterFilter()
    stratify_by: Annotated[tuple[Attribute, ...], said("分层属性")] = ()
    strata: Annotated[tuple[StratumWish, ...], said("分层")]
    total: Annotated[int | None, said("按权重分配的总家数；不填则各分层自有名额")] = None
    exclusion_days: Annotated[int, whole("近期已抽样、检查的排除天数", most=MAX_DAYS)] = 0
    excluded: Annotated[Excluded, said("排除近期的抽样、检查，或两者")] = "抽样或检查"
    max_tasks: Annotated[int, whole("每名检查人员的任务上限", least=1, most=MAX_TASKS)]
    simulation_runs: Annotated[int, whole("估计检查人员概率的模拟次数", least=RUNS[0], most=RUNS[1])] = (
        DEFAULT_RUNS
    )
    inspectors: Annotated[tuple[CandidateInspector, ...], said(f"检查人员，每家 {INSPECTORS_EACH} 人")]


class PublicValue(Form, kw_only=True, frozen=True):
    """The public value as it was published; `on` is the day on which it was seen."""

    value: Annotated[str, line("公布的公开值，空格和标点不影响结果", longest=1_000)]


class HandingOut(Form, kw_only=True, frozen=True):
    """The tasks go to the inspectors."""

    due_on: Annotated[date, said("检查完成期限")]


class StratumChance(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """One stratum and its exact inclusion probability."""

    values: Annotated[tuple[str | None, ...], said("各分层属性的取值")]
    eligible: Annotated[int, said("可抽取家数")]
    drawn: Annotated[int, said("抽取家数")]
    probability: Annotated[str, said("每家企业的入选概率，准确分数", "2/5")]


class DrawnTask(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """An enterprise that was drawn and who goes there."""

    credit_code: Annotated[str, said("统一社会信用代码")]
    name: Annotated[str, said("企业名称")]
    stratum: Annotated[int, said("分层序号，自 1 起")]
    inspectors: Annotated[tuple[str, ...], said("检查人员编号")]


class Draw(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A draw as anybody may see it at any time."""

    title: Annotated[str, said("名称")]
    commitment: Annotated[str, said("承诺（SHA-256）")]
    value_source: Annotated[str, said("公开值的来源")]
    value_date: Annotated[date, said("公开值的公布日期")]
    reference_date: Annotated[date, said("名单的基准日，即承诺之日")]
    roster: Annotated[RosterFilter, said("企业名单的范围")]
    excluded: Annotated[Excluded, said("排除近期的抽样、检查，或两者")]
    exclusion_days: Annotated[int, said("排除天数")]
    max_tasks: Annotated[int, said("每名检查人员的任务上限")]
    enterprises: Annotated[int, said("名单中的企业数")]
    inspectors: Annotated[int, said("检查人员数")]
    stratify_by: Annotated[tuple[Attribute, ...], said("分层属性")]
    strata: Annotated[tuple[StratumChance, ...], said("各分层的家数和入选概率")]
    staffing: Annotated[
        Literal["guaranteed", "open"], said("guaranteed：任何抽取结果都能配齐检查人员；open：未能事先证明")
    ]
    public_value: Annotated[str | None, said("登记的公开值")] = None
    tasks: Annotated[tuple[DrawnTask, ...], said("抽取结果，按抽出的先后")] = ()
    due_on: Annotated[date | None, said("检查完成期限")] = None


def parameters_of(form: NewDraw, today: date, enterprises: list[dict[str, Any]]) -> Parameters:
    """The parameters to seal: the form's, with the roster as it stands today. Raises `DrawParametersInvalid`."""
    amount = "quota" if form.total is None else "weight"
    # A value too many gets a name that no attribute has, and is told as a fault like one that is missing.
    names = (*form.stratify_by, "多余的取值")
    strata = [
        {"values": dict(zip(names, wish.values, strict=False)), amount: wish.amount} for wish in form.strata
    ]
    value = {
        "title": form.title,
        "reference_date": today.isoformat(),
        "public_value": {"source": form.value_source, "date": form.value_date.isoformat()},
        "stratify_by": list(form.stratify_by),
        "total": form.total,
        "strata": strata,
        "exclusion_days": form.exclusion_days,
        "max_tasks": form.max_tasks,
        "simulation_runs": form.simulation_runs,
        "enterprises": enterprises,
        "inspectors": [
            {"id": one.id, "name": one.name, "recused": list(one.recused)} for one in form.inspectors
        ],
    }
    return read_parameters(value, _FORM)
