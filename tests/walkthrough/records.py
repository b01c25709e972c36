"""The registers that the stories begin with, as an exchange folder: areas, population, enterprises."""

import csv
from pathlib import Path

from tests.walkthrough.stories import CANTEEN, FACTORY, SHOP

TABLES: dict[str, list[list[str]]] = {
    "areas": [
        ["区划代码", "名称", "级别", "上级代码"],
        ["320400", "常州市", "市", ""],
        ["320412", "武进区", "县区", "320400"],
    ],
    "population": [["区划代码", "年份", "常住人口", "来源"], ["320412", "2023", "1000000", "合成数据"]],
    "enterprises": [
        ["统一社会信用代码", "名称", "区划代码", "环节", "业态", "成立日期"],
        [FACTORY, "合成数据食品厂", "320412", "生产", "食品生产企业", "2015-01-01"],
        [SHOP, "合成数据超市", "320412", "流通", "超市", "2016-01-01"],
        [CANTEEN, "合成数据食堂", "320412", "餐饮", "学校/托幼食堂", "2017-01-01"],
    ],
}


def write_registers(folder: Path) -> Path:
    """Write the registers as CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in TABLES.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder
