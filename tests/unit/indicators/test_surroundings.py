"""What stands around the figures, recounted row by row on made-up cities; and the plan's parts as data."""

from collections import Counter
from datetime import date

from hypothesis import HealthCheck, Phase, assume, given, settings

from domain.catalogue.measures import load_catalogue
from domain.catalogue.plan_parts import plan_parts
from domain.indicators.compute import Assessor
from domain.indicators.returns import ended_quarters
from domain.indicators.surroundings import UNKNOWN, surroundings_of
from sampling.calendar import shipped_calendar
from tests.reference import Row
from tests.worlds import Scenario, scenarios
from tests.worlds.frames import frames_of

CATALOGUE, CALENDAR = load_catalogue(), shipped_calendar()


def test_every_indicator_belongs_to_exactly_one_part_of_the_plan() -> None:
    numbers = [number for part in plan_parts() for number in part.indicators]
    assert sorted(numbers) == [number for number, _ in CATALOGUE.indicators()]
    assert [part.name for part in plan_parts()] == [
        "基础工作",
        "能力建设",
        "主体责任",
        "食品安全状况",
        "示范引领",
    ]


def below(scenario: Scenario, area: str) -> set[str]:
    """The area and everything that names it as its parent, over any number of steps."""
    found = {area}
    while True:
        more = {row["区划代码"] for row in scenario.world.areas if row["上级代码"] in found} - found
        if not more:
            return found
        found |= more


def active(row: Row, day: date) -> bool:
    return row["成立日期"] <= day and not (row["退出日期"] is not None and row["退出日期"] <= day)


@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(scenario=scenarios())
def test_counts_are_those_of_counting_one_by_one(scenario: Scenario) -> None:
    assessor = Assessor(
        frames_of(scenario.world), CATALOGUE, CALENDAR, scenario.year, scenario.as_of, scenario.city
    )
    end = min(scenario.as_of, date(scenario.year, 12, 31))
    start = date(scenario.year, 1, 1)
    for area in (scenario.city, scenario.districts[0]):
        inside = below(scenario, area)
        found = surroundings_of(assessor, area)
        assert found.areas == len(inside) - 1
        own = [row for row in scenario.world.enterprises if row["区划代码"] in inside and active(row, end)]
        expected = Counter((row["环节"], row["风险等级"] or UNKNOWN) for row in own)
        assert {(stage, grade): count for stage, grade, count in found.enterprises.iter_rows()} == expected
        trades = Counter((row["环节"], row["业态"] or UNKNOWN) for row in own)
        assert {row[:2]: row[2] for row in found.coverage.iter_rows()} == trades
        plans = [
            row for row in scenario.world.plans if row["年份"] == scenario.year and row["区划代码"] in inside
        ]
        batches: Counter[tuple[str, str]] = Counter()
        for row in plans:
            batches[row["类别"], row["任务级别"]] += row["计划批次"]
        assert {row[:2]: row[3] for row in found.plans.iter_rows()} == batches
        clues = [
            row
            for row in scenario.world.cases
            if row["区划代码"] in inside and start <= row["发现日期"] <= end
        ]
        assert sorted(found.cases["clue_no"]) == sorted(row["线索编号"] for row in clues)


@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(scenario=scenarios())
def test_returns_are_expected_of_every_filer_and_ended_quarter_and_counted_once(scenario: Scenario) -> None:
    assessor = Assessor(
        frames_of(scenario.world), CATALOGUE, CALENDAR, scenario.year, scenario.as_of, scenario.city
    )
    quarters = ended_quarters(assessor.ground.window)
    told = surroundings_of(assessor, scenario.city).quality.returns
    assume(quarters)
    assert [one.measure for one in told] == [m.code for m in CATALOGUE.measures if not m.from_records]
    for one in told:
        measure = CATALOGUE.measure(one.measure)
        filers = ([scenario.city] if "city" in measure.filed_by else []) + (
            scenario.districts if "district" in measure.filed_by else []
        )
        assert one.expected == len(filers) * len(quarters)
        rows = [
            row
            for row in scenario.world.returns
            if row["指标"] == one.measure and row["区划代码"] in filers and row["季度"] in quarters
        ]
        accepted = {(row["区划代码"], row["季度"]) for row in rows if row["状态"] == "已审核"}
        assert one.accepted == len(accepted) <= one.expected
        newest: dict[tuple[str, str], Row] = {}
        for row in sorted(rows, key=lambda row: int(row["版本"])):
            newest[row["区划代码"], row["季度"]] = row
        assert one.waiting == sum(row["状态"] != "已审核" for row in newest.values())
        corrected = {(r["区划代码"], r["季度"]) for r in rows if r["状态"] == "已审核" and int(r["版本"]) > 1}
        assert one.corrected == len(corrected)
