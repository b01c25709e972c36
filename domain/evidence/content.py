"""What is known of a document of evidence, and what its steps are told. Its bytes lie elsewhere, under their SHA-256."""

from datetime import date
from typing import Annotated

import msgspec

from domain.attachments.content import FileFacts
from domain.organisations import OrganisationCode
from domain.work.fields import Form, line, said, whole

Title = Annotated[str, line("标题", "合成数据：2023年食品安全监督抽检计划")]
Number = Annotated[str, line("文号", "合成〔2023〕1号", longest=80)]
Issuer = Annotated[str, line("发文单位", "合成数据食安办", longest=100)]
IssuedOn = Annotated[date, said("发文日期，写作 2024-03-31")]
Mark = Annotated[str, line("公开属性：公开、依申请公开或内部；涉密材料不得录入", "公开", longest=20)]
FileName = Annotated[str, line("文件名，仅作说明")]


class Served(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A measure that the document serves, and which of its required documents it is."""

    measure: Annotated[str, line("指标代码", "01", longest=20)]
    requirement: Annotated[str, line("材料清单中的序号；不属清单所列的为 null", "1", longest=2)] | None = None
    pages: Annotated[str, line("页码", "第3—5页", longest=60)] | None = None


_SERVES = msgspec.Meta(description="所证指标", min_length=1, max_length=60)


class Evidence(FileFacts, kw_only=True, frozen=True):
    """A document as it stands. `edition` counts its files: 1, and one more for each replacement."""

    year: Annotated[int, whole("评价年度", least=1900, most=2100)]
    title: Title
    document_number: Number | None = None
    issuer: Issuer
    issued_on: IssuedOn | None = None
    secrecy: Mark
    file_name: FileName
    serves: Annotated[tuple[Served, ...], _SERVES]
    area_code: Annotated[str, line("报送单位的区划代码", "320412")]
    organisation: OrganisationCode | None = None
    edition: Annotated[int, whole("版次", least=1)] = 1


class NewEvidence(Form, kw_only=True, frozen=True):
    """A document to be registered."""

    year: Annotated[int, whole("评价年度", least=1900, most=2100)]
    title: Title
    document_number: Number | None = None
    issuer: Issuer
    issued_on: IssuedOn | None = None
    secrecy: Mark
    file_name: FileName
    serves: Annotated[tuple[Served, ...], _SERVES]
    area_code: Annotated[str, line("报送单位的区划代码", "320412")]
    organisation: OrganisationCode | None = None


class EvidenceEdit(Form, kw_only=True, frozen=True):
    """Other particulars of the same file; it is looked at anew."""

    title: Title
    document_number: Number | None = None
    issuer: Issuer
    issued_on: IssuedOn | None = None
    secrecy: Mark
    serves: Annotated[tuple[Served, ...], _SERVES]


class Replacement(Form, kw_only=True, frozen=True):
    """Another file in place of the one there is. What is left out stays as it was."""

    file_name: FileName
    document_number: Number | None = None
    issued_on: IssuedOn | None = None
    serves: Annotated[tuple[Served, ...], _SERVES] | None = None
