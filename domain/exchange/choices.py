"""The closed lists of words that cells of the exchange format choose from, in the order in which people see them.

Which column takes which list is said in `domain.exchange.tables`.
"""

STAGES = ("生产", "流通", "餐饮")
AREA_LEVELS = ("市", "县区", "镇街")
PLAN_KINDS = ("监督抽检", "评价性抽检", "风险监测", "农产品监测")
TASK_KINDS = (*PLAN_KINDS, "快速检测")
TASK_LEVELS = ("国抽", "省抽", "市抽", "县抽")
SHEET_STATES = ("有效", "作废", "拒收")
ITEM_CLASSES = (
    "农药残留",
    "兽药残留",
    "微生物",
    "重金属",
    "食品添加剂",
    "质量指标",
    "生物毒素",
    "非食用物质",
    "其他",
)
ITEM_VERDICTS = ("合格项", "不合格项", "问题项", "不判定项", "未检验")
INSPECTION_KINDS = (
    "日常监督检查",
    "体系检查",
    "飞行检查",
    "双随机检查",
    "春季校园检查",
    "秋季校园检查",
)
ENTERPRISE_TAGS = (
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
)
