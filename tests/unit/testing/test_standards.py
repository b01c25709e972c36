"""Which standard was in force, and which date decides."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.testing.findings import FindingEntry
from domain.testing.standards import (
    JudgingDay,
    StandardLimit,
    StandardPeriodWrong,
    StandardVersion,
    StandardWithoutLimit,
    insist_on_sense,
    judging_day,
    limits_for,
    needs_limits,
)

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
ENTRY = FindingEntry(item_name="铅", item_class="重金属", result="0.1", unit="mg/kg")


def a_row(first: date, last: date | None = None, **values: object) -> StandardVersion:
    plain = {"item_name": "铅", "standard_no": "GB 1", "max_limit": "0.5", "version": 1, "entered_by": "甲"}
    return StandardVersion(in_force_from=first, in_force_until=last, **plain | values)  # type: ignore[arg-type]


@given(day=DAYS, change=DAYS)
def test_successive_standards_leave_no_day_without_and_none_with_two(day: date, change: date) -> None:
    old = a_row(date(2010, 1, 1), change - timedelta(days=1), standard_no="GB 旧")
    new = a_row(change, standard_no="GB 新")
    source = limits_for(ENTRY, "糕点", JudgingDay(day, "生产日期"), [old, new])
    assert source.row == (new if day >= change else old)
    assert str(day) in source.words


@given(
    rows=st.lists(
        st.builds(
            a_row,
            DAYS,
            st.none(),
            category=st.sampled_from((None, "糕点", "酒类")),
            standard_no=st.sampled_from(("GB 1", "GB 2")),
            withdrawn=st.booleans(),
        ),
        max_size=5,
    ),
    day=DAYS,
)
def test_a_limit_is_only_taken_where_it_is_the_only_one(rows: list[StandardVersion], day: date) -> None:
    source = limits_for(ENTRY, "糕点", JudgingDay(day, "生产日期"), rows)
    fitting = [row for row in rows if not row.withdrawn and row.in_force_from <= day]
    for category in ("糕点", None):
        of_category = [row for row in fitting if row.category == category]
        if of_category:
            assert source.row == (of_category[0] if len(of_category) == 1 else None)
            return
    assert source.row is None


@pytest.mark.parametrize(
    ("produced", "kind", "expected"),
    [
        (date(2023, 1, 1), None, (date(2023, 1, 1), "生产日期")),
        (date(2023, 1, 1), "购进日期", (date(2023, 1, 1), "购进日期")),
        (date(2023, 1, 1), "其他", (date(2023, 1, 1), "标注日期")),
        (None, "生产日期", (date(2023, 3, 1), "抽样日期")),
    ],
)
def test_the_day_that_decides_says_what_day_it_is(
    produced: date | None, kind: str | None, expected: tuple[date, str]
) -> None:
    found = judging_day(produced, date(2023, 3, 1), kind)
    assert found == JudgingDay(*expected)  # type: ignore[arg-type]
    assert judging_day(None, None, kind) is None


def test_limits_are_looked_up_for_results_that_have_none() -> None:
    assert needs_limits(ENTRY)
    assert not needs_limits(FindingEntry(item_name="铅", item_class="重金属", result="1", min_limit="0"))
    assert not needs_limits(FindingEntry(item_name="铅", item_class="重金属"))


def test_a_row_limits_something_and_ends_after_it_begins() -> None:
    bare = StandardLimit(item_name="铅", standard_no="GB 1", in_force_from=date(2023, 1, 1))
    with pytest.raises(StandardWithoutLimit):
        insist_on_sense(bare)
    with pytest.raises(StandardPeriodWrong):
        insist_on_sense(a_row(date(2023, 1, 2), date(2023, 1, 1)))
