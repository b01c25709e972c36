"""What is kept of a snapshot and of a department's sign-off (会签单), and what their steps are told."""

from datetime import date
from typing import Annotated

import msgspec

from domain.departments import Department
from domain.organisations import OrganisationCode
from domain.work.fields import Form, line, prose, said, whole

Year = Annotated[int, whole("年度", least=1900, most=2100)]
Sha256 = Annotated[str, msgspec.Meta(description="SHA-256，小写十六进制", pattern=r"^[0-9a-f]{64}$(?!\n)")]


class Part(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """One fixed file of a snapshot: a table of records, the catalogue, the calendar, the values, the papers."""

    name: Annotated[str, line("名称", "frames/sheets")]
    size: Annotated[int, said("字节数")]
    sha256: Sha256


class Basis(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The population of an area that per-thousand figures were counted with; null where none was known."""

    area: Annotated[str, line("区划代码", "320412")]
    year: Annotated[int | None, said("人口数年份")] = None
    residents: Annotated[int | None, said("常住人口")] = None
    source: Annotated[str | None, said("来源")] = None


class Signed(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A department's sign-off as it stood when the snapshot was approved."""

    department: Department
    by: Annotated[str, said("会签人")]
    on: Annotated[date, said("会签日期")]
    on_paper: Annotated[bool, said("是否以纸质会签为凭登记")] = False
    measures: Annotated[tuple[str, ...], said("所签指标代码")] = ()


class Snapshot(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """What was fixed. `digest` covers the list of parts, and so every byte of them."""

    year: Year
    as_of: Annotated[date, said("数据截止日")]
    area_code: Annotated[str, line("本市区划代码", "320400")]
    catalogue_edition: Annotated[str, line("指标目录版本")]
    catalogue_sha256: Sha256
    calendar: Annotated[str, prose("工作日历来源", 2_000)]
    population: Annotated[tuple[Basis, ...], said("人口口径，按区划")]
    software: Annotated[str, line("生成时的软件版本")]
    parts: Annotated[tuple[Part, ...], said("固定的内容，按名称")]
    digest: Sha256
    departments: Annotated[tuple[Department, ...], said("须会签的责任部门")]
    before: Annotated[str | None, said("上一个快照")] = None
    why: Annotated[str | None, said("重新编制的原因")] = None
    signatures: Annotated[tuple[Signed, ...], said("审定时的会签")] = ()


class DepartmentOf(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """Which organisation signs for a department."""

    department: Department
    organisation: OrganisationCode


class NewSnapshot(Form, kw_only=True, frozen=True):
    """Which figures are to be fixed; `reason` says why, where a snapshot of the year was approved before."""

    year: Year
    as_of: Annotated[date, said("数据截止日，写作 2024-03-31", "2024-03-31")]
    city: Annotated[str, line("本市区划代码；库中只有一个无上级的“市”时可省略", "320400")] | None = None
    departments: Annotated[
        tuple[DepartmentOf, ...],
        said("各责任部门由哪个机构会签；未列的由承担该部门职责的本市机构会签，或由市食安办登记纸质会签"),
    ] = ()


class SignOff(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A department's sign-off for its measures in one snapshot."""

    snapshot: Annotated[str, line("快照编号")]
    digest: Sha256
    department: Department
    measures: Annotated[tuple[str, ...], said("该部门负责的指标代码")]
    area_code: Annotated[str, line("本市区划代码", "320400")]
    organisation: OrganisationCode | None = None
    on_paper: Annotated[bool, said("是否以纸质会签为凭登记")] = False


class Signing(Form, kw_only=True, frozen=True):
    """Signing names the digest that was looked at, so that nobody signs for figures that he did not see."""

    digest: Sha256
