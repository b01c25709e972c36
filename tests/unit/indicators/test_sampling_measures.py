"""Measures that count batches: rates, quantities, plans, coverage."""

from datetime import date

from domain.indicators.values import Status
from tests.factories.records import CITY, TOWN, WUJIN, XINBEI, Records

REPORT = "评价性抽检"


def a_rated_sheet(records: Records, sheet_no: str, *items: str, **columns: object) -> Records:
    """A sheet of 评价性抽检."""
    return records.a_sheet(sheet_no, *items, task_kind=REPORT, **columns)


def test_one_failing_item_makes_a_sheet_of_many_items_one_unqualified_batch() -> None:
    records = a_rated_sheet(Records(), "A", "合格项", "不合格项", "合格项", "问题项")
    a_rated_sheet(records, "B", "合格项", "合格项", "合格项")
    assert records.numbers("17") == (1, 2)


def test_problem_and_undecided_batches_stand_beside_the_pass_rate() -> None:
    records = a_rated_sheet(Records(), "A", "合格项", "问题项")
    a_rated_sheet(records, "B", "不判定项", "未检验")
    a_rated_sheet(records, "C")
    a_rated_sheet(records, "D", "合格项")
    assert records.numbers("17") == (1, 1)


def test_city_rate_is_the_sum_of_counts_not_the_mean_of_district_rates() -> None:
    records = a_rated_sheet(Records(), "A", "不合格项", area_code=XINBEI)
    for number in range(3):
        a_rated_sheet(records, f"B{number}", "合格项")
    assert records.numbers("17", XINBEI) == (0, 1)
    assert records.numbers("17", CITY) == (3, 4)


def test_a_town_counts_for_its_district_and_city() -> None:
    records = a_rated_sheet(Records(), "A", "合格项", area_code=TOWN)
    assert [records.numbers("17", area) for area in (TOWN, WUJIN, XINBEI, CITY)] == [
        (1, 1),
        (1, 1),
        (0, 0),
        (1, 1),
    ]


def test_voided_rejected_unreported_and_quick_tested_sheets_do_not_count() -> None:
    records = a_rated_sheet(Records(), "A", "合格项", state="作废")
    a_rated_sheet(records, "B", "合格项", state="拒收")
    a_rated_sheet(records, "C", "合格项", reported_on=None)
    a_rated_sheet(records, "D", "合格项", reported_on=date(2024, 1, 2))
    a_rated_sheet(records, "E", "合格项", sampled_on=date(2022, 12, 31))
    records.a_sheet("F", "合格项", task_kind="快速检测")
    records.add("population", area_code=CITY, year=2023, residents=1000)
    assert records.numbers("17") == (0, 0)
    assert records.value("17").status is Status.NOT_APPLICABLE
    assert records.numbers("15") == (0, 1000)


def test_report_dated_on_the_as_of_day_counts() -> None:
    records = a_rated_sheet(Records(), "A", "合格项", reported_on=date(2023, 12, 31))
    assert records.numbers("17") == (1, 1)


def test_review_concluded_on_the_as_of_day_changes_the_verdict_and_one_day_later_does_not() -> None:
    records = a_rated_sheet(Records(), "A", "不合格项")
    records.a_review("A", "复检", date(2023, 7, 1), "改判合格")
    assert records.numbers("17", as_of=date(2023, 6, 30)) == (0, 1)
    assert records.numbers("17", as_of=date(2023, 7, 1)) == (1, 1)


def test_nothing_after_a_concluded_reinspection_counts() -> None:
    records = a_rated_sheet(Records(), "A", "不合格项")
    records.a_review("A", "复检", date(2023, 7, 1), "维持").a_review(
        "A", "异议", date(2023, 7, 2), "改判合格"
    )
    assert records.numbers("17") == (0, 1)


def test_on_one_day_reinspection_goes_before_objection() -> None:
    records = a_rated_sheet(Records(), "A", "不合格项")
    records.a_review("A", "异议", date(2023, 7, 1), "改判合格").a_review(
        "A", "复检", date(2023, 7, 1), "改判不合格"
    )
    assert records.numbers("17") == (0, 1)


def test_a_later_objection_overrides_an_earlier_one() -> None:
    records = a_rated_sheet(Records(), "A", "不合格项")
    records.a_review("A", "异议", date(2023, 7, 1), "改判合格")
    records.a_review("A", "异议", date(2023, 7, 3), "改判不合格", applied_on=date(2023, 5, 26))
    records.a_review("A", "异议", date(2023, 7, 4), "维持", applied_on=date(2023, 5, 27))
    assert records.numbers("17") == (0, 1)


