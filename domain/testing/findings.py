"""One finding of a laboratory: as it is entered, and as it is kept with its judgement."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from domain.work.fields import line, prose, said, whole

ItemClass = Literal[
    "农药残留", "兽药残留", "微生物", "重金属", "食品添加剂", "质量指标", "生物毒素", "非食用物质", "其他"
]
ItemVerdict = Literal["合格项", "不合格项", "问题项", "不判定项", "未检验"]
SampleVerdict = Literal["合格", "不合格", "问题", "未判定"]
Comparison = Literal["全数值比较法", "修约值比较法"]
# Whose date decides which standard was in force; farm produce often has no production date.
JudgedBy = Literal["生产日期", "加工日期", "购进日期", "检疫日期", "标注日期", "抽样日期"]
Cell = Annotated[
    str,
    msgspec.Meta(
        description="按原始记录填写，1000 字以内",
        min_length=1,
        max_length=1_000,
        pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]+$(?!\n)",
    ),
]
ItemName = Annotated[str, line("检验项目", "铅（以Pb计）")]
IMPORTED = "导入"


class FindingEntry(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """One finding as it is entered. Without limits the standard in force fills them; without a verdict the proposed
    one is taken."""

    item_name: ItemName
    item_class: Annotated[ItemClass, said("项目类别")]
    result: Cell | None = None
    unit: Annotated[str, line("结果单位", "mg/kg", longest=40)] | None = None
    min_limit: Cell | None = None
    max_limit: Cell | None = None
    limit_unit: Annotated[str, line("限量单位", "mg/kg", longest=40)] | None = None
    detection_limit: Cell | None = None
    comparison: Annotated[Comparison | None, said("比较方法；不填为全数值比较法")] = None
    method_basis: Cell | None = None
    judgement_basis: Cell | None = None
    verdict: Annotated[ItemVerdict | None, said("结果判定；不填则采用系统建议")] = None
    verdict_reason: Annotated[str, prose("与系统建议不同的理由", 1_000)] | None = None


class Finding(FindingEntry, kw_only=True, frozen=True):
    """A finding with what was proposed, why, who entered it, and from which standard its limits were taken."""

    proposed: Annotated[ItemVerdict, said("系统建议的判定")]
    explanation: Annotated[str, said("建议的理由")]
    entered_by: Annotated[str, said("录入人")]
    revision: Annotated[int, whole("第几次录入")] = 0
    standard: Annotated[str, line("限量取自的标准及其版本")] | None = None
    judged_on: Annotated[date | None, said("按此日期取用标准")] = None
    judged_by: Annotated[JudgedBy | None, said("该日期的来源")] = None
