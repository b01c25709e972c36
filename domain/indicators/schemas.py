"""The frames that rates are computed from: one polars frame per table, with these columns and types.

`sampling.frames` reads them from the database; tests make them by hand. Column names are those of
`domain.exchange.tables`; a table's other columns are not needed for rates and are not loaded.
"""

from collections.abc import Mapping

import polars as pl

Frames = Mapping[str, pl.DataFrame]

SCHEMAS: dict[str, dict[str, pl.DataType | type[pl.DataType]]] = {
    "areas": {"code": pl.String, "name": pl.String, "level": pl.String, "parent_code": pl.String},
    "population": {"area_code": pl.String, "year": pl.Int64, "residents": pl.Int64, "source": pl.String},
    "enterprises": {
        "credit_code": pl.String,
        "name": pl.String,
        "area_code": pl.String,
        "stage": pl.String,
        "trade": pl.String,
        "founded_on": pl.Date,
        "closed_on": pl.Date,
        "risk_grade": pl.String,
        "tags": pl.String,  # `;`-separated
        "online_kitchen": pl.Boolean,
        "haccp": pl.Boolean,
        "traceable": pl.Boolean,
        "confirmed": pl.Boolean,
    },
    "plans": {
        "plan_no": pl.String,
        "year": pl.Int64,
        "kind": pl.String,
        "level": pl.String,
        "area_code": pl.String,
        "category": pl.String,
        "stage": pl.String,
        "batches": pl.Int64,
    },
    "sheets": {
        "sheet_no": pl.String,
        "task_kind": pl.String,
        "level": pl.String,
        "plan_no": pl.String,
        "state": pl.String,
        "stage": pl.String,
        "place": pl.String,
        "area_code": pl.String,
        "unit_code": pl.String,
        "unit_name": pl.String,
        "producer_code": pl.String,
        "producer_name": pl.String,
        "sample_name": pl.String,
        "category": pl.String,
        "sampled_on": pl.Date,
        "reported_on": pl.Date,
    },
    "items": {"sheet_no": pl.String, "item_name": pl.String, "item_class": pl.String, "verdict": pl.String},
    "reviews": {
        "sheet_no": pl.String,
        "kind": pl.String,
        "applied_on": pl.Date,
        "acceptance": pl.String,
        "concluded_on": pl.Date,
        "conclusion": pl.String,
    },
    "disposals": {
        "task_no": pl.String,
        "sheet_no": pl.String,
        "side": pl.String,
        "area_code": pl.String,
        "received_on": pl.Date,
        "started_on": pl.Date,
        "completed_on": pl.Date,
        "extension_days": pl.Int64,
        "state": pl.String,
    },
    "inspections": {
        "inspection_no": pl.String,
        "credit_code": pl.String,
        "kind": pl.String,
        "inspected_on": pl.Date,
    },
    "self_reports": {
        "report_no": pl.String,
        "credit_code": pl.String,
        "kind": pl.String,
        "reported_on": pl.Date,
    },
    "problems": {
        "problem_no": pl.String,
        "source": pl.String,
        "source_no": pl.String,
        "credit_code": pl.String,
        "description": pl.String,
        "found_on": pl.Date,
        "due_on": pl.Date,
        "corrected_on": pl.Date,
    },
    "cases": {
        "clue_no": pl.String,
        "area_code": pl.String,
        "found_on": pl.Date,
        "should_file": pl.Boolean,
        "filed_on": pl.Date,
        "closed_on": pl.Date,
        "filing_extension_workdays": pl.Int64,
        "decision_extension_days": pl.Int64,
    },
    "returns": {
        "measure": pl.String,
        "area_code": pl.String,
        "quarter": pl.String,
        "numerator": pl.String,  # canonical decimal text
        "denominator": pl.String,
        "state": pl.String,
        "version": pl.Int64,
    },
}

# Contributions and their sums: exact decimals. The importer bounds a return's figures to 20 integer digits and
# 12 decimals, so that thousands of them add up within 38 digits.
EXACT = pl.Decimal(38, 12)

RECORD_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "kind": pl.String,  # what sort of record: 批次, 计划行, 主体, …
    "key": pl.String,
    "area": pl.String,
    "name": pl.String,
    "date": pl.Date,  # the day by which it belongs to the year
    "due": pl.Date,
    "provisional": pl.Boolean,  # the deadline is 暂算
    "done": pl.Date,
    "state": pl.String,  # how it counts, in words
    "in_numerator": EXACT,
    "in_denominator": EXACT,
}
RECORD_TITLES = {
    "kind": "类别",
    "key": "编号",
    "area": "区划代码",
    "name": "名称",
    "date": "日期",
    "due": "期限",
    "provisional": "暂算",
    "done": "完成日期",
    "state": "情况",
    "in_numerator": "计入分子",
    "in_denominator": "计入分母",
}
