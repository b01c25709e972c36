"""Which subject is built how, and how its rows read as records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from domain.catalogue.clocks import Clock
from domain.indicators.ground import Ground
from domain.indicators.subjects.batches import BATCH_RECORD, PLAN_RECORD, batches, plan_rows
from domain.indicators.subjects.coverage import PAIR_RECORD, stage_trades
from domain.indicators.subjects.disposals import SHEET_RECORD, disposed_sheets
from domain.indicators.subjects.enterprises import (
    CANTEEN_RECORD,
    ENTERPRISE_RECORD,
    canteen_terms,
    enterprises,
)
from domain.indicators.subjects.follow_up import (
    CASE_RECORD,
    CLUE_RECORD,
    PROBLEM_RECORD,
    clues,
    filed_cases,
    problems,
)

Clocks = Mapping[str, Clock]


@dataclass(frozen=True, slots=True)
class Subject:
    """A sort of row: how its frame is made, how a row reads as a record, and what is counted beside a value."""

    build: Callable[[Ground, Clocks], pl.DataFrame]
    record: Mapping[str, pl.Expr]
    beside: str | None = None  # "clock": on-time share; "verdict": batches outside the rate


SUBJECTS: dict[str, Subject] = {
    "batches": Subject(lambda ground, _: batches(ground), BATCH_RECORD, "verdict"),
    "plan_rows": Subject(lambda ground, _: plan_rows(ground), PLAN_RECORD),
    "enterprises": Subject(lambda ground, _: enterprises(ground), ENTERPRISE_RECORD),
    "canteen_terms": Subject(lambda ground, _: canteen_terms(ground), CANTEEN_RECORD),
    "stage_trades": Subject(lambda ground, _: stage_trades(ground), PAIR_RECORD),
    "disposed_sheets": Subject(
        lambda ground, clocks: disposed_sheets(ground, clocks["disposal-complete"]), SHEET_RECORD, "clock"
    ),
    "problems": Subject(lambda ground, _: problems(ground), PROBLEM_RECORD, "clock"),
    "clues": Subject(lambda ground, clocks: clues(ground, clocks["case-filing"]), CLUE_RECORD, "clock"),
    "filed_cases": Subject(
        lambda ground, clocks: filed_cases(ground, clocks["case-decision"]), CASE_RECORD, "clock"
    ),
}
