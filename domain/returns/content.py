"""What a return says, and what its steps are told."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import msgspec

from domain.organisations import OrganisationCode
from domain.work.fields import Form, line, prose, said, whole

Quarter = Annotated[
    str,
    msgspec.Meta(
        description="季度，如 2023Q1",
        pattern=r"^(19[0-9]{2}|20[0-9]{2}|2100)Q[1-4]$(?!\n)",
        examples=["2023Q1"],
    ),
]


class Explanation(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """Why a figure that a check finds odd is right; it stays with the figure."""

    check: Annotated[str, line("检查代码")]
    words: Annotated[str, prose("说明", 1_000)]


class Finding(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """What a check found in a figure."""

    check: Annotated[str, said("检查代码")]
    severity: Annotated[str, said("error 须改正；warning 须说明")]
    message: Annotated[str, said("说明")]


class Figures(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The two numbers, as filed; zero is a number, and nothing filed is none."""

    numerator: Annotated[Decimal, said("分子")]
    denominator: Annotated[Decimal, said("分母")]
    source: Annotated[str, prose("数据来源", 1_000)] | None = None
    explanations: Annotated[tuple[Explanation, ...], said("对检查提示的说明")] = ()


class CoSigned(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The sign-off of a department that answers for the measure together with the one that files it."""

    department: Annotated[str, said("会签部门")]
    by: Annotated[str, said("会签人")]
    on: Annotated[date, said("会签日期")]
    on_paper: Annotated[bool, said("是否以纸质会签为凭登记")] = False


class Return(Figures, kw_only=True, frozen=True):
    """One version of a return."""

    measure: Annotated[str, line("指标代码", "01", longest=20)]
    area_code: Annotated[str, line("填报单位的区划代码", "320412")]
    quarter: Quarter
    version: Annotated[int, whole("版本", least=1)]
    organisation: OrganisationCode | None = None
    due_on: Annotated[date, said("应报日期")]
    findings: Annotated[tuple[Finding, ...], said("提交时检查发现的问题")] = ()
    lead: Annotated[str | None, said("牵头填报的责任部门")] = None
    co_signers: Annotated[tuple[str, ...], said("须会签的责任部门")] = ()
    signatures: Annotated[tuple[CoSigned, ...], said("本版数据的会签")] = ()


class CoSigning(Form, kw_only=True, frozen=True):
    """Which department signs, or signed on paper."""

    department: Annotated[str, line("会签部门", "市政务办", longest=60)]


class NewReturn(Form, kw_only=True, frozen=True):
    """A return to be filled in, or a new version of one that was accepted."""

    measure: Annotated[str, line("指标代码", "01", longest=20)]
    area_code: Annotated[str, line("填报单位的区划代码", "320412")]
    quarter: Quarter
    organisation: OrganisationCode | None = None
    figures: Annotated[Figures, said("填报数据")]


class ReturnEdit(Form, kw_only=True, frozen=True):
    """Other figures."""

    figures: Annotated[Figures, said("填报数据")]
