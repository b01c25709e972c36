"""Values that hurt, by the kind of their column, and the columns that rules read."""

from tests.reference_import.credit_code import credit_code
from tests.reference_import.spec import columns_of

_FULL = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(ord("0"), ord("z") + 1)})

_ANY = ["", " ", "　", "/", "-", "无", " / ", "／", "x", "1", "是", "2023-04-11", "'-1", "、", "430102"]
_DATES = [
    *["2023-02-29", "2024-02-29", "2023-13-01", "2023/4/1", "2023.4.11", "20230411", "2023年4月11日"],
    *[
        "2023-4-11 10:30",
        "2023-04-11T08:00:00",
        "２０２３-０４-１１",
        "2023-04/11",
        "23-04-11",
        "2023-4",
        "昨天",
    ],
    *[
        "2001-01-01",
        "2030-12-31",
        "45000",
        "0000-01-01",
        "20231301",
        "2023-06-01",
        "2023-04-10",
        " 2023-05-20 ",
    ],
]
_NUMBERS = [
    *["12.0", "12.5", "1,234", "12,34", "1234,567", "1,234.0", "-0", "-1", "-1.5", "-1,234", "50%", "1e3"],
    *[
        "一百",
        "１２",
        "1_000",
        "NaN",
        "Infinity",
        "0x10",
        "0",
        "00012",
        "1 234",
        "91",
        "200",
        "16",
        "31",
        "100000",
    ],
    *["1899", "1900", "2100", "2101", "2022.0", "2", "3", "-2023"],
]
NASTY = {
    "date": _DATES,
    "whole": _NUMBERS,
    "decimal": _NUMBERS,
    "year": _NUMBERS,
    "version": _NUMBERS,
    "quarter": ["2023q1", "2023Q5", "２０２３Q2", "2023Q01", "2023年1季度", "2023-Q1", " 2023Q3 ", "20231"],
    "people": [
        "甲",
        "甲、甲",
        "甲，乙",
        "甲;乙",
        "甲；",
        "甲 乙",
        "甲/乙",
        "甲、无",
        "、 甲 、",
        "甲一,乙二",
        "乙二、甲一",
    ],
    "tags": ["乳制品，酒类", "乳制品;;", "乳制品;其他", "无;乳制品", "酒类 、 酒类", "乳制品 酒类", "hAccp"],
    "choice": [
        "a",
        "Ａ",
        "A",
        "否",
        "市",
        "县区",
        "镇街",
        "生产",
        "餐饮",
        "检查",
        "自查",
        "已审核",
        "合格项",
        "其它",
        "合格",
        "不合格项",
    ],
    "credit": [
        credit_code("9143010999MA4L999"),
        "914301",
        credit_code("12345678901234567"),
        "91430101MA4L00001I",
    ],
    "code": [
        "CY9",
        "cy1",
        "ＣＹ１",
        "430199",
        "４３０１０２",
        "jh02",
        "JH99",
        "JC9",
        "JC1",
        "ZC1",
        "99",
        "1",
        "17",
        "02-1",
        "29",
    ],
    "text": ["0.6", "0.5", "1e9", "-3", "铅", " 铅 ", "糕点", "'=1+1", "合成酒厂", "换\n行", "Ａ"],
}


AIMS = [
    *[("returns", header) for header in ("分子", "分母", "状态", "版本", "区划代码", "指标")],
    *[
        ("samples", header)
        for header in ("生产日期", "抽样日期", "收样日期", "报告日期", "抽样人员", "计划编号")
    ],
    *[
        ("samples", header)
        for header in ("食品大类", "抽样环节", "检验项目", "检验结果", "最大允许限", "结果判定")
    ],
    *[
        ("samples", header)
        for header in ("项目类别", "标称生产企业信用代码", "被抽样单位信用代码", "抽样编号")
    ],
    *[("disposals", header) for header in ("收到日期", "启动日期", "完成日期", "批准延期天数", "抽样编号")],
    *[("cases", header) for header in ("发现日期", "立案日期", "办结日期", "立案延期工作日", "办案延期天数")],
    *[("problems", header) for header in ("来源", "来源编号", "发现日期", "整改完成日期")],
    *[
        ("enterprises", "成立日期"),
        ("enterprises", "退出日期"),
        ("reviews", "结论日期"),
        ("reviews", "申请日期"),
    ],
    *[("areas", "级别"), ("areas", "区划代码"), ("plans", "计划编号"), ("inspections", "检查人员")],
    *[("population", "区划代码"), ("population", "常住人口"), ("inspections", "检查编号"), ("plans", "环节")],
]


def nasty(table: str, header: str, old: str, choice: int) -> str:
    """A value that hurts in such a column, or the old one in another dress."""
    kinds = {column.header: column.kind for column in columns_of(table)}
    dresses = [old.lower(), old.upper(), old.translate(_FULL), f" {old}\t", f"{old}x", old[:-1]]
    values = NASTY[kinds.get(header, "text")] * 2 + _ANY + dresses
    return values[choice % len(values)]
