"""What is kept of a clue and its case, and what each step is told."""

from decimal import Decimal
from typing import Annotated

import msgspec

from domain.work.fields import Form, line, prose, said, whole


class Decision(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """How a case ended. Money in yuan, exact."""

    document_no: Annotated[str, line("决定书文号", "合成数据〔2023〕1号")]
    outcome: Annotated[str, line("处理结果，如 罚款、警告、不予处罚", "罚款")]
    fine: Annotated[Decimal | None, said("罚款金额（元），十进制数")] = None
    forfeited: Annotated[Decimal | None, said("没收金额（元），十进制数")] = None
    why_no_penalty: Annotated[str, prose("不予处罚的理由", 1_000)] | None = None


class Clue(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """What a clue says, before anything is decided."""

    area_code: Annotated[str, line("区划代码", "320412")]
    facts: Annotated[str, prose("线索内容")]
    should_file: Annotated[bool, said("是否应当立案")]
    sheet_no: Annotated[str, line("来自哪一份抽样单")] | None = None
    task_no: Annotated[str, line("来自哪一项处置任务")] | None = None
    credit_code: Annotated[str, line("当事人统一社会信用代码")] | None = None


class Case(Clue, kw_only=True, frozen=True):
    """A clue with what became of it. Extensions add up over their approvals."""

    filing_extension_workdays: Annotated[int, whole("批准延长立案的工作日数，合计")] = 0
    decision_extension_days: Annotated[int, whole("批准延长办案的天数，合计")] = 0
    case_no: Annotated[str, line("立案号")] | None = None
    decision: Annotated[Decision | None, said("处理决定")] = None


class NewClue(Form, kw_only=True, frozen=True):
    """A clue as it is entered; `on` is the day it was found."""

    clue_no: Annotated[str, line("线索编号", "XS20230001", longest=64)]
    clue: Annotated[Clue, said("线索")]


class Correction(Form, kw_only=True, frozen=True):
    """The clue as it should have been entered."""

    clue: Annotated[Clue, said("更正后的线索")]


class Filing(Form, kw_only=True, frozen=True):
    """That a case is filed."""

    case_no: Annotated[str, line("立案号", "合成数据立字〔2023〕1号")]


class ExtensionGrant(Form, kw_only=True, frozen=True):
    """An approved extension."""

    amount: Annotated[int, whole("批准延长的天数（立案为工作日，办案为自然日）", least=1, most=3_650)]


class Deciding(Form, kw_only=True, frozen=True):
    """The decision that ends a case."""

    decision: Annotated[Decision, said("处理决定")]
