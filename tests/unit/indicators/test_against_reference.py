"""The polars figures against the slow reference in `tests/reference`, on worlds that hypothesis makes up.

`make test` tries the same few hundred worlds every time; with SHIAN_DEEP=1 (`make test-deep`) it is thousands of
new ones.
"""

import os
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from domain.catalogue.measures import load_catalogue
from domain.errors import CalendarNotPublished
from domain.indicators.compute import Assessor, assess_on
from domain.indicators.records import records_on
from sampling.calendar import shipped_calendar
from tests.reference import UnpublishedYearDecides, reference_records, reference_values
from tests.worlds import Scenario, scenarios
from tests.worlds.frames import frames_of

DEEP = os.environ.get("SHIAN_DEEP") == "1"
CATALOGUE = load_catalogue()
CALENDAR = shipped_calendar()
Contributions = dict[str, tuple[Fraction, Fraction]]


@settings(
    max_examples=3000 if DEEP else 80,
    derandomize=not DEEP,
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(scenario=scenarios(), choice=st.data())
def test_values_and_their_rows_are_those_of_the_slow_reference(
    scenario: Scenario, choice: st.DataObject
) -> None:
    note(f"{scenario.year} as of {scenario.as_of}, city {scenario.city}")
    frames = frames_of(scenario.world)
    for area in (None, choice.draw(st.sampled_from(scenario.towns), label="town")):
        areas = None if area is None else [area]
        question = (scenario.year, scenario.as_of, scenario.city)
        assessor = Assessor(frames, CATALOGUE, CALENDAR, *question, area=area)
        found, expected = _found_values(assessor), _expected_values(scenario, areas)
        assert found == expected
        if not isinstance(expected, int):
            of = choice.draw(st.sampled_from(assessor.targets), label="records of")
            _records_agree(scenario, assessor, of, [value for value in expected if value["area"] == of])


def _expected_values(scenario: Scenario, areas: list[str] | None) -> list[dict[str, Any]] | int:
    """The reference's values, or the year without whose calendar they cannot be judged."""
    try:
        return reference_values(scenario.world, scenario.year, scenario.as_of, scenario.city, areas)
    except UnpublishedYearDecides as error:
        return error.year


def _found_values(assessor: Assessor) -> list[dict[str, Any]] | int:
    try:
        return [dict(value.to_row()) for value in assess_on(assessor).values]
    except CalendarNotPublished as error:
        year = error.details["year"]
        assert isinstance(year, int)
        return year


def _records_agree(scenario: Scenario, assessor: Assessor, area: str, values: list[dict[str, Any]]) -> None:
    """The same rows contribute the same numbers, and they add up to the value's."""
    by_code = {value["measure"]: value for value in values}
    for measure in CATALOGUE.measures:
        records = records_on(assessor, measure, area)
        found = {
            _key(measure.from_records, row): (Fraction(row["in_numerator"]), Fraction(row["in_denominator"]))
            for row in records.iter_rows(named=True)
        }
        assert len(found) == records.height, f"{measure.code}: a row stands twice"
        expected = {
            key: (numerator, denominator)
            for key, numerator, denominator in reference_records(
                scenario.world, measure.code, area, scenario.year, scenario.as_of
            )
        }
        assert _contributing(found) == _contributing(expected), measure.code
        value = by_code[measure.code]
        if value["numerator"] is None:
            assert not found, measure.code
        else:
            assert sum(row[0] for row in found.values()) == Fraction(value["numerator"]), measure.code
            assert sum(row[1] for row in found.values()) == Fraction(value["denominator"]), measure.code


def _key(from_records: bool, row: dict[str, Any]) -> str:
    """The reference's name of a product row; a return is named by filer and quarter."""
    key: str = row["key"]
    return key.replace("·", "|") if from_records else f"{row['area']}|{key.split('·')[0]}"


def _contributing(rows: Contributions) -> Contributions:
    return {key: numbers for key, numbers in rows.items() if any(numbers)}
