"""What a laboratory keeps of a sample: its findings as written, their judgement, and every report with its version."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from domain.organisations import OrganisationCode
from domain.work.fields import Form, line, prose, said, whole

ItemClass = Literal[
    "农药残留", "兽药残留", "微生物", "重金属", "食品添加剂", "质量指标", "生物毒素", "非食用物质", "其他"
]
ItemVerdict = Literal["合格项", "不合格项", "问题项", "不判定项", "未检验"]
Cell = Annotated[
    str,
    msgspec.Meta(
        description="按原始记录填写，1000 字以内",
        min_length=1,
        max_length=1_000,
        pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]+$",
    ),
]


class FindingEntry(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """One finding as it is entered. Without a verdict the proposed one is taken."""

    item_name: Annotated[str, line("检验项目", "铅（以Pb计）")]
    item_class: Annotated[ItemClass, said("项目类别")]
    result: Cell | None = None
    unit: Annotated[str, line("结果单位", "mg/kg", longest=40)] | None = None
    min_limit: Cell | None = None
    max_limit: Cell | None = None
    limit_unit: Annotated[str, line("限量单位", "mg/kg", longest=40)] | None = None
    detection_limit: Cell | None = None
    comparison: Annotated[
        Literal["全数值比较法", "修约值比较法"] | None, said("比较方法；不填为全数值比较法")
    ] = None
    method_basis: Cell | None = None
    judgement_basis: Cell | None = None
    verdict: Annotated[ItemVerdict | None, said("结果判定；不填则采用系统建议")] = None
    verdict_reason: Annotated[str, prose("与系统建议不同的理由", 1_000)] | None = None


class Finding(FindingEntry, kw_only=True, frozen=True):
    """A finding with what was proposed, why, and who entered it."""

    proposed: Annotated[ItemVerdict, said("系统建议的判定")]
    explanation: Annotated[str, said("建议的理由")]
    entered_by: Annotated[str, said("录入人")]


class Report(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """One version of the report, as it was issued; earlier versions stay."""

    version: Annotated[int, said("报告版本")]
    report_no: Annotated[str, line("报告书编号", "合成数据2023-001")]
    issued_on: Annotated[date, said("签发日期")]
    verdict: Annotated[Literal["合格", "不合格", "问题", "未判定"], said("样品结论")]
    conclusion: Annotated[str, prose("检验结论")]
    judged_on: Annotated[date | None, said("判定标准按此日期取用")] = None
    judged_by: Annotated[Literal["生产日期", "抽样日期"], said("判定标准所依日期的来源")] = "生产日期"
    file_sha256: Annotated[str, line("报告 PDF 的 SHA-256", longest=64)] | None = None
    findings: Annotated[tuple[Finding, ...], said("检验结果")] = ()
    reason: Annotated[str, prose("更正的理由", 1_000)] | None = None


class Test(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The test of one sheet's sample."""

    # pytest collects classes of this name from test modules; this one is none.
    __test__ = False

    laboratory: OrganisationCode | None = None
    laboratory_name: Annotated[str, line("承检机构名称")] | None = None
    area_code: Annotated[str, line("抽样地区划代码")]
    task_kind: Annotated[str, line("任务类别")]
    received_on: Annotated[date | None, said("收样日期")] = None
    agreed_workdays: Annotated[int, whole("约定的检验期限（工作日）", least=1, most=365)] | None = None
    harm: Annotated[str, prose("严重危害的情况", 1_000)] | None = None
    findings: Annotated[tuple[Finding, ...], said("检验结果")] = ()
    reports: Annotated[tuple[Report, ...], said("报告，按版本")] = ()


class Receipt(Form, kw_only=True, frozen=True):
    """That a sample was received, and the days agreed with the organiser if they are not the usual ones."""

    agreed_workdays: (
        Annotated[int, whole("约定的检验期限（工作日），不少于 20", least=20, most=365)] | None
    ) = None


class Entry(Form, kw_only=True, frozen=True):
    """Findings to be added, or to replace those of the same items."""

    findings: Annotated[
        tuple[FindingEntry, ...],
        msgspec.Meta(min_length=1, max_length=500, description="检验结果，1 至 500 项"),
    ]


class SheetFindings(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """Findings of one sheet in a worklist."""

    sheet_no: Annotated[str, line("抽样编号")]
    findings: Annotated[
        tuple[FindingEntry, ...],
        msgspec.Meta(min_length=1, max_length=500, description="检验结果，1 至 500 项"),
    ]


class Worklist(Form, kw_only=True, frozen=True):
    """Findings of many sheets at once."""

    sheets: Annotated[
        tuple[SheetFindings, ...], msgspec.Meta(min_length=1, max_length=2_000, description="各抽样单的结果")
    ]


class Issue(Form, kw_only=True, frozen=True):
    """The report that is issued."""

    report_no: Annotated[str, line("报告书编号", "合成数据2023-001")]
    conclusion: Annotated[str, prose("检验结论")]
    file_sha256: (
        Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$", description="报告 PDF 的 SHA-256")] | None
    ) = None


class Urgent(Form, kw_only=True, frozen=True):
    """A step of the 24-hour report: when to the minute."""

    moment: Annotated[datetime, msgspec.Meta(tz=False, description="时刻（当地时间），如 2023-03-01T08:30")]
