"""Small national exports that a test spells out row by row; everything not named has a plain default."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine

from domain.national import headers as h
from tests.national.importing import import_folder
from tests.worlds.credit_codes import credit_code

SHOP = credit_code("320412", 1)
FACTORY = credit_code("320411", 2)
UNKNOWN_SHOP = credit_code("320412", 3)

_REGISTERS = {
    "areas": (
        "区划代码,名称,级别,上级代码",
        "320400,常州市,市,",
        "320412,武进区,县区,320400",
        "320411,新北区,县区,320400",
        "320481,溧阳市,县区,320400",
        "320491,常州经开区,县区,320400",
        "320412411,高新区,镇街,320412",
        "320412100,湖塘镇,镇街,320412",
    ),
    "enterprises": (
        "统一社会信用代码,名称,区划代码,环节,业态,成立日期",
        f"{SHOP},合成超市,320412,流通,超市,2015-01-01",
        f"{FACTORY},合成食品厂,320411,生产,食品生产企业,2015-01-01",
        f"{credit_code('320411', 8)},同名食品厂,320411,生产,食品生产企业,2015-01-01",
        f"{credit_code('320411', 9)},同名食品厂,320411,生产,食品生产企业,2015-01-01",
    ),
    "plans": (
        "计划编号,年份,类别,任务级别,区划代码,食品大类,环节,计划批次",
        "JH1,2023,监督抽检,县抽,320412,糕点,流通,8",
        "JH2,2023,监督抽检,县抽,320412,糕点,,8",
        "JH3,2023,监督抽检,县抽,320411,糕点,流通,8",
        "JH4,2023,监督抽检,县抽,320412,饮料,流通,8",
    ),
}
DEFAULTS = {
    h.SHEET_NO: "XBJ23320412001",
    h.UNIT_NAME: "合成超市",
    h.LICENCE: SHOP,
    h.PLACE: "超市",
    h.CITY: "常州市",
    h.COUNTY: "武进区",
    h.SAMPLE_NAME: "合成糕点",
    h.CATEGORY: "糕点",
    h.HANDLED_ON: "",
    h.PRODUCED_ON: "2023-05-01",
    h.BATCH_NO: "/",
    h.SAMPLERS: "张三、李四",
    h.SAMPLED_ON: "2023-05-04 10:21:00",
    h.LABORATORY: "合成检验院",
    h.PURPOSE: "监督抽检",
    h.REPORT_NO: "NO.1",
    h.RECEIVED_ON: "2023-05-05",
    h.REPORTED_ON: "2023-05-20",
    h.PRODUCER_NAME: "/",
    h.CLASS_2: "",
    h.CLASS_1: "抽检监测（县级）",
    h.STAGE: "流通",
    h.CONCLUSION: "",
    h.STATE: "正常",
    h.ITEM: "菌落总数",
    h.RESULT: "10",
    h.VERDICT: "合格项",
    h.MAX_LIMIT: "100",
    h.MAX_UNIT: "CFU/g",
    h.RESULT_UNIT: "CFU/g",
    h.FINDING: "",
    h.OBJECTION_STATE: "",
}


def a_row(**cells: str) -> dict[str, str]:
    """An item row of a valid sheet; keyword names are header constants of `domain.national.headers`."""
    return DEFAULTS | {str(getattr(h, name)): cell for name, cell in cells.items()}


def an_export(file: Path, *rows: dict[str, str], leave_out: Sequence[str] = ()) -> Path:
    """Write the rows as a CSV whose header is its first row."""
    columns = [name for name in DEFAULTS if name not in leave_out]
    columns += sorted({name for row in rows for name in row} - set(DEFAULTS))
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(columns)
        writer.writerows([row.get(name, "") for name in columns] for row in rows)
    return file


def import_small_registers(engine: Engine, folder: Path) -> None:
    """Areas, enterprises and plans that the rows refer to."""
    folder.mkdir()
    for table, lines in _REGISTERS.items():
        (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    import_folder(engine, folder)


@pytest.fixture
def office(sqlite_engine: Engine, tmp_path: Path) -> Engine:
    """A database with registers, as an office has it before its first export."""
    import_small_registers(sqlite_engine, tmp_path / "registers")
    return sqlite_engine
