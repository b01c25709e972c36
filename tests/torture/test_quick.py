"""The trials in small: a few cases of each, so that a fault shows before the full form is run."""

from pathlib import Path

import pytest

from tests.torture.__main__ import trials
from tests.torture.trial import Result, Tally, Trial, carry_through

CASES = {
    "spreadsheets": 6,
    "exports": 1,
    "raw": 200,
    "tampering": 18,
    "delivery": 16,
    "crashes": 1,
    "access": 2,
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_few_cases_of_the_trial_find_no_fault(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIAN_DATABASE_URL", "sqlite://")
    tally = carry_through(trials()[name], tmp_path, count=CASES[name])
    assert tally.done == CASES[name]
    assert tally.faults == []


def test_a_trial_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    seen: list[int] = []
    trial = Trial("t", "", 5, lambda cases, _folder: (_noted(seen, number) for number in cases))
    state = tmp_path / "state" / "t.json"
    carry_through(trial, tmp_path, count=2, state=state, every=1)
    tally = carry_through(trial, tmp_path, count=5, state=state, every=1)
    assert seen == [0, 1, 2, 3, 4]
    assert (tally.done, tally.largest, tally.faults) == (5, {"number": 4}, ["case 3 (case): odd"])


def test_the_line_of_a_tally_counts_faults() -> None:
    tally = Tally()
    tally.add(0, Result("case", ["broken"], attempts=3))
    assert "1 of 9 cases, 3 attempts, 1 faults" in tally.line(Trial("t", "", 9, lambda _c, _f: iter(())), 9)


def _noted(seen: list[int], number: int) -> Result:
    seen.append(number)
    return Result("case", ["odd"] if number == 3 else [], {"number": number})