def test_a_review_that_was_not_accepted_changes_nothing() -> None:
    records = a_rated_sheet(Records(), "A", "不合格项")
    records.a_review("A", "复检", date(2023, 7, 1), "改判合格", acceptance="不予受理")
    assert records.numbers("17") == (0, 1)


def test_only_city_and_county_level_batches_count_per_thousand_residents() -> None:
    records = Records().add("population", area_code=CITY, year=2022, residents=1000)
    for number, level in enumerate(("国抽", "省抽", "市抽", "县抽")):
        records.a_sheet(f"A{number}", "合格项", level=level)
    assert records.numbers("15") == (2, 1000)


def test_an_area_without_its_own_population_is_missing_not_the_sum_of_its_towns() -> None:
    records = Records().add("population", area_code=TOWN, year=2023, residents=500).a_sheet("A", "合格项")
    assert records.value("15", WUJIN).status is Status.MISSING
    assert records.numbers("15", WUJIN) is None


def test_population_of_a_later_year_is_not_used() -> None:
    records = Records().add("population", area_code=CITY, year=2024, residents=900)
    assert records.value("15").status is Status.MISSING


def test_residue_item_that_was_not_tested_does_not_make_a_residue_batch() -> None:
    records = Records().add("population", area_code=CITY, year=2023, residents=1000)
    records.a_sheet("A").add(
        "items", sheet_no="A", item_name="毒死蜱", item_class="农药残留", verdict="未检验"
    )
    records.a_sheet("B").add(
        "items", sheet_no="B", item_name="恩诺沙星", item_class="兽药残留", verdict="不判定项"
    )
    assert records.numbers("16") == (1, 1000)


def a_plan(records: Records, plan_no: str, batches: int, **columns: object) -> Records:
    """A plan row of 监督抽检 for 糕点."""
    defaults = {"year": 2023, "kind": "监督抽检", "level": "县抽", "area_code": WUJIN, "category": "糕点"}
    return records.add("plans", plan_no=plan_no, batches=batches, **(defaults | columns))


def test_what_one_plan_row_has_too_many_helps_no_other() -> None:
    records = a_plan(a_plan(Records(), "P1", 1), "P2", 2)
    for number in range(3):
        records.a_sheet(f"A{number}", "合格项", plan_no="P1")
    assert records.numbers("06-1") == (1, 3)


def test_a_batch_of_another_category_or_stage_does_not_fill_its_plan_row() -> None:
    records = a_plan(Records(), "P1", 5, stage="流通")
    records.a_sheet("A", "合格项", plan_no="P1", category="乳制品")
    records.a_sheet("B", "合格项", plan_no="P1", stage="餐饮")
    records.a_sheet("C", "合格项", plan_no="P1", task_kind="风险监测", level="省抽")
    assert records.numbers("06-1") == (1, 5)


def test_a_plan_of_the_city_itself_counts_for_the_city_alone() -> None:
    records = a_plan(Records(), "P1", 2, area_code=CITY).a_sheet("A", "合格项", plan_no="P1")
    assert (records.numbers("06-1"), records.numbers("06-1", WUJIN)) == ((1, 2), (0, 0))


def test_shared_stage_and_trade_is_one_pair_for_the_city() -> None:
    records = Records().an_enterprise("E1", stage="流通", trade="超市")
    records.an_enterprise("E2", stage="流通", trade="超市", area_code=XINBEI)
    records.an_enterprise("E3", stage="餐饮", trade="中央厨房", area_code=XINBEI)
    records.a_sheet("A", "合格项")
    assert [records.numbers("08", area) for area in (WUJIN, XINBEI, CITY)] == [(1, 1), (0, 2), (1, 2)]


def test_a_place_inside_a_unit_stands_for_the_units_trade() -> None:
    records = Records().an_enterprise("E1", trade="小作坊")
    records.a_sheet("A", "合格项", stage="生产", place="成品库", unit_code="E1")
    assert records.numbers("08") == (1, 1)


def test_a_place_inside_an_unknown_unit_stands_for_a_food_producer() -> None:
    records = Records().an_enterprise("E1").a_sheet("A", "合格项", stage="生产", place="生产线")
    assert records.numbers("08") == (1, 1)


def test_a_producer_sampled_in_another_district_is_covered_where_it_stands() -> None:
    records = Records().an_enterprise("E1").an_enterprise("E2", trade="小作坊")
    records.a_sheet("A", "合格项", area_code=XINBEI, level="国抽", producer_code="E1")
    assert (records.numbers("09", WUJIN), records.numbers("09", XINBEI)) == ((1, 1), (0, 0))


def test_a_stub_from_an_import_counts_in_no_denominator_until_it_is_confirmed() -> None:
    records = Records().an_enterprise("E1", confirmed=False)
    assert records.numbers("09") == (0, 0)
