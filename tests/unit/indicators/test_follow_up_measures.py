"""Measures with clocks, canteens, enterprises of a kind, and returns."""

from datetime import date
from decimal import Decimal

import pytest

from domain.errors import AreaNotFound, AsOfBeforeYear, CalendarNotPublished, CityNotClear
from domain.indicators.compute import find_city
from domain.indicators.records import measure_records
from domain.indicators.values import Status
from tests.factories.records import CALENDAR, CATALOGUE, CITY, TOWN, WUJIN, XINBEI, Records


def test_a_sheet_is_disposed_of_only_when_all_of_its_tasks_are_done() -> None:
    records = Records().a_sheet("A", "不合格项")
    records.a_disposal("A", date(2023, 5, 22), date(2023, 6, 1))
    records.a_disposal("A", date(2023, 5, 22), None, area_code=XINBEI)
    assert [records.numbers("07", area) for area in (WUJIN, XINBEI, CITY)] == [(1, 1), (0, 1), (0, 1)]


def test_disposal_is_not_late_on_its_last_day() -> None:
    records = Records().a_sheet("A", "合格项").a_disposal("A", date(2023, 7, 2), None)
    assert records.numbers("07", as_of=date(2023, 10, 7)) == (0, 0)
    assert records.numbers("07", as_of=date(2023, 10, 8)) == (0, 1)


def test_an_approved_extension_moves_the_end_and_is_shifted_once() -> None:
    records = Records().a_sheet("A", "合格项").a_disposal("A", date(2023, 7, 2), None, extension_days=10)
    assert records.numbers("07", as_of=date(2023, 10, 10)) == (0, 0)
    assert records.numbers("07", as_of=date(2023, 10, 11)) == (0, 1)


def test_an_unqualified_sheet_without_a_task_is_one_open_task_where_it_was_sampled() -> None:
    records = Records().a_sheet("A", "不合格项")
    assert records.numbers("07", as_of=date(2023, 8, 18)) == (0, 0)
    assert records.numbers("07", as_of=date(2023, 8, 19)) == (0, 1)


def test_a_withdrawn_task_leaves_the_sheet_without_one() -> None:
    records = (
        Records().a_sheet("A", "不合格项").a_disposal("A", date(2023, 5, 22), date(2023, 5, 30), state="撤销")
    )
    assert records.numbers("07") == (0, 1)


def test_a_task_received_in_another_year_still_keeps_the_sheet_from_being_unassigned() -> None:
    records = Records().a_sheet("A", "不合格项").a_disposal("A", date(2022, 5, 22), None)
    assert records.numbers("07") == (0, 0)


def test_a_case_filed_late_is_still_filed() -> None:
    records = Records().add(
        "cases",
        clue_no="C",
        area_code=WUJIN,
        found_on=date(2023, 3, 1),
        should_file=True,
        filed_on=date(2023, 6, 1),
    )
    assert records.numbers("10-1", as_of=date(2023, 4, 30)) == (0, 1)
    assert records.numbers("10-1") == (1, 1)


def test_a_clue_is_not_late_on_the_fifteenth_working_day() -> None:
    records = Records().add("cases", clue_no="C", area_code=TOWN, found_on=date(2023, 6, 5), should_file=True)
    # The dragon boat holiday of 22 to 24 June is left out, the make-up Sunday 25 June is counted.
    assert records.numbers("10-1", as_of=date(2023, 6, 27)) == (0, 0)
    assert records.numbers("10-1", as_of=date(2023, 6, 28)) == (0, 1)


def test_the_record_behind_a_rate_tells_nothing_of_days_after_the_as_of_date() -> None:
    records = Records().add(
        "cases",
        clue_no="C",
        area_code=WUJIN,
        found_on=date(2023, 3, 1),
        should_file=True,
        filed_on=date(2023, 6, 1),
    )
    for as_of, done, state in (
        (date(2023, 3, 10), None, "未到期，不计入"),
        (date(2023, 5, 31), None, "逾期未完成"),
        (date(2023, 6, 1), date(2023, 6, 1), "逾期立案"),
    ):
        found = measure_records(records.frames(), CATALOGUE, CALENDAR, 2023, as_of, CITY, "10-1", WUJIN)
        assert found.select("done", "state").rows() == [(done, state)]


def test_case_decisions_count_cases_that_need_not_have_been_filed() -> None:
    records = Records().add(
        "cases",
        clue_no="C",
        area_code=WUJIN,
        found_on=date(2022, 12, 1),
        should_file=False,
        filed_on=date(2023, 1, 5),
        closed_on=date(2023, 2, 1),
    )
    assert (records.numbers("10-1"), records.numbers("10-2")) == ((0, 0), (1, 1))


def test_unknown_days_that_would_decide_a_rate_are_an_error_not_a_guess() -> None:
    records = Records().add(
        "cases", clue_no="C", area_code=WUJIN, found_on=date(2026, 12, 28), should_file=True
    )
    assert records.value("10-1", as_of=date(2027, 1, 10), year=2026).denominator == 0
    with pytest.raises(CalendarNotPublished):
        records.value("10-1", as_of=date(2027, 3, 1), year=2026)
    assert records.value("10-1", XINBEI, as_of=date(2027, 3, 1), year=2026).denominator == 0


