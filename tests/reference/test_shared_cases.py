"""The reference on the example city-years: every figure, to the last digit."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.reference import World, load_folder, reference_records, reference_values
from tests.reference.catalogue import MEASURES
from tests.reference.values import plain_decimal

CASES = Path(__file__).parents[3] / "shared" / "cases"
AS_OF = ["2023-06-30", "2023-10-06", "2023-12-31", "2024-03-31"]
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="示例数据目录 ../shared/cases 不在此处")


@pytest.fixture(scope="module", params=["small", "year"])
def case(request: pytest.FixtureRequest) -> tuple[Path, World]:
    folder = CASES / request.param
    return folder, load_folder(folder)


@pytest.mark.parametrize("as_of", AS_OF)
def test_reference_gives_the_expected_figures_of_a_case(case: tuple[Path, World], as_of: str) -> None:
    folder, world = case
    expected = json.loads((folder / f"expected-{as_of}.json").read_text(encoding="utf-8"))
    found = reference_values(world, expected["year"], date.fromisoformat(as_of), expected["city"])
    assert found == expected["values"]


def test_reference_records_add_up_to_the_expected_figures(case: tuple[Path, World]) -> None:
    folder, world = case
    expected = json.loads((folder / "expected-2023-12-31.json").read_text(encoding="utf-8"))
    checked = set()
    for value in expected["values"]:
        rows = reference_records(world, value["measure"], value["area"], 2023, date(2023, 12, 31))
        if value["numerator"] is not None:
            assert plain_decimal(sum((row[1] for row in rows), Fraction(0))) == value["numerator"]
            assert plain_decimal(sum((row[2] for row in rows), Fraction(0))) == value["denominator"]
            checked.add(value["measure"])
    assert checked == set(MEASURES) - {"25"}  # nobody filed 25 in either case
