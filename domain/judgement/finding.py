"""What is put before the judgement engine, and what it answers."""

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """The three verdicts that figures alone can carry; 问题项 and 未检验 are for people to give."""

    QUALIFIED = "合格项"
    UNQUALIFIED = "不合格项"
    UNDECIDED = "不判定项"


@dataclass(frozen=True, slots=True)
class Finding:
    """The cells of one finding as they are written; an empty one says nothing.

    `comparison` names the method of GB/T 8170: 全数值比较法 where empty, or 修约值比较法.
    """

    result: str
    result_unit: str = ""
    min_limit: str = ""
    max_limit: str = ""
    limit_unit: str = ""
    detection_limit: str = ""
    comparison: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed verdict and, in Chinese, what was compared with what. The last word is a person's."""

    verdict: Verdict
    reason: str
