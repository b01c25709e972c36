"""What a laboratory keeps of a sample's test, and what its steps are told.

Findings have rows of their own, one a revision (`sampling.store.testing`): the content says what they come to, and
every report keeps the findings that it was issued with.
"""

from datetime import date, datetime
from typing import Annotated

import msgspec

from domain.organisations import OrganisationCode
from domain.testing.findings import Finding, FindingEntry, ItemName, JudgedBy, SampleVerdict
from domain.work.fields import Form, line, prose, said, whole

Workdays = Annotated[int, whole("约定的检验期限（工作日）", least=1, most=365)]
Digest = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[0-9a-f]{64}$(?!\n)", description="SHA-256，64 位小写十六进制", examples=["0" * 64]
    ),
]


class AttachedFile(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A signed report as a file: known by its digest, kept elsewhere."""

    sha256: Digest
    name: Annotated[str, line("文件名", "合成数据报告.pdf")]
    size: Annotated[int, whole("字节数", least=1)]


class Tally(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """What the findings come to now."""

    items: Annotated[int, whole("检验项目数")] = 0
    verdict: Annotated[SampleVerdict, said("样品结论")] = "未判定"
    undecided: Annotated[tuple[str, ...], said("不判定或未检验的项目")] = ()
    entered_by: Annotated[tuple[str, ...], said("录入人")] = ()
    digest: Annotated[str, said("全部检验结果的 SHA-256")] = ""


class Told(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """Findings of an imported row: nobody entered them, so they have no rows of their own until somebody does."""

    findings: Annotated[tuple[Finding, ...], said("检验结果")]
    tally: Annotated[Tally, said("检验结果汇总")]


class Report(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """One version of the report, as it was issued; earlier versions stay."""

    version: Annotated[int, said("报告版本")]
    report_no: Annotated[str, line("报告书编号；导入的记录可能没有", "合成数据2023-001")] | None = None
    issued_on: Annotated[date, said("签发日期")]
    verdict: Annotated[SampleVerdict, said("样品结论")]
    conclusion: Annotated[str, prose("检验结论")]
    judged_on: Annotated[date | None, said("判定标准按此日期取用")] = None
    judged_by: Annotated[JudgedBy | None, said("判定标准所依日期的来源")] = None
    file: Annotated[AttachedFile | None, said("报告文件")] = None
    findings: Annotated[tuple[Finding, ...], said("检验结果")] = ()
    digest: Annotated[str, said("检验结果的 SHA-256")] = ""
    reason: Annotated[str, prose("更正或说明的理由", 1_000)] | None = None


class Test(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The test of one sheet's sample."""

    # pytest collects classes of this name from test modules; this one is none.
    __test__ = False

    laboratory: OrganisationCode | None = None
    laboratory_name: Annotated[str, line("承检机构名称")] | None = None
    area_code: Annotated[str, line("抽样地区划代码")]
    task_kind: Annotated[str, line("任务类别")]
    received_on: Annotated[date | None, said("收样日期")] = None
    agreed_workdays: Workdays | None = None
    harm: Annotated[str, prose("严重危害的情况", 1_000)] | None = None
    revision: Annotated[int, whole("录入次数")] = 0
    tally: Annotated[Tally, said("录入的检验结果汇总")] = Tally()
    reports: Annotated[tuple[Report, ...], said("报告，按版本")] = ()
    told: Annotated[Told | None, said("由导入的记录得知的检验结果；在本系统录入后不再有")] = None

    @property
    def standing(self) -> Tally:
        """What the findings come to that count now: those of an import replace what was entered before it."""
        return self.told.tally if self.told is not None else self.tally


class Receipt(Form, kw_only=True, frozen=True):
    """That a sample was received, and the days agreed with the organiser if they are not the usual ones."""

    agreed_workdays: Workdays | None = None


class Agreement(Form, kw_only=True, frozen=True):
    """Days for the report that were agreed with the organiser."""

    agreed_workdays: Workdays


Entries = Annotated[
    tuple[FindingEntry, ...], msgspec.Meta(max_length=500, description="检验结果，500 项以内")
]
Withdrawn = Annotated[
    tuple[ItemName, ...],
    msgspec.Meta(max_length=500, description="误录而撤下的检验项目，须说明理由；原记录保留"),
]


class Entry(Form, kw_only=True, frozen=True):
    """Findings to be added, or to replace those of the same items; and items that were entered by mistake."""

    findings: Entries = ()
    withdraw: Withdrawn = ()


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

    report_no: Annotated[str, line("报告书编号", "合成数据2023-001", longest=100)]
    conclusion: Annotated[str, prose("检验结论")]
    file: Annotated[AttachedFile | None, said("报告文件（PDF）")] = None


class Urgent(Form, kw_only=True, frozen=True):
    """A step of the 24-hour report: when to the minute."""

    moment: Annotated[datetime, msgspec.Meta(tz=False, description="时刻（当地时间），如 2023-03-01T08:30")]