def test_a_canteen_counts_once_per_term_that_has_begun() -> None:
    records = Records().an_enterprise("K", stage="餐饮", trade="学校/托幼食堂")
    records.add(
        "inspections", inspection_no="I", credit_code="K", kind="春季校园检查", inspected_on=date(2023, 3, 1)
    )
    assert records.numbers("04", as_of=date(2023, 1, 31)) == (0, 0)
    assert records.numbers("04", as_of=date(2023, 2, 1)) == (0, 1)
    assert records.numbers("04", as_of=date(2023, 8, 31)) == (1, 1)
    assert records.numbers("04", as_of=date(2023, 9, 1)) == (1, 2)


def test_a_canteen_closed_in_summer_owes_no_autumn_inspection() -> None:
    records = Records().an_enterprise("K", stage="餐饮", trade="学校/托幼食堂", closed_on=date(2023, 7, 15))
    assert records.numbers("04") == (0, 1)


def test_an_enterprise_is_no_longer_active_on_the_day_it_closes() -> None:
    records = Records().an_enterprise("E", closed_on=date(2023, 12, 31))
    assert (records.numbers("09", as_of=date(2023, 12, 30)), records.numbers("09")) == ((0, 1), (0, 0))


def test_a_workshop_with_a_tag_is_not_a_producer_of_its_kind() -> None:
    records = Records().an_enterprise("E", tags="酒类", traceable=True)
    records.an_enterprise("F", tags="酒类", trade="小作坊", traceable=True)
    records.an_enterprise("G", tags="酒类;乳制品", traceable=None)
    assert records.numbers("28") == (1, 2)


def test_a_problem_counts_when_corrected_or_past_its_own_date_which_is_never_shifted() -> None:
    records = Records().an_enterprise("E", tags="保健食品", closed_on=date(2023, 6, 1))
    records.add(
        "inspections", inspection_no="I", credit_code="E", kind="体系检查", inspected_on=date(2023, 5, 1)
    )
    records.add(
        "problems",
        problem_no="P",
        source="检查",
        source_no="I",
        credit_code="E",
        found_on=date(2023, 5, 1),
        due_on=date(2023, 9, 30),
    )
    assert records.numbers("03-2", as_of=date(2023, 9, 30)) == (0, 0)
    assert records.numbers("03-2", as_of=date(2023, 10, 1)) == (0, 1)


def test_a_return_counts_once_its_quarter_has_ended_and_its_newest_accepted_version_alone() -> None:
    records = Records().a_return("12", "2023Q1", "8", "10").a_return("12", "2023Q1", "9", "10", version=10)
    records.a_return("12", "2023Q1", "10", "10", version=11, state="已提交").a_return(
        "12", "2023Q1", "1", "10", version=9
    )
    assert records.value("12", WUJIN, date(2023, 3, 30)).status is Status.MISSING
    value = records.value("12", WUJIN, date(2023, 3, 31))
    assert (value.numerator, value.denominator, value.status) == (9, 10, Status.OK)


def test_a_flow_lacking_a_quarter_is_incomplete_and_never_met() -> None:
    records = Records().a_return("12", "2023Q1", "10", "10").a_return("12", "2023Q3", "10", "10")
    value = records.value("12", WUJIN, date(2023, 9, 30))
    assert (value.numerator, value.status, value.met) == (20, Status.INCOMPLETE, None)


def test_a_stock_takes_each_filers_own_newest_quarter() -> None:
    records = Records().a_return("23", "2023Q1", "5", "10").a_return("23", "2023Q2", "0.5", "8.25")
    records.a_return("23", "2023Q1", "7", "10", area_code=XINBEI)
    value = records.value("23", CITY, date(2023, 6, 30))
    assert (value.numerator, value.denominator, value.status) == (
        Decimal("7.5"),
        Decimal("18.25"),
        Status.INCOMPLETE,
    )
    assert records.value("23", WUJIN, date(2023, 6, 30)).status is Status.OK


def test_a_measure_filed_by_the_city_is_not_applicable_to_a_district() -> None:
    records = Records().a_return("29", "2023Q1", "2", "6", area_code=CITY)
    district = records.value("29", WUJIN, date(2023, 3, 31))
    assert (district.status, district.numerator) == (Status.NOT_APPLICABLE, None)
    assert records.value("29", CITY, date(2023, 3, 31)).status is Status.OK


def test_as_of_before_the_year_and_unknown_areas_are_refused() -> None:
    with pytest.raises(AsOfBeforeYear):
        Records().value("17", as_of=date(2022, 12, 31))
    with pytest.raises(AreaNotFound):
        Records().value("17", "999999")


def test_the_city_is_the_one_root_of_its_level() -> None:
    records = Records()
    assert find_city(records.frames()) == CITY
    records.add("areas", code="330100", name="另一市", level="市")
    with pytest.raises(CityNotClear):
        find_city(records.frames())
    assert find_city(records.frames(), "330100") == "330100"
