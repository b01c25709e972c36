"""What is kept of a sample's way, and what each step is told. Moments are local and to the minute."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from domain.organisations import OrganisationCode
from domain.sheets.content import Person
from domain.work.fields import Form, line, prose, said

Portion = Literal["检验样品", "备份样品"]
SPARE: Portion = "备份样品"
Celsius = Annotated[Decimal, said("温度（℃），-100 至 100 的十进制数")]
Moment = Annotated[datetime, msgspec.Meta(description="时刻（当地时间），如 2024-03-31T08:30:00", tz=False)]


class CustodyEntry(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """One event of a sample's way."""

    event: Annotated[str, said("事项")]
    moment: Moment
    holder: Annotated[str, said("此后由谁保管；交出后为约定的接收人")]
    place: Annotated[str, said("地点")]
    temperature: Celsius | None = None
    remark: Annotated[str | None, said("说明")] = None


class Custody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A sealed portion of a sample. `keep_until` is the first day on which a spare sample may be disposed of."""

    __schema_name__ = "CustodyContent"

    sheet_no: Annotated[str, line("抽样编号")]
    portion: Annotated[Portion, said("检验样品或备份样品")]
    area_code: Annotated[str, line("抽样地区划代码")]
    organisation: OrganisationCode
    seal_no: Annotated[str, line("封条编号", "FT0001", longest=64)]
    quantity: Annotated[Decimal | None, said("数量")] = None
    quantity_unit: Annotated[str, line("数量单位", longest=20)] | None = None
    storage: Annotated[str | None, said("储存条件，来自抽样单")] = None
    log: Annotated[tuple[CustodyEntry, ...], said("流转经过，按先后")] = ()
    warnings: Annotated[tuple[str, ...], said("提示，如温度不符合储存条件")] = ()
    keep_until: Annotated[date | None, said("备份样品可以处置的最早日期；检验结论作出后才有")] = None

    @property
    def last(self) -> CustodyEntry:
        """The newest event."""
        return self.log[-1]


class CustodyForm(Form, kw_only=True, frozen=True):
    """When and where something happened to the sample."""

    moment: Moment
    place: Annotated[str, line("地点", "合成数据检验所样品库")]
    temperature: Celsius | None = None


class Sealing(CustodyForm, kw_only=True, frozen=True):
    """That a portion was sealed."""

    sheet_no: Annotated[str, line("抽样编号")]
    portion: Annotated[Portion, said("检验样品或备份样品")]
    seal_no: Annotated[str, line("封条编号", "FT0001", longest=64)]
    holder: Person
    quantity: Annotated[Decimal | None, said("数量")] = None
    quantity_unit: Annotated[str, line("数量单位", longest=20)] | None = None


class HandingOver(CustodyForm, kw_only=True, frozen=True):
    """Whom it is given to."""

    receiver: Person


class Taking(CustodyForm, kw_only=True, frozen=True):
    """Who took it, and whether its seal was whole; a broken seal is explained in `reason`."""

    receiver: Person
    seal_intact: Annotated[bool, said("封条是否完好")]


class Disposing(CustodyForm, kw_only=True, frozen=True):
    """How it was disposed of, before two witnesses."""

    method: Annotated[str, prose("处置方式", 1_000)]
    witnesses: Annotated[tuple[Person, ...], said("在场人员，至少两人")]
