"""What all resources' shapes are made of: the closed words of the exchange format, and described fields.

Field names are the column names of `domain.exchange.tables`, descriptions its headers; a test holds the two together.
Fields that hold several values in one cell (people, tags) are lists.
"""

import re
from typing import Generic, Literal, TypeVar

import msgspec

T = TypeVar("T")

Stage = Literal["生产", "流通", "餐饮"]
AreaLevel = Literal["市", "县区", "镇街"]
PlanKind = Literal["监督抽检", "评价性抽检", "风险监测", "农产品监测"]
TaskKind = Literal["监督抽检", "评价性抽检", "风险监测", "农产品监测", "快速检测"]
TaskLevel = Literal["国抽", "省抽", "市抽", "县抽"]
SheetState = Literal["有效", "作废", "拒收"]
ItemClass = Literal[
    "农药残留", "兽药残留", "微生物", "重金属", "食品添加剂", "质量指标", "生物毒素", "非食用物质", "其他"
]
ItemVerdict = Literal["合格项", "不合格项", "问题项", "不判定项", "未检验"]
RiskGrade = Literal["A", "B", "C", "D"]
Tag = Literal[
    "保健食品",
    "特殊医学用途配方食品",
    "婴幼儿配方食品",
    "乳制品",
    "酒类",
    "食品添加剂",
    "高风险大型",
    "连锁总部",
    "大型批发",
    "批发市场开办者",
]
ReviewKind = Literal["复检", "异议"]
Acceptance = Literal["受理", "不予受理"]
Conclusion = Literal["维持", "改判合格", "改判不合格"]
DisposalSide = Literal["生产", "经营"]
DisposalState = Literal["办理中", "完成", "撤销"]
PackageState = Literal["queued", "running", "done", "failed", "cancelled"]

NEXT = "下一页的游标；末页为 null"

_BETWEEN_VALUES = re.compile("[;；、，,]")


class Page(msgspec.Struct, Generic[T], kw_only=True):
    """One page of a list, in key order."""

    items: list[T]
    next_cursor: str | None


def said(description: str, *examples: object) -> msgspec.Meta:
    """A field's description in the interface description, with made-up examples (合成数据) where given."""
    return msgspec.Meta(description=description, examples=list(examples) or None)


def values_of(cell: str | None) -> list[str]:
    """The values of a cell that holds several."""
    return [value.strip() for value in _BETWEEN_VALUES.split(cell or "") if value.strip()]
