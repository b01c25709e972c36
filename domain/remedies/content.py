"""What is kept of a remedy, and what its steps are told."""

from datetime import date
from typing import Annotated

import msgspec

from domain.organisations import OrganisationCode
from domain.work.fields import Form, line, prose, said, whole


class Progress(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """What was done by a day."""

    on: Annotated[date, said("日期")]
    by: Annotated[str, said("登记人")]
    words: Annotated[str, prose("进展")]


class Remedy(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """One line of the list."""

    year: Annotated[int, whole("年度", least=1900, most=2100)]
    area_code: Annotated[str, line("未达标的辖区区划代码", "320412")]
    measure: Annotated[str, line("指标代码", "17", longest=20)]
    cause: Annotated[str, prose("原因")]
    action: Annotated[str, prose("整改措施")]
    department: Annotated[str, line("责任部门", "市市场监管局", longest=60)]
    due_on: Annotated[date, said("完成期限")]
    organisation: OrganisationCode | None = None
    progress: Annotated[tuple[Progress, ...], said("进展，按登记先后")] = ()


class NewRemedy(Form, kw_only=True, frozen=True):
    """A remedy to be recorded."""

    remedy: Annotated[Remedy, said("整改事项；进展由后续步骤登记")]


class RemedyNote(Form, kw_only=True, frozen=True):
    """What was done; `on` is its day."""

    words: Annotated[str, prose("进展")]


class RemedyChange(Form, kw_only=True, frozen=True):
    """Another cause, action or day; what is not given stays."""

    cause: Annotated[str, prose("原因")] | None = None
    action: Annotated[str, prose("整改措施")] | None = None
    due_on: Annotated[date | None, said("完成期限")] = None
