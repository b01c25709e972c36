"""The records measures: one declaration each, for a food-safety officer to check against the catalogue.

A formula names the subject whose rows it counts, which of them belong (`where`), and what a row adds to numerator
and denominator (a condition adds 1, a number adds itself). Task levels come from the catalogue's `levels`, names and
targets from the catalogue. Nothing else in the product computes a rate.
"""

from dataclasses import dataclass

import polars as pl

from domain.indicators.subjects.enterprises import CANTEEN, has

_verdict = pl.col("verdict")
_judged = _verdict.is_in(["合格", "不合格"])
_qualified = _verdict == "合格"
_finished = pl.col("done_by")
_finished_or_late = pl.col("done_by") | pl.col("late")
_producer = pl.col("producer")
_special_food = has("保健食品", "特殊医学用途配方食品", "婴幼儿配方食品")
_every_row = pl.lit(True)


@dataclass(frozen=True)
class Formula:
    """How one measure is counted. `denominator` None means the target area's own population."""

    code: str
    subject: str
    where: pl.Expr
    numerator: pl.Expr
    denominator: pl.Expr | None
    state: pl.Expr | None = None  # words for a row of the records, where the subject has none


def _share(code: str, kind: pl.Expr, done: pl.Expr, yes: str, no: str) -> Formula:
    """A share of active enterprises of a kind."""
    state = pl.when(done.fill_null(False)).then(pl.lit(yes)).otherwise(pl.lit(no))
    return Formula(code, "enterprises", kind, done, _every_row, state)


FORMULAS: tuple[Formula, ...] = (
    _share("03-1", _producer & has("保健食品"), pl.col("inspected"), "已体系检查", "未体系检查"),
    Formula(
        "03-2",
        "problems",
        pl.col("by_system_inspection") & _producer & has("保健食品"),
        _finished,
        _finished_or_late,
    ),
    Formula("04", "canteen_terms", _every_row, pl.col("inspected"), _every_row),
    _share("05", pl.col("trade") == CANTEEN, pl.col("online_kitchen"), "已建成", "未建成"),
    Formula("06-1", "plan_rows", pl.col("kind") == "监督抽检", pl.col("completed"), pl.col("batches")),
    Formula("06-2", "plan_rows", pl.col("kind") == "评价性抽检", pl.col("completed"), pl.col("batches")),
    Formula("07", "disposed_sheets", _every_row, _finished, _finished_or_late),
    Formula("08", "stage_trades", _every_row, pl.col("covered"), _every_row),
    _share("09", _producer, pl.col("sampled"), "已抽检", "未抽检"),
    Formula("10-1", "clues", _every_row, _finished, _finished_or_late),
    Formula("10-2", "filed_cases", _every_row, _finished, _finished_or_late),
    Formula("15", "batches", _every_row, _every_row, None),
    Formula("16", "batches", pl.col("has_residue"), _every_row, None),
    Formula("17", "batches", pl.col("task_kind") == "评价性抽检", _qualified, _judged),
    _share(
        "19",
        _producer | has("连锁总部", "大型批发", "批发市场开办者"),
        pl.col("reported_risk"),
        "已提交",
        "未提交",
    ),
    _share("20-1", _producer & _special_food, pl.col("reported_regularly"), "已提交", "未提交"),
    Formula(
        "20-2",
        "problems",
        (pl.col("source") == "自查") & _producer & _special_food,
        _finished,
        _finished_or_late,
    ),
    Formula("21", "batches", pl.col("task_kind") == "农产品监测", _qualified, _judged),
    _share("27", has("高风险大型"), pl.col("haccp"), "已建立", "未建立"),
    _share(
        "28",
        _producer & has("乳制品", "酒类", "食品添加剂", "保健食品"),
        pl.col("traceable"),
        "可追溯",
        "不可追溯",
    ),
)
FORMULA_BY_CODE: dict[str, Formula] = {formula.code: formula for formula in FORMULAS}
