"""The reference on the complete examples: none of it may be refused, but exactly what the dirty one expects."""

import csv
import json
from pathlib import Path

import pytest

from tests.reference_import import judge
from tests.reference_import.files import Folder

CASES = Path(__file__).parents[1] / "cases"
SHARED_CASES = Path(__file__).parents[2].parent / "shared" / "cases"


def read_case(case: Path) -> Folder:
    folder = {}
    for file in sorted(case.glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            folder[file.stem] = list(csv.reader(lines))
    return folder


def test_the_dirty_case_has_exactly_the_errors_that_it_expects() -> None:
    expected = json.loads((CASES / "dirty" / "expected-errors.json").read_text(encoding="utf-8"))
    judgement = judge(read_case(CASES / "dirty"))
    assert judgement.errors == [
        (entry["file"], entry["row"], entry["column"], entry["code"]) for entry in expected
    ]
    assert not any(judgement.accepted.values())


@pytest.mark.parametrize("case", [CASES / "small", SHARED_CASES / "year"], ids=["small", "year"])
def test_a_clean_case_is_accepted_whole_and_changes_nothing_the_second_time(case: Path) -> None:
    if not case.is_dir():
        pytest.skip("大案例 year 只在共享目录中，不随项目分发")
    folder = read_case(case)
    first = judge(folder)
    assert first.errors == []
    again = judge(folder, first.stored)
    assert (again.errors, again.unchanged) == ([], first.accepted)
