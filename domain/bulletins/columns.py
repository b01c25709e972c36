"""The columns of a bulletin table and the words that its cells use.

Data only; what a cell means is read in the other modules of this package.
"""

# Header as published -> name. The order is the canonical one: an entry's identity is taken over the cells in it.
COLUMNS: dict[str, str] = {
    "信息来源": "source",
    "搜索条件": "search_terms",
    "物料名称": "product",
    "产品分类": "classification",
    "生产商": "producer",
    "供应商": "supplier",
    "生产日期": "produced",
    "批号": "batch_no",
    "项目分类": "item_class",
    "检测项目": "item",
    "单位": "unit",
    "检测结果": "result",
    "限量值": "limit",
    "判定": "verdict",
    "发布单位": "publisher",
    "发布日期": "published",
    "备注": "remark",
}
HEADERS = tuple(COLUMNS)
NAMES = tuple(COLUMNS.values())

QUALIFIED = "合格"
UNQUALIFIED = "不合格"
VERDICTS = (QUALIFIED, UNQUALIFIED)

# The one 大类 that is no food: machines, detergents, packaging.
NOT_FOOD = "食品相关产品"
