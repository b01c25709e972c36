"""What the system's words mean in the exchange format: task kind and level, states, stages, verdicts.

Each function takes cells as written and answers None where they do not say. Words are tested in an order that
matters: 不合格 contains 合格, so it comes first.
"""

import re
from dataclasses import dataclass

from domain.exchange.choices import SHEET_STATES, STAGES, TASK_LEVELS
from domain.national.text import folded, is_nothing

_BRACKETED = re.compile(r"\(([^()]*)\)")
_NOT_FOUND = re.compile(r"未(?:发现|检出)(?:不合格|不符合|问题)")
_VERDICTS = {
    "合格项": ("合格项", "合格", "符合", "符合要求", "合格项目", "符合规定"),
    "不合格项": ("不合格项", "不合格", "不符合", "不符合要求", "不合格项目", "不符合规定"),
    "问题项": ("问题项", "问题", "问题项目"),
    "不判定项": ("不判定项", "不判定", "不作判定", "不做判定", "不予判定", "未判定", "不判定项目"),
    "未检验": ("未检验", "未检", "不检验", "未检验项", "未检项"),
}
_VERDICT_OF = {word: verdict for verdict, words in _VERDICTS.items() for word in words}


@dataclass(frozen=True, slots=True)
class TaskWords:
    """The cells that tell which kind of task and of which level a sheet belongs to."""

    evaluative: str = ""  # 是否为评价性抽检
    purpose: str = ""  # 检验目的
    class_1: str = ""  # 报送分类-1
    class_2: str = ""  # 报送分类-2
    category: str = ""  # 食品大类
    agencies: str = ""  # 部署机构 of province, city and county, 任务来源: who ordered the task
    level: str = ""  # 省抽国抽
    source_county: str = ""  # 任务来源(县)
    source_city: str = ""
    source_province: str = ""


def task_kind(words: TaskWords) -> str:
    """监督抽检 unless the words say otherwise."""
    if folded(words.evaluative) == "是":
        return "评价性抽检"
    purpose = folded(words.purpose) + "\n" + folded(words.class_1)
    if "风险监测" in purpose:
        return "风险监测"
    subject = purpose + "\n" + folded(words.class_2) + "\n" + folded(words.category)
    if "农产品" in subject and "农业" in words.agencies:
        return "农产品监测"
    if "快检" in purpose or "快速" in purpose:
        return "快速检测"
    return "监督抽检"


def task_level(words: TaskWords) -> str | None:
    """国抽, 省抽, 市抽 or 县抽; None when no cell tells."""
    stated = folded(words.level)
    for level in TASK_LEVELS:
        if level in stated:
            return level
    if not is_nothing(words.source_county):
        return "县抽"
    if not is_nothing(words.source_city):
        return "市抽"
    if not is_nothing(words.source_province):
        return "省抽"
    return _level_of_class(folded(words.class_1))


def _level_of_class(text: str) -> str | None:
    """The level in the bracket of `抽检监测（市级）`."""
    bracket = " ".join(_BRACKETED.findall(text))
    if "总局" in bracket:
        return "国抽"
    if "省级" in bracket or "地方" in bracket:
        return "省抽"
    if "市级" in bracket:
        return "市抽"
    if "县级" in bracket or "区级" in bracket:
        return "县抽"
    return None


def sheet_state(state: str, conclusion: str) -> str:
    """有效 unless 样品状态 or 结论 says that the sheet is void (作废) or the sample was refused (拒收, 退样)."""
    valid, void, refused = SHEET_STATES
    words = folded(state) + "\n" + folded(conclusion)
    if "作废" in words:
        return void
    return refused if "拒收" in words or "退样" in words else valid


def sampling_stage(cell: str) -> str:
    """生产, 流通 or 餐饮 of `流通环节`; any other word as it is."""
    word = folded(cell).removesuffix("环节")
    return word if word in STAGES else cell.strip()


def item_verdict(cell: str) -> str | None:
    """The exchange format's word for a 结果判定; None for a word that is not known."""
    return _VERDICT_OF.get(folded(cell))


def concluded_verdict(cell: str) -> str | None:
    """What a 结论 or 检验结论 says of the sample: 不合格, 问题, 合格, or None where it says nothing of the kind."""
    text = _NOT_FOUND.sub("合格", folded(cell))
    if is_nothing(text) or "不判定" in text or "未判定" in text:
        return None
    if "不合格" in text or "不符合" in text:
        return "不合格"
    if "问题" in text:
        return "问题"
    return "合格" if "合格" in text or "符合" in text else None


def limit(value: str, unit: str, result_unit: str) -> str:
    """A limit as text: the value, with its unit where that is not the result's. Empty for `/`, `-`, `——`."""
    if is_nothing(value):
        return ""
    if is_nothing(unit) or folded(unit) == folded(result_unit):
        return value.strip()
    return f"{value.strip()} {unit.strip()}"
