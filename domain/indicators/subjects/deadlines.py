"""Deadlines in frames: due dates of many rows at once.

A frame has few distinct (start, length) pairs, so each pair is worked out once by `domain.calendar` and joined.
"""

from collections.abc import Callable
from datetime import date

import polars as pl

from domain.calendar import Deadline
from domain.errors import CalendarNotPublished

# An extension beyond any calendar is a typing error; callers clip to this, so that nothing overflows.
LONGEST_EXTENSION = 4_000_000
DueRule = Callable[[date, int], Deadline]


def with_deadline(
    frame: pl.DataFrame,
    *,
    start: str,
    length: pl.Expr,
    rule: DueRule,
    as_of: date,
    done: pl.Expr,
    finished_on: str,
) -> pl.DataFrame:
    """Add `due`, `provisional`, `late`, `on_time`, `unknown_year` to the rows of `frame`.

    `length` is the whole length of the clock per row (n + extension). `done` says whether the row is finished by
    the as-of date; `late` (null: unknown days decide) is false for done rows. `on_time` is null for rows not done
    and where unknown days decide.
    """
    frame = frame.with_columns(_start=pl.col(start), _length=length, _done=done.fill_null(False))
    pairs = frame.select("_start", "_length").unique().drop_nulls()
    deadlines = [rule(begin, days) for begin, days in pairs.iter_rows()]
    table = pairs.with_columns(
        due=pl.Series([d.due for d in deadlines], dtype=pl.Date),
        _earliest=pl.Series([d.earliest for d in deadlines], dtype=pl.Date),
        unknown_year=pl.Series([d.unknown_year for d in deadlines], dtype=pl.Int64),
    )
    certain = pl.col("unknown_year").is_null()
    finished = pl.col(finished_on)
    late = pl.when(certain).then(pl.col("due") < as_of).when(pl.col("_earliest") >= as_of).then(False)
    on_time = (
        pl.when(certain).then(finished <= pl.col("due")).when(finished <= pl.col("_earliest")).then(True)
    )
    return (
        frame.join(table, on=["_start", "_length"], how="left", maintain_order="left")
        .with_columns(
            provisional=~certain & pl.col("due").is_not_null(),
            late=pl.when(pl.col("_done"))
            .then(False)
            .when(pl.col("due").is_null())
            .then(False)
            .otherwise(late),
            on_time=pl.when(pl.col("_done")).then(on_time),
        )
        .rename({"_done": "done_by"})
        .drop("_start", "_length", "_earliest")
    )


def insist_on_lateness(frame: pl.DataFrame) -> None:
    """Raise `CalendarNotPublished` if any row's lateness would be decided by days that are not known."""
    undecided = frame.filter(pl.col("late").is_null())
    if undecided.height:
        year = undecided["unknown_year"].min()
        assert isinstance(year, int)
        raise CalendarNotPublished(year)


def clock_state(word_done_on_time: str = "按期完成", word_done_late: str = "逾期完成") -> pl.Expr:
    """How a row with a clock counts, in words."""
    return (
        pl.when(pl.col("done_by"))
        .then(
            pl.when(pl.col("on_time"))
            .then(pl.lit(word_done_on_time))
            .when(~pl.col("on_time"))
            .then(pl.lit(word_done_late))
            .otherwise(pl.lit("已完成（期限暂算）"))
        )
        .when(pl.col("late"))
        .then(pl.lit("逾期未完成"))
        .otherwise(pl.lit("未到期，不计入"))
    )
