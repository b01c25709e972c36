"""Due days, who is late, and which version counts."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue.measures import load_catalogue
from domain.returns.due import OWED, due_on, standing_of
from domain.returns.history import Filed, history_of

DUE = date(2023, 4, 15)
DAYS = st.dates(date(2023, 1, 1), date(2023, 12, 31))


def test_a_measure_may_have_days_of_its_own() -> None:
    measure = load_catalogue().measure("30")
    assert due_on(measure, "2023Q1") == DUE
    assert due_on(replace(measure, due_days=45), "2023Q1") == date(2023, 5, 15)


@pytest.mark.parametrize(
    ("submitted", "as_of", "standing"),
    [
        (None, DUE, "待报"),
        (None, DUE + timedelta(1), "逾期未报"),
        (DUE, DUE + timedelta(30), "按时提交"),
        (DUE + timedelta(1), DUE + timedelta(30), "逾期提交"),
    ],
)
def test_the_day_of_submission_says_who_is_late(submitted: date | None, as_of: date, standing: str) -> None:
    assert standing_of(DUE, submitted, as_of) == standing


def test_figures_out_of_a_file_are_neither_late_nor_in_time() -> None:
    assert standing_of(DUE, None, DUE + timedelta(30), known_filed=True) == "已报（提交日不详）"


@given(due=DAYS, submitted=st.none() | DAYS, as_of=DAYS)
def test_what_was_submitted_is_never_owed_and_the_rest_always(
    due: date, submitted: date | None, as_of: date
) -> None:
    assert (standing_of(due, submitted, as_of) in OWED) == (submitted is None)


def filed(version: int, state: str, numerator: str) -> Filed:
    return Filed(str(version), version, state, Decimal(numerator), Decimal(10))


def test_a_newer_draft_supersedes_nothing_until_it_is_accepted() -> None:
    one, two = history_of([filed(2, "草稿", "9"), filed(1, "已审核", "8")])
    assert (one.in_force, one.superseded_by, two.in_force) == (True, None, False)
    assert [(change.field, change.was, change.now) for change in two.changes] == [("numerator", "8", "9")]
    one, two = history_of([filed(1, "已审核", "8"), filed(2, "已审核", "8.0")])
    assert (one.in_force, one.superseded_by, two.in_force, two.changes) == (False, 2, True, ())


@given(st.lists(st.sampled_from(["草稿", "已提交", "退回", "已审核"]), max_size=6))
def test_the_highest_accepted_version_counts_and_no_other(states: list[str]) -> None:
    editions = history_of([filed(at, state, "1") for at, state in enumerate(states, start=1)])
    accepted = [at for at, state in enumerate(states, start=1) if state == "已审核"]
    assert [one.filed.version for one in editions if one.in_force] == accepted[-1:]
    for one in editions:
        later = [at for at in accepted if at > one.filed.version]
        assert one.superseded_by == (later[0] if later else None)
