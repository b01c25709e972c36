"""Organisations (机构): who samples, tests, disposes and supervises, and where each belongs."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from domain.departments import Department
from domain.errors import NotFound, RuleViolation
from domain.work.fields import line, said

OrganisationKind = Literal[
    "市场监督管理局",
    "市场监督管理分局",
    "检验机构",
    "农业农村",
    "教育",
    "卫生健康",
    "发展改革",
    "城市管理",
    "食安办",
    "评审机构",
    "其他",
]
LABORATORY = "检验机构"

# Codes go into sheet numbers: half-width capitals and digits alone.
OrganisationCode = Annotated[
    str,
    msgspec.Meta(
        description="机构代码，2 至 12 位大写字母和数字",
        pattern=r"^[A-Z0-9]{2,12}$(?!\n)",
        examples=["A01"],
    ),
]


class OrganisationNotFound(NotFound):
    """No organisation has this code."""

    code = "organisation-not-found"

    def __init__(self, organisation: str) -> None:
        super().__init__(
            f"没有代码为 {organisation} 的机构，请先登记机构（shian organisations import 或接口 /organisations）",
            organisation=organisation,
        )


class OrganisationClosed(RuleViolation):
    """The organisation no longer takes on work."""

    code = "organisation-closed"

    def __init__(self, organisation: str, on: date) -> None:
        super().__init__(
            f"机构 {organisation} 已于 {on} 停用，请改选其他机构", organisation=organisation, on=str(on)
        )


class NotALaboratory(RuleViolation):
    """The organisation named as laboratory is none."""

    code = "not-a-laboratory"

    def __init__(self, organisation: str) -> None:
        super().__init__(f"机构 {organisation} 不是检验机构，请改选承检机构", organisation=organisation)


class Organisation(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """One organisation. It is closed by a day and never deleted: its records stay its own."""

    code: OrganisationCode
    name: Annotated[str, line("机构名称", "合成数据市场监督管理局")]
    kind: Annotated[OrganisationKind, said("机构类别")]
    area_code: Annotated[str, line("所在辖区区划代码", "320400")]
    parent_code: OrganisationCode | None = None
    reinspects: Annotated[bool, said("是否列入复检机构名录")] = False
    closed_on: Annotated[date | None, said("停用日期")] = None
    departments: Annotated[
        tuple[Department, ...],
        msgspec.Meta(
            description="所承担的责任部门，名称与指标目录一致；县区机构填其对口的市级部门。填报、会签据此确定由谁办理",
            max_length=40,
        ),
    ] = ()

    def is_open(self, on: date) -> bool:
        """Whether it takes on work on this day; on the day it is closed it no longer does."""
        return self.closed_on is None or on < self.closed_on


__all__ = [
    "LABORATORY",
    "NotALaboratory",
    "Organisation",
    "OrganisationClosed",
    "OrganisationCode",
    "OrganisationKind",
    "OrganisationNotFound",
]
