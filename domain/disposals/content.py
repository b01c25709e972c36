"""What is kept of a disposal task and of a transfer letter, and what each step is told. Quantities in kilograms."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from domain.work.fields import Form, line, prose, said, whole

Kilograms = Annotated[Decimal, said("数量（kg），十进制数")]


class ProductControl(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """What became of the batch."""

    produced_kg: Annotated[Decimal, said("生产或购进数量（kg）")]
    sold_kg: Annotated[Decimal, said("销售数量（kg）")]
    stock_kg: Annotated[Decimal, said("库存数量（kg）")]
    sealed_kg: Annotated[Decimal, said("封存数量（kg）")]
    recalled_kg: Annotated[Decimal, said("召回数量（kg）")]
    why_not_recalled: Annotated[str, prose("未召回的原因", 1_000)] | None = None


class Penalty(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The case that came of it, or why there is none."""

    clue_no: Annotated[str, line("线索编号")] | None = None
    why_none: Annotated[str, prose("未立案处罚的理由", 1_000)] | None = None


class Rectification(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """What was put right, and the re-check of it."""

    measures: Annotated[str, prose("整改措施")]
    rechecked_on: Annotated[date | None, said("复查日期")] = None
    recheck_result: Annotated[Literal["合格", "不合格"] | None, said("复查结果")] = None


class Sections(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The sections of a disposal; each is None until it is recorded."""

    control: Annotated[ProductControl | None, said("产品控制")] = None
    causes: Annotated[str, prose("原因排查")] | None = None
    penalty: Annotated[Penalty | None, said("立案处罚")] = None
    rectification: Annotated[Rectification | None, said("整改复查")] = None
    notification: Annotated[str, prose("通报或移送公安机关的情况")] | None = None


class Disposal(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A task at one end of an unqualified sample."""

    __schema_name__ = (
        "DisposalContent"  # in the interface description, where lists have a Disposal of their own
    )

    sheet_no: Annotated[str, line("抽样编号")]
    side: Annotated[Literal["生产", "经营"], said("处置环节")]
    area_code: Annotated[str, line("区划代码", "320412")]
    party_name: Annotated[str, line("当事人名称")] | None = None
    credit_code: Annotated[str, line("当事人统一社会信用代码")] | None = None
    organisation: Annotated[str, line("承办机构代码")] | None = None
    extension_days: Annotated[int, whole("批准延期天数，合计")] = 0
    supervised: Annotated[bool, said("是否督办")] = False
    objection_pending: Annotated[bool, said("是否有已受理而未审结的异议")] = False
    sections: Annotated[Sections, said("处置情况")] = Sections()


class Serving(Form, kw_only=True, frozen=True):
    """Service of the report and the result notice."""

    receiver: Annotated[str, line("签收人")] | None = None
    how: Annotated[Literal["直接送达", "邮寄送达", "电子送达", "留置送达", "公告送达"], said("送达方式")] = (
        "直接送达"
    )


class Recording(Form, kw_only=True, frozen=True):
    """Sections to be recorded; those that are left out stay as they are."""

    sections: Annotated[Sections, said("处置情况")]


class Extending(Form, kw_only=True, frozen=True):
    """An approved extension in natural days."""

    days: Annotated[int, whole("批准延期天数", least=1, most=3_650)]


class TransferLetter(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A letter to where the producer is."""

    sheet_no: Annotated[str, line("抽样编号")]
    producer_name: Annotated[str, line("标称生产企业名称")]
    producer_address: Annotated[str, line("标称生产企业地址")] | None = None
    from_area: Annotated[str, line("移送地区划代码", "320412")]
    addressee: Annotated[str, line("接收单位")] | None = None
    facts: Annotated[str, prose("移送事由")]
    answer: Annotated[str, prose("回复情况")] | None = None


class Sending(Form, kw_only=True, frozen=True):
    """To whom the letter goes."""

    addressee: Annotated[str, line("接收单位", "合成数据市市场监督管理局")]


class Answering(Form, kw_only=True, frozen=True):
    """What came back."""

    answer: Annotated[str, prose("回复情况")]
