"""The tables of the exchange format, written down a second time from its description.

`*` required, `#` key, `→table` a reference; what follows the colon is the kind of the cell.
"""

import re
from dataclasses import dataclass

_TEXT = {
    "areas": "区划代码#*:code 名称*:text 级别*:choice(市/县区/镇街) 上级代码:code→areas",
    "population": "区划代码#*:code→areas 年份#*:year 常住人口*:whole 来源:text",
    "enterprises": (
        "统一社会信用代码#*:credit 名称*:text 区划代码*:code→areas 环节*:choice(生产/流通/餐饮) 业态*:text"
        " 成立日期*:date 退出日期:date 风险等级:choice(A/B/C/D)"
        " 标签:tags(保健食品/特殊医学用途配方食品/婴幼儿配方食品/乳制品/酒类/食品添加剂"
        "/高风险大型/连锁总部/大型批发/批发市场开办者)"
        " 互联网明厨亮灶:choice(是/否) HACCP:choice(是/否) 可追溯:choice(是/否)"
    ),
    "plans": (
        "计划编号#*:code 年份*:year 类别*:choice(监督抽检/评价性抽检/风险监测/农产品监测)"
        " 任务级别*:choice(国抽/省抽/市抽/县抽) 区划代码*:code→areas 食品大类*:text 环节:choice(生产/流通/餐饮) 计划批次*:whole"
    ),
    "samples": (
        "抽样编号#*:code 任务类别*:choice(监督抽检/评价性抽检/风险监测/农产品监测/快速检测)"
        " 任务级别*:choice(国抽/省抽/市抽/县抽) 计划编号:code→plans 抽样单状态*:choice(有效/作废/拒收)"
        " 抽样环节*:choice(生产/流通/餐饮) 抽样场所*:text 抽样地区划代码*:code→areas"
        " 被抽样单位信用代码:credit→enterprises 被抽样单位名称*:text"
        " 标称生产企业信用代码:credit→enterprises 标称生产企业名称:text 样品名称*:text 食品大类*:text"
        " 生产日期:date 批号:text 抽样日期*:date 抽样人员*:people 承检机构:text 收样日期:date 报告书编号:text 报告日期:date"
    ),
    "reviews": (
        "抽样编号#*:code→samples 类型#*:choice(复检/异议) 申请日期#*:date 受理情况:choice(受理/不予受理)"
        " 结论日期:date 结论:choice(维持/改判合格/改判不合格)"
    ),
    "disposals": (
        "处置编号#*:code 抽样编号*:code→samples 处置环节*:choice(生产/经营) 区划代码*:code→areas 收到日期*:date"
        " 启动日期:date 完成日期:date 批准延期天数:whole 状态*:choice(办理中/完成/撤销)"
    ),
    "inspections": (
        "检查编号#*:code 统一社会信用代码*:credit→enterprises"
        " 检查类型*:choice(日常监督检查/体系检查/飞行检查/双随机检查/春季校园检查/秋季校园检查)"
        " 检查日期*:date 检查人员*:people"
    ),
    "self_reports": (
        "报告编号#*:code 统一社会信用代码*:credit→enterprises 类型*:choice(自查风险报告/定期自查报告) 报告日期*:date"
    ),
    "problems": (
        "问题编号#*:code 来源*:choice(检查/自查) 来源编号*:code→source 统一社会信用代码*:credit→enterprises 问题描述*:text"
        " 发现日期*:date 整改期限*:date 整改完成日期:date"
    ),
    "cases": (
        "线索编号#*:code 区划代码*:code→areas 发现日期*:date 应立案*:choice(是/否) 立案日期:date 办结日期:date"
        " 立案延期工作日:whole 办案延期天数:whole"
    ),
    "returns": (
        "指标#*:code→measure 区划代码#*:code→areas 季度#*:quarter 分子*:decimal 分母*:decimal"
        " 状态*:choice(草稿/已提交/退回/已审核) 版本#*:version"
    ),
}
_ITEM_TEXT = (
    "检验项目:text"
    " 项目类别:choice(农药残留/兽药残留/微生物/重金属/食品添加剂/质量指标/生物毒素/非食用物质/其他)"
    " 检验结果:text 结果单位:text 最大允许限:text 最小允许限:text"
    " 结果判定:choice(合格项/不合格项/问题项/不判定项/未检验) 检验依据:text 判定依据:text"
)

DATE_CHAINS = {
    "samples": ["抽样日期", "收样日期", "报告日期"],
    "disposals": ["收到日期", "启动日期", "完成日期"],
    "cases": ["发现日期", "立案日期", "办结日期"],
    "problems": ["发现日期", "整改完成日期"],
    "enterprises": ["成立日期", "退出日期"],
    "reviews": ["申请日期", "结论日期"],
}
UNKNOWN = {
    "areas": "unknown-area",
    "enterprises": "unknown-enterprise",
    "plans": "unknown-plan",
    "samples": "unknown-sheet",
    "source": "unknown-source",
    "measure": "unknown-measure",
}
SOURCES = {"检查": "inspections", "自查": "self_reports"}
# The refusals in the order of the table: of several that apply to one cell the first is reported.
CODES = [
    *["missing-file", "missing-column", "required", "bad-date", "bad-number", "bad-choice"],
    *["negative-number", "bad-credit-code", *UNKNOWN.values()],
    *["duplicate-key", "conflicting-row", "date-order", "too-few-samplers", "numerator-exceeds-denominator"],
    *["wrong-filer", "locked-return", "area-cycle", "refused-parent"],
]


@dataclass(frozen=True)
class Column:
    """One column of the format."""

    header: str
    kind: str
    required: bool
    key: bool
    choices: tuple[str, ...]
    refers: str | None


def _columns(text: str) -> list[Column]:
    columns = []
    for word in text.split():
        match = re.fullmatch(r"(\w+)(#?)(\*?):([a-z]+)(?:\((.+)\))?(?:→(\w+))?", word)
        assert match, word
        header, key, star, kind, choices, refers = match.groups()
        columns.append(Column(header, kind, bool(star), bool(key), tuple((choices or "").split("/")), refers))
    return columns


TABLES = {name: _columns(text) for name, text in _TEXT.items()}
ITEM_COLUMNS = _columns(_ITEM_TEXT)
ITEM_NEEDS = ["检验项目", "项目类别", "结果判定"]


def columns_of(table: str) -> list[Column]:
    """All columns of a table, those of the items included."""
    return TABLES[table] + (ITEM_COLUMNS if table == "samples" else [])


def keys_of(table: str) -> list[str]:
    """The headers that identify a record."""
    return [column.header for column in TABLES[table] if column.key]
