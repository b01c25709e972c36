"""Problems and their correction (03-2, 20-2), clues and cases (10-1, 10-2)."""

import polars as pl

from domain.catalogue.clocks import Clock
from domain.indicators.ground import Ground
from domain.indicators.subjects.deadlines import LONGEST_EXTENSION, clock_state, with_deadline


def _done_by_then(column: str) -> pl.Expr:
    """The day it was done, if that lies before the as-of date is over: a record tells nothing of later days."""
    return pl.when(pl.col("done_by")).then(pl.col(column))


PROBLEM_RECORD = {
    "kind": pl.lit("问题"),
    "key": pl.col("problem_no"),
    "name": pl.col("name"),
    "date": pl.col("found_on"),
    "due": pl.col("due_on"),
    "done": _done_by_then("corrected_on"),
    "state": clock_state("按期整改", "逾期整改"),
}
_CLOCK_COLUMNS = {"due": pl.col("due"), "provisional": pl.col("provisional")}
CLUE_RECORD = {
    "kind": pl.lit("线索"),
    "key": pl.col("clue_no"),
    "date": pl.col("found_on"),
    "done": _done_by_then("filed_on"),
    "state": clock_state("按期立案", "逾期立案"),
    **_CLOCK_COLUMNS,
}
CASE_RECORD = {
    "kind": pl.lit("案件"),
    "key": pl.col("clue_no"),
    "date": pl.col("filed_on"),
    "done": _done_by_then("closed_on"),
    "state": clock_state("按期办结", "逾期办结"),
    **_CLOCK_COLUMNS,
}


def problems(ground: Ground) -> pl.DataFrame:
    """Problems found in W at confirmed enterprises, active or not, with where they come from.

    `by_system_inspection`: found in a 体系检查. A correction date as given is the deadline; it is never shifted.
    """
    as_of = ground.window.as_of
    system = ground.frames["inspections"].filter(pl.col("kind") == "体系检查")["inspection_no"]
    owners = ground.enterprises.select("credit_code", "area", "name", "producer", "kinds")
    done = (pl.col("corrected_on") <= as_of).fill_null(False)
    return (
        ground.frames["problems"]
        .filter(ground.window.holds("found_on"))
        .join(owners, on="credit_code", maintain_order="left")
        .with_columns(
            by_system_inspection=(pl.col("source") == "检查") & pl.col("source_no").is_in(system.implode()),
            done_by=done,
            late=~done & (pl.col("due_on") < as_of),
            on_time=pl.when(done).then(pl.col("corrected_on") <= pl.col("due_on")),
        )
    )


def clues(ground: Ground, clock: Clock) -> pl.DataFrame:
    """Clues found in W that should be filed as cases, with the filing deadline (working days)."""
    window = ground.window
    found = ground.frames["cases"].filter(pl.col("should_file") & window.holds("found_on"))
    return with_deadline(
        found.rename({"area_code": "area"}),
        start="found_on",
        length=pl.col("filing_extension_workdays").fill_null(0).clip(0, LONGEST_EXTENSION) + clock.n,
        rule=ground.calendar.after_workdays,
        as_of=window.as_of,
        done=pl.col("filed_on") <= window.as_of,
        finished_on="filed_on",
    )


def filed_cases(ground: Ground, clock: Clock) -> pl.DataFrame:
    """Cases filed in W, whether they had to be or not, with the decision deadline (natural days)."""
    window = ground.window
    filed = ground.frames["cases"].filter(window.holds("filed_on"))
    return with_deadline(
        filed.rename({"area_code": "area"}),
        start="filed_on",
        length=pl.col("decision_extension_days").fill_null(0).clip(0, LONGEST_EXTENSION) + clock.n,
        rule=ground.calendar.after_days,
        as_of=window.as_of,
        done=pl.col("closed_on") <= window.as_of,
        finished_on="closed_on",
    )
