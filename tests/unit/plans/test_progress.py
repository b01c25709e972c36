"""Progress of a plan: shares of the year, what is behind, what is needed a week."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from domain.plans.progress import Counts, days_left, days_of, due_by, progress_of_row, progress_together

DAYS = st.dates(date(2022, 12, 20), date(2025, 1, 20))


def test_a_row_is_due_in_whole_batches_of_its_share() -> None:
    assert due_by(365, 2023, date(2023, 1, 1)) == 1
    assert due_by(12, 2023, date(2023, 6, 30)) == 5  # 12 × 181 / 365 = 5.95
    assert due_by(12, 2023, date(2023, 12, 31)) == 12
    assert due_by(12, 2023, date(2024, 3, 31)) == 12
    assert due_by(12, 2023, date(2022, 12, 31)) == 0


def test_a_leap_year_has_a_day_more() -> None:
    assert (days_of(2024), days_left(2024, date(2024, 2, 28))) == (366, 307)


def test_what_is_needed_a_week_is_rounded_up() -> None:
    progress = progress_of_row(Counts(planned=10), 2023, date(2023, 12, 21))
    assert (progress.days_left, progress.weekly_need) == (10, 7)


def test_nothing_is_needed_of_a_plan_that_is_completed() -> None:
    progress = progress_of_row(Counts(planned=3, reported=5, completed=3), 2023, date(2023, 12, 31))
    assert (progress.remaining, progress.behind, progress.weekly_need) == (0, 0, 0)


def test_on_the_last_day_nothing_can_be_caught_up_any_more() -> None:
    progress = progress_of_row(Counts(planned=3, completed=2), 2023, date(2023, 12, 31))
    assert (progress.behind, progress.weekly_need) == (1, None)


def test_what_one_row_has_too_many_helps_no_other() -> None:
    day = date(2023, 12, 31)
    full = progress_of_row(Counts(planned=2, reported=9, completed=2), 2023, day)
    empty = progress_of_row(Counts(planned=5), 2023, day)
    assert (progress_together([full, empty]).behind, progress_together([full, empty]).remaining) == (5, 5)


@given(st.integers(0, 5_000), st.integers(0, 5_000), DAYS)
def test_the_weekly_need_is_just_enough(planned: int, reported: int, day: date) -> None:
    progress = progress_of_row(Counts(planned=planned, completed=min(planned, reported)), 2023, day)
    need = progress.weekly_need
    if need is None:
        assert progress.days_left == 0
    elif progress.remaining:
        weeks = Fraction(progress.days_left, 7)
        assert need * weeks >= progress.remaining > (need - 1) * weeks


@given(st.integers(0, 5_000), DAYS)
def test_what_is_due_never_shrinks_and_ends_with_the_whole_plan(planned: int, day: date) -> None:
    assert 0 <= due_by(planned, 2023, day) <= due_by(planned, 2023, day + timedelta(days=1)) <= planned
    assert due_by(planned, 2023, date(2023, 12, 31)) == planned


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=8), DAYS)
def test_rows_add_up_to_the_whole(rows: list[tuple[int, int]], day: date) -> None:
    parts = [
        progress_of_row(Counts(planned=planned, reported=done, completed=min(planned, done)), 2023, day)
        for planned, done in rows
    ]
    whole = progress_together(parts)
    assert whole.counts.planned == sum(part.counts.planned for part in parts)
    assert whole.remaining == sum(part.remaining for part in parts)
    assert whole.due == sum(part.due for part in parts)
    assert whole.behind == sum(part.behind for part in parts)
