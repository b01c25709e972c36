"""The columns of the frames that come with a package: technical name, Chinese header, order.

The frames are made elsewhere; this module is what the report, the workbook and the record files agree on.
"""

import polars as pl

from domain.indicators.schemas import RECORD_TITLES

RECORD_COLUMNS = RECORD_TITLES

PLAN_COLUMNS = {
    "plan_no": "计划编号",
    "year": "年份",
    "kind": "类别",
    "level": "任务级别",
    "area": "区划代码",
    "category": "食品大类",
    "stage": "环节",
    "planned": "计划批次",
    "counted": "计入批次",
    "completed": "完成批次",
}

UNQUALIFIED_COLUMNS = {
    "sheet_no": "抽样编号",
    "sample_name": "样品名称",
    "category": "食品大类",
    "unit_name": "被抽样单位名称",
    "producer_name": "标称生产企业名称",
    "area": "区划代码",
    "sampled_on": "抽样日期",
    "reported_on": "报告日期",
    "failing_items": "不合格项目",
    "disposal_state": "处置情况",
    "due": "处置期限",
    "done": "处置完成日期",
}


def in_order(frame: pl.DataFrame, columns: dict[str, str]) -> pl.DataFrame:
    """The frame with these columns in this order, rows sorted by all of them from left to right.

    Sorting makes documents independent of the order in which a database returned the rows. Columns that the
    frame has besides are dropped; one that is absent raises polars' `ColumnNotFoundError`.
    """
    return frame.select(*columns).sort(*columns, nulls_last=True)
